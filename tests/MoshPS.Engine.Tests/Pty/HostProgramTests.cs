using System.Runtime.Versioning;
using System.Text;
using MoshPS.Engine.Pty;
using MoshPS.Engine.Tests.Unix;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Tests.Pty;

[UnsupportedOSPlatform("windows")]
public sealed class HostProgramTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("moshps-").FullName;
    private readonly EnvironmentBlock _environment = new();

    public HostProgramTests()
    {
        if (!OperatingSystem.IsWindows())
        {
            _environment.Set("PATH", Environment.GetEnvironmentVariable("PATH") ?? "/bin:/usr/bin");
            _environment.Set("HOME", _home);
            _environment.Set("PWD", "/old");
            _environment.Set("TERM", "vt52");
            _environment.Set("STY", "1.screen");
            _environment.Set("SSH_CONNECTION", "192.0.2.7 5000 192.0.2.1 22");
        }
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [UnixFact]
    public void A_command_runs_with_its_own_arguments_and_without_a_shell()
    {
        Run run = Start("sh", "-c", "printf '%s|' \"$0\" \"$@\"", "zero", "$HOME", "a  b");
        Assert.Equal("zero|$HOME|a  b|", run.Output);
        Assert.Equal("", run.Greeting);
    }

    [UnixFact]
    public void A_program_has_the_environment_of_a_mosh_session()
    {
        string[] environment = Start(Options("env") with { Colors = 256 }).Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equivalent(
            new[]
            {
                "PATH=" + _environment.Get("PATH"),
                "HOME=" + _home,
                "PWD=" + _home,
                "TERM=xterm-256color",
                "NCURSES_NO_UTF8_ACS=1",
                "SSH_CONNECTION=192.0.2.7 5000 192.0.2.1 22",
            },
            environment,
            strict: true);
    }

    [UnixFact]
    public void Other_numbers_of_colours_make_a_plain_xterm()
    {
        Assert.Contains("TERM=xterm\r\n", Start(Options("env") with { Colors = 255 }).Output);
        Assert.Contains("TERM=xterm\r\n", Start(Options("env") with { Colors = 1 << 24 }).Output);
    }

    [UnixFact]
    public void The_login_shell_is_the_one_of_the_environment_and_knows_that_it_is_one()
    {
        string shell = Path.Combine(_home, "shell");
        File.CreateSymbolicLink(shell, "/bin/sh");
        _environment.Set("SHELL", shell);
        Assert.Contains($"=-shell 0 {_home}=", TypeInShell("echo =$0 $# $PWD="));
    }

    [UnixFact]
    public void Without_a_shell_in_the_environment_it_is_the_one_of_the_user_database()
    {
        string shell = UserAccount.Find()!.Shell;
        Assert.NotEmpty(shell);
        Assert.Contains($"=-{Path.GetFileName(shell)}=", TypeInShell("echo =$0="));
    }

    [UnixFact]
    public void An_empty_shell_is_the_standard_one()
    {
        _environment.Set("SHELL", "");
        Assert.Contains("=-sh=", TypeInShell("echo =$0="));
    }

    [UnixFact]
    public void Without_a_home_in_the_environment_it_is_the_one_of_the_user_database()
    {
        _environment.Remove("HOME");
        Assert.Equal(UserAccount.Find()!.Home + "\r\n", Start("sh", "-c", "echo $PWD").Output);
    }

    [UnixFact]
    public void A_home_that_is_missing_is_reported_and_the_program_runs()
    {
        _environment.Set("HOME", _home + "/missing");
        Run run = Start("env");
        Assert.Equal($"mosh-server: chdir: {_home}/missing: No such file or directory\r\n", run.Greeting);
        Assert.Contains("PWD=/old\r\n", run.Output);
    }

    [UnixFact]
    public void A_home_that_is_a_file_is_reported()
    {
        string file = Path.Combine(_home, "file");
        File.WriteAllText(file, "");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _environment.Set("HOME", file);
        Assert.Equal($"mosh-server: chdir: {file}: Not a directory\r\n", Start("true").Greeting);
    }

    [UnixFact]
    public void A_login_is_greeted_with_the_messages_of_the_day()
    {
        _environment.Set("SHELL", "/bin/true");
        HostProgramOptions options = Options() with
        {
            MessageFiles = [[Write("dynamic", "dynamic\n"), Write("other", "never\n")], [_home + "/missing", Write("motd", "line 1\nline 2\n")]],
        };
        Assert.Equal("dynamic\r\nline 1\r\nline 2\r\n", Start(options).Greeting);
    }

    [UnixFact]
    public void A_command_or_a_hushed_login_is_not_greeted()
    {
        HostProgramOptions options = Options("true") with { MessageFiles = [[Write("motd", "message\n")]] };
        Assert.Equal("", Start(options).Greeting);

        _environment.Set("SHELL", "/bin/true");
        Assert.Equal("message\r\n", Start(options with { Command = [] }).Greeting);
        Write(".hushlogin", "");
        Assert.Equal("", Start(options with { Command = [] }).Greeting);
    }

    [UnixFact]
    public void An_endless_message_of_the_day_is_cut()
    {
        _environment.Set("SHELL", "/bin/true");
        Assert.Equal(64 * 1024, Start(Options() with { MessageFiles = [["/dev/zero"]] }).Greeting.Length);
    }

    [UnixFact]
    public void A_program_that_cannot_be_started_is_reported_with_the_reason_alone()
    {
        using PseudoTerminal terminal = PseudoTerminal.Open(80, 24);
        HostProgramException exception = Assert.Throws<HostProgramException>(
            () => HostProgram.Start(terminal, Options("/nonexistent/program")));
        Assert.Equal("No such file or directory", exception.Message);
        Assert.Equal("/nonexistent/program", exception.Program);
        Assert.Empty(exception.Greeting);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_home, name);
        File.WriteAllText(path, text);
        return path;
    }

    private HostProgramOptions Options(params string[] command) =>
        new() { Command = command, Environment = _environment, MessageFiles = [], LoginRecordFile = "/nonexistent" };

    private Run Start(params string[] command) => Start(Options(command));

    private static Run Start(HostProgramOptions options)
    {
        using PseudoTerminal terminal = PseudoTerminal.Open(80, 24);
        HostProgram program = HostProgram.Start(terminal, options);
        string output = new TerminalUser(terminal).ReadToEnd();
        _ = ProcessSpawner.WaitForExit(program.Process);
        return new Run(Encoding.UTF8.GetString(program.Greeting), output);
    }

    private string TypeInShell(string line)
    {
        using PseudoTerminal terminal = PseudoTerminal.Open(80, 24);
        HostProgram program = HostProgram.Start(terminal, Options());
        TerminalUser user = new(terminal);
        user.Type(line + "\nexit\n");
        string output = user.ReadToEnd();
        _ = ProcessSpawner.WaitForExit(program.Process);
        return output;
    }

    private sealed record Run(string Greeting, string Output);
}
