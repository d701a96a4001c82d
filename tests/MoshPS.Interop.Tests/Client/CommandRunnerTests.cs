using MoshPS.Engine;
using MoshPS.Engine.Client;

namespace MoshPS.Interop.Tests.Client;

public sealed class CommandRunnerTests
{
    [RequiresTheory("mosh-server", "bash", "linux")]
    [InlineData("bash", "--norc", "--noprofile")]
    [InlineData("bash", "--posix", "--norc")]
    [InlineData("sh", "-i")]
    public Task Commands_run_in_the_shell_one_after_the_other(params string[] shell) => CheckAsync(shell);

    [RequiresFact("mosh-server", "zsh", "linux")]
    public Task Commands_run_in_zsh() => CheckAsync("zsh", "-f");

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task Lines_wider_than_the_screen_come_back_in_one_piece()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        CommandResult result = await RunAsync(session, "seq -s, 1 80; printf '%s\\n' 文字文字文字文字文字文字文字文字文字文字文字文字文字文字文字文字文字文字文字文字文字文字x");
        Assert.Equal(string.Join(',', Enumerable.Range(1, 80)), result.Output[0]);
        Assert.Equal("文字文字文字文字文字文字文字文字文字文字文字文字文字文字文字文字文字文字文字文字文字文字x", result.Output[1]);
        session.Client.Resize(30, 24);
        await session.WaitForAsync("ready> $|ready>$");
        result = await RunAsync(session, "echo 123456789 123456789 123456789 123456789");
        Assert.Equal(["123456789 123456789 123456789 123456789"], result.Output);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task Output_that_left_the_screen_is_said_to_be_cut()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        CommandResult result = await RunAsync(session, "seq 1000");
        Assert.True(result.MayBeIncomplete);
        Assert.Equal("1000", result.Output[^1]);

        session.Client.Resize(80, 200);
        result = await RunAsync(session, "seq 150");
        Assert.False(result.MayBeIncomplete);
        Assert.Equal(150, result.Output.Count);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task What_was_typed_at_the_prompt_before_is_thrown_away()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        session.Type("rm -rf /some/where");
        await session.WaitForAsync("where$");
        CommandResult result = await RunAsync(session, "echo clean");
        Assert.Equal(["clean"], result.Output);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task A_command_that_takes_too_long_goes_on_running()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        MoshSessionException error = await Assert.ThrowsAsync<MoshSessionException>(
            () => CommandRunner.RunAsync(session.Client, "sleep 3; echo slept", TimeSpan.FromSeconds(1)));
        Assert.Equal("CommandTimedOut", error.ErrorId);
        await session.WaitForAsync("^slept$");
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task Where_no_shell_answers_the_command_was_not_started()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        session.Type("sleep 1000\r");
        await session.WaitForAsync("1000$");
        MoshSessionException error = await Assert.ThrowsAsync<MoshSessionException>(
            () => CommandRunner.RunAsync(session.Client, "echo hello", TimeSpan.FromSeconds(1)));
        Assert.Equal("CommandNotStarted", error.ErrorId);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task Commands_given_at_once_run_in_turn()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        Task<CommandResult>[] runs = [.. Enumerable.Range(1, 5).Select(i => RunAsync(session, $"echo run {i}"))];
        CommandResult[] results = await Task.WhenAll(runs);
        for (int i = 0; i < results.Length; i++)
        {
            Assert.Equal([$"run {i + 1}"], results[i].Output);
        }
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task A_session_that_ends_ends_the_waiting()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        MoshSessionException error = await Assert.ThrowsAsync<MoshSessionException>(() => RunAsync(session, "exit 5"));
        Assert.Equal("SessionEnded", error.ErrorId);
    }

    private static async Task CheckAsync(params string[] shell)
    {
        await using LiveSession session = await LiveSession.StartAsync(shell);
        CommandResult result = await RunAsync(session, "cd /usr && pwd; X='it'\\''s'; false");
        Assert.Equal(["/usr"], result.Output);
        Assert.Equal(1, result.ExitCode);
        Assert.False(result.MayBeIncomplete);

        // What one command sets, the next one finds.
        result = await RunAsync(session, "pwd; echo \"$X\"; printf unfinished");
        Assert.Equal(["/usr", "it's", "unfinished"], result.Output);
        Assert.Equal(0, result.ExitCode);

        result = await RunAsync(session, "for i in 1 2\ndo\n\techo \"line $i\ttab\"\ndone\nsh -c 'exit 42'");
        Assert.Equal(["line 1  tab", "line 2  tab"], result.Output);
        Assert.Equal(42, result.ExitCode);

        result = await RunAsync(session, "no-such-program-at-all");
        Assert.Equal(127, result.ExitCode);
        Assert.Contains("not found", string.Join(' ', result.Output), StringComparison.Ordinal);

        result = await RunAsync(session, "true # a comment");
        Assert.Empty(result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    private static Task<CommandResult> RunAsync(LiveSession session, string commandLine) =>
        CommandRunner.RunAsync(session.Client, commandLine, LiveSession.Limit);
}
