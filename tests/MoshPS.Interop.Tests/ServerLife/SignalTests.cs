using MoshPS.Engine.Client;
using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.ServerLife;

/// <summary>What signals do to a server (spec 3 §2.8).</summary>
public sealed class SignalTests
{
    [RequiresTheory("mosh-server", "linux", "kill")]
    [InlineData(MoshServerProgram.Stock, "TERM")]
    [InlineData(MoshServerProgram.MoshPS, "TERM")]
    [InlineData(MoshServerProgram.Stock, "INT")]
    [InlineData(MoshServerProgram.MoshPS, "INT")]
    [InlineData(MoshServerProgram.Stock, "USR1")]
    [InlineData(MoshServerProgram.MoshPS, "USR1")]
    public async Task A_server_that_is_told_to_end_says_so_to_its_client_and_hangs_up_on_the_program(MoshServerProgram program, string signal)
    {
        using TemporaryDirectory directory = new();
        await using ServedSession session = await ServedSession.StartAsync(
            program, $"trap 'echo hung-up >{directory["log"]}; exit' HUP; echo ready; while :; do sleep 0.1; done", "ready");
        await session.SignalServerAsync(signal);
        await session.ExpectRemoteEndAsync();
        Assert.Contains("ready", session.Client.GetScreen().GetText(), StringComparison.Ordinal);
        await session.ExpectAllGoneAsync();
        Assert.Equal("hung-up\n", await File.ReadAllTextAsync(directory["log"]));
    }

    [RequiresTheory("mosh-server", "linux", "kill")]
    [InlineData(MoshServerProgram.Stock, "HUP")]
    [InlineData(MoshServerProgram.MoshPS, "HUP")]
    [InlineData(MoshServerProgram.Stock, "PIPE")]
    [InlineData(MoshServerProgram.MoshPS, "PIPE")]
    public async Task The_signals_of_a_lost_connection_mean_nothing(MoshServerProgram program, string signal)
    {
        await using ServedSession session = await ServedSession.StartAsync(program, "echo ready; exec cat", "ready");
        await session.SignalServerAsync(signal);
        session.Type("after the signal\r");
        await session.WaitForAsync("^after the signal\nafter the signal$");
        Assert.Equal(MoshClientState.Connected, session.Client.State);
    }

    /// <summary>Ignored by the server, and yet the program is to get them as every program does.</summary>
    [RequiresTheory("mosh-server", "linux")]
    [InlineData(MoshServerProgram.Stock)]
    [InlineData(MoshServerProgram.MoshPS)]
    public async Task The_program_starts_with_no_signal_ignored_or_blocked(MoshServerProgram program)
    {
        await using ServedSession session = await ServedSession.StartAsync(program, "grep -E '^Sig(Blk|Ign)' /proc/self/status; echo ready; exec cat", "ready");

        // Signals 32 and 33 are the C library's own; its posix_spawn has them ignored.
        await session.WaitForAsync("^SigBlk:\\s+0+\nSigIgn:\\s+0+(180000000)?\nready");
    }

    [RequiresTheory("mosh-server", "linux", "kill")]
    [InlineData(MoshServerProgram.MoshPS)]
    public async Task A_second_signal_ends_the_waiting_for_a_client_that_does_not_answer(MoshServerProgram program)
    {
        await using ServedSession session = await ServedSession.StartAsync(program, "echo ready; exec cat", "ready");

        // Slow enough for sixteen farewells to take four seconds.
        session.Relay.SetConditions(new LinkConditions { DelayMilliseconds = 400 });
        await session.TypeSlowlyAsync();
        session.Relay.Cut(direction: LinkDirection.ToServer);
        long before = session.Relay.GetStatistics(LinkDirection.ToClient).Received;
        await session.SignalServerAsync("TERM");
        await session.Client.WaitForStateAsync(MoshClientState.Closed).WaitAsync(ServedSession.Limit);
        Assert.True(session.IsServerAlive);
        await session.SignalServerAsync("TERM");
        await session.ExpectServerGoneAsync();
        Assert.InRange(session.Relay.GetStatistics(LinkDirection.ToClient).Received - before, 1, 14);
    }

    [RequiresTheory("mosh-server", "linux", "kill")]
    [InlineData(MoshServerProgram.Stock, "TERM")]
    [InlineData(MoshServerProgram.MoshPS, "TERM")]
    [InlineData(MoshServerProgram.Stock, "USR1")]
    [InlineData(MoshServerProgram.MoshPS, "USR1")]
    public async Task Without_a_client_there_is_nobody_to_wait_for(MoshServerProgram program, string signal)
    {
        using MoshServer server = await MoshServer.StartAsync(new MoshServerSettings { Program = program, Command = ["sleep", "1000"] });
        await ServedSession.SignalAsync(signal, server.ProcessId);
        Assert.True(await server.WaitForEndAsync(TimeSpan.FromSeconds(30)));
    }

    /// <summary>So that the rules and scripts that hosts have for stock servers apply to ours.</summary>
    [RequiresTheory("mosh-server", "linux")]
    [InlineData(MoshServerProgram.Stock)]
    [InlineData(MoshServerProgram.MoshPS)]
    public async Task A_server_is_found_by_its_name(MoshServerProgram program)
    {
        using MoshServer server = await MoshServer.StartAsync(new MoshServerSettings { Program = program, Command = ["sleep", "1000"] });
        Assert.Equal("mosh-server", ProcessFiles.Name(server.ProcessId));
    }
}
