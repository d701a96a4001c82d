using MoshPS.Engine.Client;

namespace MoshPS.Interop.Tests.ServerLife;

/// <summary>The time limits of a server (spec 3 §2.8).</summary>
public sealed class TimeoutTests
{
    [RequiresTheory("mosh-server", "linux")]
    [InlineData(MoshServerProgram.MoshPS)]
    public async Task After_the_network_timeout_without_its_client_the_server_ends(MoshServerProgram program)
    {
        await using ServedSession session = await ServedSession.StartAsync(
            program, "echo ready; exec cat", "ready", ("MOSH_SERVER_NETWORK_TMOUT", "7"));

        // A client that does nothing is heard all the same, by its heartbeat.
        await Task.Delay(TimeSpan.FromSeconds(9));
        Assert.True(session.IsServerAlive);
        Assert.Equal(MoshClientState.Connected, session.Client.State);
        session.Client.Abort();
        await session.ExpectAllGoneAsync();
    }

    [RequiresTheory("mosh-server", "linux")]
    [InlineData(MoshServerProgram.Stock)]
    [InlineData(MoshServerProgram.MoshPS)]
    public async Task The_network_timeout_holds_before_the_first_client_too(MoshServerProgram program)
    {
        using MoshServer server = await MoshServer.StartAsync(new MoshServerSettings
        {
            Program = program,
            Command = ["sleep", "1000"],
            Environment = new Dictionary<string, string?> { ["MOSH_SERVER_NETWORK_TMOUT"] = "2" },
        });

        // Well before the minute that a server without the timeout waits.
        Assert.True(await server.WaitForEndAsync(TimeSpan.FromSeconds(40)));
    }

    [RequiresTheory("mosh-server", "linux", "kill")]
    [InlineData(MoshServerProgram.MoshPS)]
    public async Task With_a_signal_timeout_the_signal_ends_only_sessions_that_have_been_left(MoshServerProgram program)
    {
        await using ServedSession session = await ServedSession.StartAsync(
            program, "echo ready; exec cat", "ready", ("MOSH_SERVER_SIGNAL_TMOUT", "5"));
        await session.SignalServerAsync("USR1");
        session.Type("still here\r");
        await session.WaitForAsync("^still here\nstill here$");
        session.Client.Abort();
        await session.SignalServerAsync("USR1");
        await Task.Delay(TimeSpan.FromSeconds(6));
        Assert.True(session.IsServerAlive);
        await session.SignalServerAsync("USR1");
        await session.ExpectAllGoneAsync();
    }

    [Trait("Category", "Long")]
    [RequiresTheory("mosh-server", "linux")]
    [InlineData(MoshServerProgram.Stock)]
    [InlineData(MoshServerProgram.MoshPS)]
    public async Task A_server_waits_a_minute_for_its_first_client(MoshServerProgram program)
    {
        using MoshServer server = await MoshServer.StartAsync(new MoshServerSettings { Program = program, Command = ["sleep", "1000"] });
        Assert.False(await server.WaitForEndAsync(TimeSpan.FromSeconds(57)));
        Assert.True(await server.WaitForEndAsync(TimeSpan.FromSeconds(30)));
    }
}
