using System.Runtime.Versioning;
using MoshPS.Interop.Tests.Cli;
using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.Fixtures;

/// <summary>A client program, stock's or ours, in a recorded terminal; a stock server; and a relay between the two.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RecordedSession : IAsyncDisposable
{
    private readonly MoshServer _server;

    private RecordedSession(MoshServer server, UdpRelay.UdpRelay relay, RecordedTerminal terminal)
    {
        _server = server;
        Relay = relay;
        Terminal = terminal;
    }

    public UdpRelay.UdpRelay Relay { get; }

    public RecordedTerminal Terminal { get; }

    /// <summary>Starts all three.</summary>
    /// <param name="program">Whose client it is.</param>
    /// <param name="command">What runs in the session.</param>
    /// <param name="conditions">The network, each way.</param>
    /// <param name="columns">Width of the window; its height is 8.</param>
    /// <param name="variables">Variables of the client.</param>
    public static async Task<RecordedSession> StartAsync(
        ClientProgram program,
        IReadOnlyList<string> command,
        LinkConditions? conditions = null,
        int columns = 100,
        IReadOnlyDictionary<string, string>? variables = null)
    {
        MoshServer server = await MoshServer.StartAsync(new MoshServerSettings
        {
            Command = command,
            Environment = new Dictionary<string, string?> { ["PS1"] = "> ", ["HISTFILE"] = "/dev/null" },
        });
        UdpRelay.UdpRelay relay = UdpRelay.UdpRelay.Start(server.Address);
        relay.ToServer = relay.ToClient = conditions ?? LinkConditions.Perfect;
        string[] client = program == ClientProgram.Stock ? [Programs.PathOf("mosh-client")] : [MoshPSProgram.Path, "client"];
        Dictionary<string, string> environment = new(variables ?? new Dictionary<string, string>()) { ["MOSH_KEY"] = server.Key };
        RecordedTerminal terminal = RecordedTerminal.Start(
            [.. client, relay.Listening.Address.ToString(), $"{relay.Listening.Port}"], columns, rows: 8, environment);
        return new RecordedSession(server, relay, terminal);
    }

    public async ValueTask DisposeAsync()
    {
        Terminal.Dispose();
        await Relay.DisposeAsync();
        _server.Dispose();
    }
}

/// <summary>The program that is the client.</summary>
public enum ClientProgram
{
    /// <summary>Stock <c>mosh-client</c>.</summary>
    Stock,

    /// <summary><c>moshps client</c>.</summary>
    MoshPS,
}
