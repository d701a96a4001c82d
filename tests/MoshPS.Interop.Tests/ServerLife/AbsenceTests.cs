using System.Net;
using MoshPS.Engine.Client;
using MoshPS.Interop.Tests.BadNetworks;
using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.ServerLife;

/// <summary>Clients that go away, move and come back, and servers and clients that are stopped meanwhile.</summary>
public sealed class AbsenceTests
{
    [RequiresFact("linux", "tee")]
    public async Task A_client_that_moves_from_address_to_address_types_on()
    {
        await using TypingSession session = await TypingSession.StartAsync(MoshServerProgram.MoshPS);
        foreach (string address in (string[])["127.0.0.2", "127.0.0.3", "127.0.0.2", "127.0.0.1"])
        {
            await session.TypeWordsAsync(2);
            session.Relay.Rebind(IPAddress.Parse(address));
            await session.TypeWordsAsync(2);
            await session.CheckAllArrivedAsync();
        }
    }

    [RequiresFact("linux", "tee", "ipv6-loopback")]
    public async Task A_client_moves_between_the_families_of_addresses()
    {
        await using TypingSession session = await TypingSession.StartAsync(
            new MoshServerSettings { Program = MoshServerProgram.MoshPS, Address = IPAddress.IPv6Any });
        foreach (IPAddress address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.Loopback])
        {
            session.Relay.Redirect(new IPEndPoint(address, session.Server.Address.Port));
            await session.TypeWordsAsync(3);
            await session.CheckAllArrivedAsync();
            Assert.All(session.Relay.GetSources(), source => Assert.Equal(address.AddressFamily, source.AddressFamily));
        }
    }

    /// <summary>Stopped as a whole machine is that sleeps, its programs as well.</summary>
    [RequiresFact("linux", "tee", "kill")]
    public Task A_server_that_sleeps_for_ten_seconds_goes_on() => SleepAsync(TimeSpan.FromSeconds(10));

    [Trait("Category", "Long")]
    [RequiresFact("linux", "tee", "kill")]
    public async Task A_server_that_sleeps_for_more_than_a_minute_goes_on()
    {
        await SleepAsync(TimeSpan.FromSeconds(65));
        Measurements.Write("absence-2-server-asleep", "| server stopped for 65 s while the client types | all input arrived, in order |");
    }

    /// <summary>After 40 s the server stops sending (spec 1 §4.6), and shows that nobody is there.</summary>
    [Trait("Category", "Long")]
    [RequiresTheory("mosh-server", "linux", "tee")]
    [InlineData(MoshServerProgram.Stock)]
    [InlineData(MoshServerProgram.MoshPS)]
    public async Task A_client_that_was_away_for_longer_than_the_server_keeps_its_address_types_on(MoshServerProgram program)
    {
        await using TypingSession session = await TypingSession.StartAsync(program);
        await session.TypeWordsAsync(3);
        await session.CheckAllArrivedAsync();
        session.Relay.Cut();
        await Task.Delay(TimeSpan.FromSeconds(45));
        long silent = session.Relay.GetStatistics(LinkDirection.ToClient).Cut;
        await session.TypeWordsAsync(10);
        await Task.Delay(TimeSpan.FromSeconds(10));
        Assert.Equal(silent, session.Relay.GetStatistics(LinkDirection.ToClient).Cut);
        ExpectState("detached");
        session.Relay.Rebind(IPAddress.Parse("127.0.0.2"));
        session.Relay.Restore();
        await session.TypeWordsAsync(3);
        await session.CheckAllArrivedAsync();
        ExpectState("attached from 127.0.0.2");
        Assert.Equal(MoshClientState.Connected, session.Client.State);
        Measurements.Write($"absence-1-{program}", $"| {program}: client away for a minute, back from another address | all input arrived, in order |");

        void ExpectState(string state)
        {
            if (program == MoshServerProgram.MoshPS)
            {
                Assert.EndsWith(", " + state, ProcessFiles.CommandLine(session.Server.ProcessId), StringComparison.Ordinal);
            }
        }
    }

    [RequiresFact("mosh-client", "linux", "tmux", "kill")]
    public Task A_stock_client_that_was_stopped_for_a_while_goes_on() => StopStockClientAsync(TimeSpan.FromSeconds(4));

    [Trait("Category", "Long")]
    [RequiresFact("mosh-client", "linux", "tmux", "kill")]
    public async Task A_stock_client_that_was_stopped_for_longer_than_a_minute_goes_on()
    {
        await StopStockClientAsync(TimeSpan.FromSeconds(65));
        Measurements.Write("absence-3-client-asleep", "| stock client stopped for 65 s | goes on, with the output of the time between |");
    }

    /// <summary>
    /// Stock gives up ten seconds after the program's end, and whoever comes back later is never told. Ours waits for a
    /// client that was away by then.
    /// </summary>
    [Trait("Category", "Long")]
    [RequiresFact("linux")]
    public async Task The_last_screen_waits_for_longer_than_a_minute()
    {
        await using ServedSession session = await ServedSession.StartAsync(
            MoshServerProgram.MoshPS, "echo ready; read line; sleep 25; echo last words", "ready");
        session.Type("\r");
        await session.Client.WaitForQuietAsync(TimeSpan.FromMilliseconds(300));
        session.Relay.Cut();
        await Task.Delay(TimeSpan.FromSeconds(90));
        Assert.True(session.IsServerAlive);
        session.Relay.Restore();
        await session.ExpectRemoteEndAsync();
        Assert.Contains("last words", session.Client.GetScreen().GetText(), StringComparison.Ordinal);
        await session.ExpectAllGoneAsync();
        Measurements.Write("absence-4-last-screen", "| program ends while the client is away, which is back a minute later | the client gets the last screen |");
    }

    private static async Task SleepAsync(TimeSpan time)
    {
        await using TypingSession session = await TypingSession.StartAsync(MoshServerProgram.MoshPS);
        await session.TypeWordsAsync(3);
        await session.SignalServerAsync("STOP");
        await session.TypeWhileAsync(Task.Delay(time));
        await session.SignalServerAsync("CONT");
        await session.TypeWordsAsync(3);
        await session.CheckAllArrivedAsync();
        Assert.Equal(MoshClientState.Connected, session.Client.State);
    }

    private static async Task StopStockClientAsync(TimeSpan time)
    {
        using MoshServer server = await MoshServer.StartAsync(new MoshServerSettings
        {
            Program = MoshServerProgram.MoshPS,
            Command = ["sh", "-c", "echo ready; while read line; do sleep 2; echo \"answer to $line\"; done"],
        });
        await using Tmux window = await Tmux.StartAsync(
            [Programs.PathOf("mosh-client"), server.Address.Address.ToString(), $"{server.Address.Port}"],
            environment: new Dictionary<string, string> { ["MOSH_KEY"] = server.Key });
        await window.WaitForAsync("ready", ServedSession.Limit);
        await window.TypeLineAsync("one");
        await window.WaitForAsync("^one", ServedSession.Limit);

        // The window's shell waits for the client, its only child.
        string shell = await window.QueryAsync("#{pane_pid}");
        int client = int.Parse((await File.ReadAllTextAsync($"/proc/{shell}/task/{shell}/children")).Split(' ')[0], null);
        await ServedSession.SignalAsync("STOP", client);
        await Task.Delay(time);
        await ServedSession.SignalAsync("CONT", client);
        await window.WaitForAsync("^answer to one", ServedSession.Limit);
        await window.TypeLineAsync("two");
        await window.WaitForAsync("^answer to two", ServedSession.Limit);
    }
}
