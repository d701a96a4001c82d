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
}
