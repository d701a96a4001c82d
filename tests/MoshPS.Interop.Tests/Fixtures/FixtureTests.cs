namespace MoshPS.Interop.Tests.Fixtures;

public sealed class FixtureTests
{
    [RequiresFact("ssh", "sshd", "ssh-keygen", "linux")]
    public async Task The_ssh_server_lets_the_user_in_and_cleans_up()
    {
        ProcessMark mark;
        await using (var server = await SshServer.StartAsync())
        {
            mark = server.Mark;
            var run = await ProgramRun.RunAsync("ssh", "-F", server.ClientConfigurationPath, SshServer.Alias, "echo in; sleep 100 >/dev/null 2>&1 &");
            Assert.Equal((0, "in\n"), (run.ExitCode, run.Output));
            Assert.NotEmpty(mark.FindProcesses());
        }

        Assert.True(await mark.WaitUntilGoneAsync(TimeSpan.FromSeconds(5)));
    }

    [RequiresTheory("mosh-server", "linux")]
    [InlineData(MoshServerProgram.Stock)]
    [InlineData(MoshServerProgram.MoshPS)]
    public async Task The_mosh_server_announces_itself_and_ends_with_the_fixture(MoshServerProgram program)
    {
        var server = await MoshServer.StartAsync(new MoshServerSettings { Program = program, Command = ["cat"] });
        Assert.InRange(server.Address.Port, 60001, 60999);
        Assert.Equal(22, server.Key.Length);
        Assert.True(server.IsRunning);
        server.Dispose();
        Assert.True(await server.WaitForEndAsync(TimeSpan.FromSeconds(5)));
    }

    [RequiresFact("tmux")]
    public async Task The_terminal_shows_what_was_typed_and_reports_the_end()
    {
        await using var tmux = await Tmux.StartAsync(columns: 40, rows: 10);
        await tmux.TypeLineAsync("stty size; printf '\\033[31mred\\033[m\\n'; ");
        await tmux.WaitForAsync("10 40$");
        await tmux.WaitForAsync("red$");
        Assert.Contains(await tmux.CaptureWithColoursAsync(), line => line.Contains("\u001b[31mred", StringComparison.Ordinal));
        await tmux.ResizeAsync(50, 12);
        await tmux.TypeLineAsync("stty size; exit 3");
        Assert.Equal(3, await tmux.WaitForExitAsync());
        await tmux.WaitForAsync("12 50$");
    }

    [RequiresFact("tmux", "pgrep", "kill", "linux")]
    public async Task The_end_of_a_program_is_told_only_when_all_that_it_wrote_is_on_record()
    {
        await using Tmux tmux = await Tmux.StartAsync(["sh", "-c", "read line; seq 1 5000; printf 'last words'; exit 3"]);
        string recorder = (await ProgramRun.RunAsync("pgrep", "-P", await tmux.QueryAsync("#{pid}"), "-x", "cat")).EnsureSuccess().Output.Trim();
        (await ProgramRun.RunAsync("kill", "-STOP", recorder)).EnsureSuccess();
        await tmux.TypeLineAsync("");
        await tmux.WaitForAsync("last words");
        Task<int> end = tmux.WaitForExitAsync();
        await Task.Delay(500);
        Assert.False(end.IsCompleted, "The end was told while the record was behind.");

        (await ProgramRun.RunAsync("kill", "-CONT", recorder)).EnsureSuccess();
        Assert.Equal(3, await end);
        Assert.EndsWith("5000\r\nlast words", await tmux.ReadRecordAsync(), StringComparison.Ordinal);

        // tmux has no word of its own to add, which would push a line out.
        Assert.Equal("last words", (await tmux.CaptureAsync())[^1]);
    }

    [RequiresFact("tmux", "pgrep", "kill", "linux")]
    public async Task A_record_read_while_the_program_runs_has_all_that_the_window_shows()
    {
        await using Tmux tmux = await Tmux.StartAsync(["sh", "-c", "read line; seq 1 5000; printf 'last words'; read line"]);
        string recorder = (await ProgramRun.RunAsync("pgrep", "-P", await tmux.QueryAsync("#{pid}"), "-x", "cat")).EnsureSuccess().Output.Trim();
        (await ProgramRun.RunAsync("kill", "-STOP", recorder)).EnsureSuccess();
        await tmux.TypeLineAsync("");
        await tmux.WaitForAsync("last words");
        Task<string> record = tmux.ReadRecordAsync();
        await Task.Delay(500);
        (await ProgramRun.RunAsync("kill", "-CONT", recorder)).EnsureSuccess();
        Assert.EndsWith("5000\r\nlast words", await record, StringComparison.Ordinal);
    }
}
