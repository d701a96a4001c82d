using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.Versioning;
using MoshPS.Benchmarks.Servers;
using MoshPS.Interop.Tests.Fixtures;
using MoshPS.UdpRelay;

namespace MoshPS.Benchmarks.Typing;

/// <summary>A client in a terminal, a bad network, and stock's mosh-server with the program of a trace.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class TypingSession : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    // Round-trip times, and with them whether to predict, settle before the first key.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    // Where much goes wrong, the rest of the trace is left.
    private static readonly TimeSpan TypingLimit = TimeSpan.FromMinutes(3);

    private readonly TypingTrace _trace;
    private readonly LinkConditions _link;
    private readonly TemporaryDirectory _home = new();
    private readonly ProcessMark _mark = new();
    private readonly IDisposable _interruption;
    private MeasuredServer? _server;
    private UdpRelay.UdpRelay? _relay;
    private ServerScreens? _screens;
    private TypedTerminal? _terminal;

    private TypingSession(TypingTrace trace, LinkConditions link)
    {
        _trace = trace;
        _link = link;
        _interruption = Interruption.Before(Dispose);
    }

    /// <summary>Types a trace.</summary>
    /// <param name="client">The client's command line, without address and port.</param>
    /// <param name="trace">What to type.</param>
    /// <param name="link">Each way of the network.</param>
    public static TypingRun Run(IReadOnlyList<string> client, TypingTrace trace, LinkConditions link)
    {
        using TypingSession session = new(trace, link);
        return session.Run(client);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _interruption.Dispose();
        _terminal?.Dispose();
        _mark.Dispose();
        _relay?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _server?.Dispose();
        _screens?.Dispose();
        _home.Dispose();
    }

    private TypingRun Run(IReadOnlyList<string> client)
    {
        _server = MeasuredServer.Start(
            new ServerProgram("mosh-server", Programs.PathOf("mosh-server")), _home, TraceFiles.ProgramOf(_trace.Name));
        _screens = new ServerScreens(_server.Key, _trace.Columns, _trace.Rows);
        _relay = UdpRelay.UdpRelay.Start(new IPEndPoint(IPAddress.Loopback, _server.Port));
        _relay.SetConditions(_link);
        _relay.Tap = (direction, datagram) =>
        {
            if (direction == LinkDirection.ToClient)
            {
                _screens.Read(datagram.Span);
            }
        };
        IPEndPoint address = _relay.Listening;
        Dictionary<string, string> environment = new()
        {
            ["MOSH_KEY"] = _server.Key,
            [ProcessMark.Name] = _mark.Value,
        };
        _terminal = TypedTerminal.Start(
            [.. client, address.Address.ToString(), address.Port.ToString(CultureInfo.InvariantCulture)], environment, _trace.Columns, _trace.Rows);
        if (!_terminal.WaitFor(_trace.Before.Resembles, StartLimit))
        {
            throw new TimeoutException($"{client[0]} never showed what {_trace.Name} begins with, but:\n{_terminal.Shown}");
        }

        Thread.Sleep(Settling);
        Typist typist = new() { Limit = TypingLimit };
        long[] typed = typist.Type(_terminal, _trace);
        Thread.Sleep(TimeSpan.FromMilliseconds(_link.DelayMilliseconds * 4));
        return new TypingRun
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{_trace.Name}-{_link.DelayMilliseconds * 2}-{_link.LossPercent}-{Path.GetFileName(client[0])}"),
            Trace = _trace,
            Typed = typed,
            Output = _terminal.GetOutput(),
            ServerScreens = _screens.ToArray(),
            RoundTrip = TimeSpan.FromMilliseconds(_link.DelayMilliseconds * 2),
            End = Stopwatch.GetTimestamp(),
            LookedInVain = typist.LookedInVain,
        };
    }
}
