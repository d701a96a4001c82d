namespace MoshPS.Interop.Tests.Cli;

/// <summary>
/// Every way out of a session, while a program has turned on all there is: the user's terminal is as it was.
/// <see cref="ProcessExitTests"/> has those that end the process.
/// </summary>
public sealed class LeavingTests
{
    // The program that runs meanwhile ends with its input.
    private const string TurnEverythingOn =
        @"printf '\033[1;3;4;5;7;31;44m\033]8;;http://example.org/\007all on\033[2;20r\033[12;1H\033[4h\033[5 q\033]0;theirs\007\033[?1;5;25;1003;1004;1006;2004h\033[?25l'; cat";

    /// <summary>How a session is left.</summary>
    public enum Way
    {
        RemoteExit,
        Quit,
        Suspend,
        LostServer,
        Terminate,
        Interrupt,
        HangUp,
        QuitSignal,
    }

    [RequiresTheory("mosh-server", "bash", "tmux", "linux", "kill")]
    [InlineData(Way.RemoteExit, MoshServerProgram.Stock)]
    [InlineData(Way.RemoteExit, MoshServerProgram.MoshPS)]
    [InlineData(Way.Quit, MoshServerProgram.MoshPS)]
    [InlineData(Way.Suspend, MoshServerProgram.MoshPS)]
    [InlineData(Way.LostServer, MoshServerProgram.MoshPS)]
    [InlineData(Way.Terminate, MoshServerProgram.Stock)]
    [InlineData(Way.Interrupt, MoshServerProgram.MoshPS)]
    [InlineData(Way.HangUp, MoshServerProgram.Stock)]
    [InlineData(Way.QuitSignal, MoshServerProgram.MoshPS)]
    public async Task The_terminal_is_as_before(Way way, MoshServerProgram server)
    {
        await using ClientInShell session = await ClientInShell.StartAsync(server);
        string modes = await session.ReadModesAsync();
        string state = await session.ReadSettledStateAsync();
        await session.EnterAsync();
        await session.Tmux.TypeLineAsync(TurnEverythingOn);
        await session.Tmux.WaitForAsync("^all on");
        await session.WaitForStateAsync(IsEverythingOn, "in all the modes");

        await LeaveAsync(session, way);
        await session.Tmux.WaitForAsync("local> *$");
        await session.WaitForStateAsync(now => now == state, $"as before:\n{state}\n");
        Assert.Equal(modes, await session.ReadModesAsync());

        if (way == Way.Suspend)
        {
            await session.Tmux.TypeLineAsync("fg");
            await session.Tmux.WaitForAsync("^all on");
            await session.WaitForStateAsync(IsEverythingOn, "in all the modes again");
            await LeaveAsync(session, Way.Quit);
            await session.Tmux.WaitForAsync("local> *$");
            await session.WaitForStateAsync(now => now == state, $"as before:\n{state}\n");
            Assert.Equal(modes, await session.ReadModesAsync());
        }

        bool IsEverythingOn(string now) =>
            now.StartsWith("?1h ?5h ?25l ?1003h ?1004h ?1006h ?1049h ?2004h ", StringComparison.Ordinal)
            && now.Contains("title '[mosh] theirs'", StringComparison.Ordinal)
            && now.Contains("cursor shape", StringComparison.Ordinal) == (server == MoshServerProgram.MoshPS);
    }

    [RequiresFact("tmux", "linux")]
    public async Task So_it_is_when_there_never_was_a_session()
    {
        await using ClientInShell session = await ClientInShell.StartAsync();
        string modes = await session.ReadModesAsync();
        string state = await session.ReadSettledStateAsync();
        await session.Tmux.TypeLineAsync($"MOSH_KEY=wrong {MoshPSProgram.Path} client 127.0.0.1 60001; echo status=$?");
        await session.Tmux.WaitForAsync("^status=1\nlocal>");
        await session.WaitForStateAsync(now => now == state, $"as before:\n{state}\n");
        Assert.Equal(modes, await session.ReadModesAsync());
    }

    private static async Task LeaveAsync(ClientInShell session, Way way)
    {
        switch (way)
        {
            case Way.RemoteExit:
                await session.Tmux.PressAsync("C-d");
                await session.Tmux.WaitForAsync("remote> *$");
                await session.Tmux.TypeLineAsync("exit");
                break;
            case Way.Quit:
                await session.Tmux.PressAsync("C-^");
                await session.Tmux.TypeAsync(".");
                break;
            case Way.Suspend:
                await session.Tmux.PressAsync("C-^");
                await session.Tmux.PressAsync("C-z");
                break;
            case Way.LostServer:
                (await ProgramRun.RunAsync("kill", "-9", $"{session.Server.ProcessId}")).EnsureSuccess();
                await LeaveAsync(session, Way.Quit);
                await session.Tmux.WaitForAsync("^mosh did not shut down cleanly");
                break;
            case Way.Terminate:
                await session.KillClientAsync("TERM");
                break;
            case Way.Interrupt:
                await session.KillClientAsync("INT");
                break;
            case Way.HangUp:
                await session.KillClientAsync("HUP");
                break;
            case Way.QuitSignal:
                await session.KillClientAsync("QUIT");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(way));
        }
    }
}
