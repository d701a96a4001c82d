using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using MoshPS.Engine;
using MoshPS.Engine.Client;
using MoshPS.Interop.Tests.Cli;
using MoshPS.Interop.Tests.Client;

namespace MoshPS.Interop.Tests.BadNetworks;

public sealed class UnreachableServerTests
{
    /// <summary>Spec 3 §3.5: 15 s of waiting and 16 farewells, then the port that may be blocked is named.</summary>
    [RequiresFact("mosh-server", "mosh-client", "tmux", "linux")]
    public async Task Where_no_datagram_passes_the_client_gives_up_after_fifteen_seconds_as_stock_does()
    {
        using MoshServer server = await MoshServer.StartAsync("cat");
        await using UdpRelay.UdpRelay relay = UdpRelay.UdpRelay.Start(server.Address);
        relay.Cut();
        Task<string> stock = RunInWindowAsync("mosh-client", [], relay.Listening, server.Key);
        Task<string> ours = RunInWindowAsync(MoshPSProgram.Path, ["client"], relay.Listening, server.Key);

        long start = Stopwatch.GetTimestamp();
        await using MoshClient client = MoshClient.Start(LiveSession.OptionsFor(server) with { Server = relay.Listening });
        Assert.Equal(MoshClientState.Connecting, client.State);
        MoshSessionException error = await Assert.ThrowsAsync<MoshSessionException>(
            () => client.WaitForConnectionAsync().WaitAsync(TypingSession.Limit));
        Assert.Equal("UdpBlocked", error.ErrorId);
        Assert.Contains($"{relay.Listening.Port}", error.Message, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 14.9, 30);
        MoshClientEnd end = await client.Completion.WaitAsync(TypingSession.Limit);
        Assert.Equal((MoshClientEndReason.ConnectionTimedOut, false), (end.Reason, end.WasConnected));
        Assert.Equal("UdpBlocked", end.Error!.ErrorId);

        string expected = await stock;
        Assert.Contains("status 1", expected, StringComparison.Ordinal);
        Assert.Contains($"mosh did not make a successful connection to {relay.Listening}", expected, StringComparison.Ordinal);
        Assert.Equal(expected, await ours);
    }

    [RequiresFact("mosh-server", "linux")]
    public async Task A_server_that_can_be_reached_only_after_a_while_is_connected_to()
    {
        using MoshServer server = await MoshServer.StartAsync("sh", "-c", "echo here; exec cat");
        await using UdpRelay.UdpRelay relay = UdpRelay.UdpRelay.Start(server.Address);
        relay.Cut(TimeSpan.FromSeconds(4));
        await using MoshClient client = MoshClient.Start(LiveSession.OptionsFor(server) with { Server = relay.Listening });
        await client.WaitForConnectionAsync().WaitAsync(TypingSession.Limit);
        await client.WaitForPatternAsync(new Regex("here")).WaitAsync(TypingSession.Limit);
        Assert.True(relay.GetStatistics(UdpRelay.LinkDirection.ToServer).Cut > 0);
    }

    /// <summary>Runs a client to its end and returns what the window shows then, and its exit status.</summary>
    private static async Task<string> RunInWindowAsync(string program, string[] arguments, IPEndPoint server, string key)
    {
        await using Tmux window = await Tmux.StartAsync(
            [Programs.Find(program) ?? program, .. arguments, server.Address.ToString(), $"{server.Port}"],
            environment: new Dictionary<string, string> { ["MOSH_KEY"] = key });
        int status = await window.WaitForExitAsync(TypingSession.Limit);
        return $"{string.Join('\n', await window.CaptureAsync()).Trim('\n')}\nstatus {status}";
    }
}
