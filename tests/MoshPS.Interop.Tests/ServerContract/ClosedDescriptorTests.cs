using MoshPS.Interop.Tests.Cli;

namespace MoshPS.Interop.Tests.ServerContract;

/// <summary>
/// A server that was started without standard input, output or error, or with one that takes nothing. What was closed
/// has a free number, which the runtime's own files may get: nothing of a session may be written into them. Stock starts
/// a session without output all the same, with status 0 and a key that nobody gets.
/// </summary>
public sealed class ClosedDescriptorTests
{
    [RequiresTheory("linux")]
    [InlineData("<&-")]
    [InlineData(">&-")]
    [InlineData("2>&-")]
    [InlineData("<&- >&-")]
    [InlineData("<&- 2>&-")]
    [InlineData(">&- 2>&-")]
    [InlineData("<&- >&- 2>&-")]
    public async Task A_session_needs_an_output_and_nothing_else(string closed)
    {
        using ServerRun run = await StartedServer.RunAsync($"exec \"$@\" {closed}");
        bool hasError = !closed.Split(' ').Contains("2>&-");
        if (closed.Split(' ').Contains(">&-"))
        {
            Assert.Equal((1, ""), (run.Raw.ExitCode, run.Raw.Output));
            Assert.Equal(
                hasError ? "PROGRAM: There is nowhere to announce a session: standard output is closed.\nRun the server with an output that somebody reads, as ssh does.\n" : "",
                run.Error);
            await StartedServer.AssertNoSessionAsync(run);
            return;
        }

        Assert.True(await StartedServer.CheckAsync(run));
        Assert.Equal(hasError, run.Error.Contains("pid = PID", StringComparison.Ordinal));
    }

    [RequiresTheory("linux")]
    [InlineData(">/dev/full", "write: No space left on device")]
    [InlineData("1</dev/null", "write: Bad file descriptor")]
    public async Task An_output_that_takes_nothing_ends_the_session_with_the_reason(string output, string reason)
    {
        using ServerRun run = await StartedServer.RunAsync($"exec \"$@\" {output}");
        Assert.Equal((1, $"PROGRAM: The session could not be announced and was ended: {reason}.\n"), (run.Raw.ExitCode, run.Error));
        await StartedServer.AssertNoSessionAsync(run);
    }

    [RequiresTheory("linux")]
    [InlineData("2>/dev/full")]
    [InlineData("2</dev/null")]
    public async Task Messages_that_cannot_be_written_change_nothing(string error)
    {
        using ServerRun run = await StartedServer.RunAsync($"exec \"$@\" {error}");
        Assert.True(await StartedServer.CheckAsync(run));
    }

    [RequiresTheory("linux")]
    [InlineData("")]
    [InlineData("3>&1")]
    public async Task The_process_of_a_session_that_is_started_by_hand_makes_none(string descriptor)
    {
        // Without the pipe to its starter the key would go to whatever has the pipe's number.
        using ServerRun run = await ServerRun.RunAsync(
            "/bin/sh",
            "moshps server",
            ["-c", $"exec \"$@\" {descriptor}", "sh", BuiltFiles.Executable, "server", "--session", .. descriptor.Length > 0 ? (string[])["x"] : ["127.0.0.1", "0", "0", "0", "80", "24", "0", "0", "0", "1", " "]],
            []);
        Assert.Equal((1, "", "PROGRAM: --session is for the server itself.\n"), run.Words);
        await StartedServer.AssertNoSessionAsync(run);
    }
}
