namespace MoshPS.Interop.Tests.Cli;

/// <summary><c>moshps connect</c> through a real sshd to a stock mosh-server.</summary>
public sealed class ConnectTests
{
    [RequiresFact("ssh", "sshd", "ssh-keygen", "mosh-server", "bash", "linux")]
    public async Task A_scripted_session_runs_a_command_on_the_host()
    {
        await using SshServer server = await SshServer.StartAsync();
        ProgramRun run = await ScriptRun.RunAsync(
            MoshPSProgram.Path,
            ["connect", "--headless", "--batch", "-v", "-F", server.ClientConfigurationPath, "-p", "61200:61299", "--size", "70x20", SshServer.Alias, "env", "PS1=remote> ", "bash", "--norc", "--noprofile"],
            "wait pattern ^remote>\nrun stty size; echo \"$TERM\"\nscreen\nline exit\nwait state Closed\n",
            new Dictionary<string, string> { ["LANG"] = "C.UTF-8" });
        run.EnsureSuccess();
        Assert.StartsWith("20 70\nxterm-256color\nexit 0\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("moshps: ssh is logging in\n", run.Error, StringComparison.Ordinal);
        Assert.Matches(@"UDP port 612\d\d of 127\.0\.0\.1", run.Error);
        Assert.True(await server.Mark.WaitUntilGoneAsync(TimeSpan.FromSeconds(10)) || OnlySshd(server));
    }

    [RequiresTheory("ssh", "sshd", "ssh-keygen", "mosh-server", "linux", "bsd-csh")]
    [InlineData("sh")]
    [InlineData("bsd-csh")]
    public async Task Command_words_reach_the_program_as_they_are(string shell)
    {
        await using SshServer server = await SshServer.StartAsync(new SshServerSettings { ForceCommand = $"exec {shell} -c \"$SSH_ORIGINAL_COMMAND\"" });
        ProgramRun run = await ScriptRun.RunAsync(
            MoshPSProgram.Path,
            ["connect", "--headless", "--batch", "-F", server.ClientConfigurationPath, "--size", "70x20", SshServer.Alias, "--",
                "sh", "-c", "printf '<%s>' \"$@\"; echo; read x", "sh", "", "two\nlines\n", "it's!", @"c:\d\", "$HOME; touch x", ""],
            "wait text <>\nscreen\nkey Enter\nwait state Closed\n",
            new Dictionary<string, string> { ["LANG"] = "C.UTF-8" });
        run.EnsureSuccess();
        Assert.StartsWith("\n<><two\nlines\n><it's!><c:\\d\\><$HOME; touch x><>\n", run.Output, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "ssh-keygen", "mosh-server", "bash", "tmux", "linux")]
    public async Task A_session_in_a_terminal_leaves_it_as_it_was()
    {
        await using SshServer server = await SshServer.StartAsync();
        await using Tmux tmux = await Tmux.StartAsync(
            ["bash", "--norc", "--noprofile"], environment: new Dictionary<string, string> { ["PS1"] = "local> ", ["HISTFILE"] = "/dev/null" });
        await tmux.TypeLineAsync("clear; stty -a; echo first");
        string before = await tmux.WaitForAsync("^first\nlocal>$");
        await tmux.TypeLineAsync(
            $"clear; {MoshPSProgram.Path} connect -F {server.ClientConfigurationPath} {SshServer.Alias} -- env 'PS1=remote> ' bash --norc --noprofile; echo status=$?");
        await tmux.WaitForAsync("^remote>");
        await tmux.TypeLineAsync("echo th'ere'; stty size");
        await tmux.WaitForAsync("^there\n24 80$");
        await tmux.TypeLineAsync("exit");
        await tmux.WaitForAsync(@"^\[mosh is exiting\.\]\nstatus=0\nlocal>");

        // Cursor keys in normal mode again: nothing of the runtime's own console is left behind.
        Assert.Equal("0 0", await tmux.QueryAsync("#{keypad_cursor_flag} #{keypad_flag}"));
        await tmux.TypeLineAsync("clear; stty -a; echo first");
        Assert.Equal(before, await tmux.WaitForAsync("^first\nlocal>$"));
    }

    [RequiresTheory("mosh-server", "bash", "tmux", "linux")]
    [InlineData("[mosh] of-the-host")]
    [InlineData("of-the-host", "--no-title-prefix")]
    public async Task The_title_gets_a_prefix_unless_told_otherwise(string title, params string[] options)
    {
        await using Tmux tmux = await Tmux.StartAsync(
            [MoshPSProgram.Path, "connect", "--local", .. options, "--server", "mosh-server", "--", "bash", "--norc", "--noprofile", "-c", @"printf '\033]2;of-the-host\007there\n'; read"]);
        await tmux.WaitForAsync("^there$");
        Assert.Equal(title, await tmux.QueryAsync("#{pane_title}"));
        await tmux.PressAsync("Enter");
        Assert.Equal(0, await tmux.WaitForExitAsync());
    }

    [RequiresFact("mosh-server", "bash", "tmux", "linux")]
    public async Task The_escape_key_can_be_another_one()
    {
        await using Tmux tmux = await Tmux.StartAsync(
            [MoshPSProgram.Path, "connect", "--local", "--escape-key", "^B", "--server", "mosh-server", "--", "env", "PS1=remote> ", "bash", "--norc", "--noprofile"]);
        await tmux.WaitForAsync("^remote>");
        await tmux.PressAsync("C-b");
        await tmux.WaitForAsync("^mosh: Commands: .*\"B\" gives literal Ctrl-B$");
        await tmux.TypeAsync(".");
        Assert.Equal(0, await tmux.WaitForExitAsync());
    }

    [RequiresFact("ssh", "linux")]
    public async Task A_host_that_cannot_be_reached_is_reported_with_what_to_do()
    {
        ProgramRun run = await MoshPSProgram.RunAsync("connect", "--headless", "--batch", "-o", "ConnectTimeout=5", "--ssh-port", "1", "127.0.0.1");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Matches(@"^moshps: .*port 1.*\n.+\n\z", run.Error[run.Error.IndexOf("moshps:", StringComparison.Ordinal)..]);
    }

    [RequiresFact("ssh", "sshd", "ssh-keygen", "linux")]
    public async Task A_host_without_a_server_is_reported()
    {
        await using SshServer server = await SshServer.StartAsync();
        ProgramRun run = await MoshPSProgram.RunAsync(
            "connect", "--headless", "--batch", "-F", server.ClientConfigurationPath, "--server", "/no/such/mosh-server", SshServer.Alias);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("mosh-server", run.Error, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "linux")]
    public async Task Without_a_terminal_there_is_a_hint_before_anything_is_started()
    {
        ProgramRun run = await MoshPSProgram.RunAsync("connect", "127.0.0.1");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--headless", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The host to connect to is missing.")]
    [InlineData("The host to connect to is missing.", "-4")]
    [InlineData("There is no option --nonsense.", "--nonsense", "host")]
    [InlineData("The option -p needs a value: PORT[:PORT2].", "-p")]
    [InlineData("The option --headless takes no value.", "--headless=yes", "host")]
    [InlineData("The low port 5 is greater than the high port 1.", "-p", "5:1", "host")]
    [InlineData("A TCP port is a number from 1 to 65535, not '0'.", "--ssh-port", "0", "host")]
    [InlineData("An ssh option is NAME=VALUE, not 'X'.", "-oX", "host")]
    [InlineData("A size is COLUMNSxROWS, each from 1 to 1000, not '0x5'.", "--size", "0x5", "host")]
    [InlineData("The host is written as host or user@host.", "user@")]
    [InlineData("The host is written as host or user@host.", "@host")]
    [InlineData("'^C' cannot be the escape key: it is one ASCII character, or ^ and a letter; not Ctrl+C, D, J, L or M.", "--escape-key", "^C", "host")]
    [InlineData("Typing is predicted adaptive, always, never or experimental, not 'maybe'.", "--predict", "maybe", "host")]
    [InlineData("'some' is neither 'ssh' nor 'any' nor a numeric IP address.", "--bind-server=some", "host")]
    public async Task Wrong_usage_is_explained_with_status_2(string explanation, params string[] arguments)
    {
        ProgramRun run = await MoshPSProgram.RunAsync(["connect", .. arguments]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"moshps connect: {explanation}\nUsage: ", run.Error, StringComparison.Ordinal);
    }

    private static bool OnlySshd(SshServer server) =>
        server.Mark.FindProcesses().All(id => File.ReadAllText($"/proc/{id}/comm").StartsWith("sshd", StringComparison.Ordinal));
}
