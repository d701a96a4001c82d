using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using MoshPS.Benchmarks.Servers;
using MoshPS.Benchmarks.Typing;
using MoshPS.Interop.Tests.Fixtures;
using MoshPS.UdpRelay;

namespace MoshPS.Benchmarks.Networks;

/// <summary>
/// The same typing in bash through ssh, stock's mosh and ours at the same time, over one bad network that carries the
/// IP packets of all.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class NetworkCase : IDisposable
{
    private const int SshPort = 2222;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    // Round-trip times, with loss, settle before the first key.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    // Who sees nothing for so long goes on typing.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TypingLimit = TimeSpan.FromSeconds(150);

    private readonly string _name;
    private readonly TypingTrace _trace;
    private readonly NetworkPair _network;
    private readonly TemporaryDirectory _home = new();
    private readonly ProcessMark _mark = new();
    private readonly List<MeasuredServer> _servers = [];
    private readonly List<TypedTerminal> _terminals = [];
    private readonly IDisposable _interruption;
    private SshServer? _sshd;

    private NetworkCase(string name, TypingTrace trace, NetworkPair network)
    {
        _name = name;
        _trace = trace;
        _network = network;
        _interruption = Interruption.Before(Dispose);
    }

    /// <summary>Types a trace over a network.</summary>
    /// <param name="name">What the network is called.</param>
    /// <param name="number">Which of this program's, from 0.</param>
    /// <param name="conditions">Each way of the network.</param>
    /// <param name="executable">Our executable.</param>
    /// <param name="trace">What to type.</param>
    public static async Task<NetworkResult> RunAsync(
        string name, int number, LinkConditions conditions, string executable, TypingTrace trace)
    {
        using NetworkPair network = await NetworkPair.CreateAsync(number);
        using NetworkCase session = new(name, trace, network);
        return await session.RunAsync(conditions, executable);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _interruption.Dispose();
        _terminals.ForEach(terminal => terminal.Dispose());
        _mark.Dispose();
        _servers.ForEach(server => server.Dispose());
        _sshd?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _home.Dispose();
    }

    private async Task<NetworkResult> RunAsync(LinkConditions conditions, string executable)
    {
        // Nobody logs in over a network that loses a third: what is compared is typing.
        _network.Conditions = new LinkConditions { DelayMilliseconds = conditions.DelayMilliseconds };
        _sshd = await SshServer.StartAsync(new SshServerSettings
        {
            Address = _network.Server,
            Port = SshPort,
            Launcher = _network.OnServer,
            Environment = new Dictionary<string, string> { ["TMPDIR"] = _home.Path },
        });
        TypedTerminal[] terminals = [StartMosh(executable, "client"), StartMosh(Programs.PathOf("mosh-client")), StartSsh(_sshd)];
        foreach (TypedTerminal terminal in terminals)
        {
            if (!terminal.WaitFor(_trace.Before.Resembles, StartLimit))
            {
                throw new TimeoutException($"The program never showed what {_trace.Name} begins with, but:\n{terminal.Shown}");
            }
        }

        _network.Conditions = conditions;
        await Task.Delay(Settling);
        TcpCounters client = TcpCounters.Of(terminals[^1].Process);
        TcpCounters server = TcpCounters.Of(_sshd.ProcessId);
        TypingRun[] runs = await Task.WhenAll(
            terminals.Zip(["moshps", "mosh-client", "ssh"]).Select(pair => Task.Factory.StartNew(
                () => Type(pair.First, pair.Second), TaskCreationOptions.LongRunning)));
        return new NetworkResult(
            runs[0],
            runs[1],
            runs[2],
            TcpCounters.Of(terminals[^1].Process) - client,
            TcpCounters.Of(_sshd.ProcessId) - server,
            _network.Statistics);
    }

    private TypingRun Type(TypedTerminal terminal, string client)
    {
        Typist typist = new() { Patience = Patience, LastPatience = LastPatience, Limit = TypingLimit };
        long[] typed = typist.Type(terminal, _trace);
        return new TypingRun
        {
            Name = $"network-{_name}-{client}",
            Trace = _trace,
            Typed = typed,
            Output = terminal.GetOutput(),
            End = Stopwatch.GetTimestamp(),
            LookedInVain = typist.LookedInVain,
        };
    }

    private TypedTerminal StartMosh(params string[] client)
    {
        string[] launcher = _network.OnServer;
        MeasuredServer server = MeasuredServer.Start(
            new ServerProgram("mosh-server", launcher[0], [.. launcher[1..], Programs.PathOf("mosh-server")]),
            _network.Server,
            _home,
            TraceFiles.ProgramOf(_trace.Name));
        _servers.Add(server);
        return Start([.. client, _network.Server.ToString(), server.Port.ToString(CultureInfo.InvariantCulture)], new() { ["MOSH_KEY"] = server.Key });
    }

    private TypedTerminal StartSsh(SshServer sshd)
    {
        // ssh hands the words to the shell of the account, joined by blanks.
        string program = string.Join(' ', TraceFiles.ProgramOf(_trace.Name).Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
        return Start([Programs.PathOf("ssh"), "-t", "-F", sshd.ClientConfigurationPath, SshServer.Alias, program], []);
    }

    private TypedTerminal Start(string[] command, Dictionary<string, string> environment)
    {
        environment[ProcessMark.Name] = _mark.Value;
        TypedTerminal terminal = TypedTerminal.Start([.. _network.OnClient, .. command], environment, _trace.Columns, _trace.Rows);
        _terminals.Add(terminal);
        return terminal;
    }
}
