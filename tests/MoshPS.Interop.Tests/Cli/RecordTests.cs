using System.Runtime.Versioning;

namespace MoshPS.Interop.Tests.Cli;

/// <summary><c>moshps connect --record</c> and <c>moshps play</c>.</summary>
public sealed class RecordTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string FilePath => _directory["session.cast"];

    public void Dispose() => _directory.Dispose();

    [RequiresFact("mosh-server", "bash", "tmux", "linux")]
    public async Task A_session_in_a_terminal_is_recorded_and_played()
    {
        await using Tmux tmux = await Tmux.StartAsync(
            ["bash", "--norc", "--noprofile"], environment: new Dictionary<string, string> { ["PS1"] = "local> ", ["HISTFILE"] = "/dev/null" });
        await tmux.TypeLineAsync(
            $"clear; {MoshPSProgram.Path} connect --local --server mosh-server --record {FilePath} -- env 'PS1=remote> ' bash --norc --noprofile; echo status=$?");
        await tmux.WaitForAsync("^remote>");
        await tmux.TypeLineAsync("echo th'ere'");
        await tmux.WaitForAsync("^there$");
        await tmux.TypeLineAsync("exit");
        await tmux.WaitForAsync("^status=0$");
        await tmux.TypeLineAsync($"clear; {MoshPSProgram.Path} play -s 1000 -i 0.1 {FilePath}; echo status=$?");
        await tmux.WaitForAsync(@"^remote> echo th'ere'\nthere\nremote> exit\nexit\nstatus=0\nlocal>");
        Assert.Equal("0", await tmux.QueryAsync("#{alternate_on}"));
    }

    [RequiresFact("tmux", "bash", "kill", "linux")]
    public async Task A_player_that_is_told_to_end_leaves_the_terminal_as_it_was()
    {
        File.WriteAllText(FilePath, "{\"version\": 2, \"width\": 80, \"height\": 24}\n[0, \"o\", \"\\u001b[?25lplaying\"]\n[1000, \"o\", \"\"]\n");
        await using Tmux tmux = await Tmux.StartAsync(
            ["bash", "--norc", "--noprofile"], environment: new Dictionary<string, string> { ["PS1"] = "local> ", ["HISTFILE"] = "/dev/null" });
        await tmux.TypeLineAsync("clear; stty -a; echo first");
        string before = await tmux.WaitForAsync("^first\nlocal>$");
        await tmux.TypeLineAsync($"clear; sh -c 'echo $$ >{_directory["pid"]}; exec {MoshPSProgram.Path} play {FilePath}'; echo status=$?");
        await tmux.WaitForAsync("^playing$");
        Assert.Equal("1 0", await tmux.QueryAsync("#{alternate_on} #{cursor_flag}"));
        (await ProgramRun.RunAsync("kill", "-TERM", File.ReadAllText(_directory["pid"]).Trim())).EnsureSuccess();
        await tmux.WaitForAsync("^status=1$");
        Assert.Equal("0 1", await tmux.QueryAsync("#{alternate_on} #{cursor_flag}"));
        await tmux.TypeLineAsync("clear; stty -a; echo first");
        Assert.Equal(before, await tmux.WaitForAsync("^first\nlocal>$"));
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task A_file_is_replaced_with_force_only()
    {
        File.WriteAllText(FilePath, "precious");
        ProgramRun refused = await ConnectAsync();
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("is there already", refused.Error, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(FilePath));
        (await ConnectAsync("--force")).EnsureSuccess();
        Assert.Contains("re42corded", File.ReadAllText(FilePath), StringComparison.Ordinal);
    }

    [RequiresTheory("mosh-server", "bash", "sh", "linux")]
    [InlineData("0")]
    [InlineData("022")]
    [UnsupportedOSPlatform("windows")]
    public async Task With_force_a_link_is_replaced_by_a_file_for_the_owner_only(string mask)
    {
        string elsewhere = _directory.Write("elsewhere", "precious");
        File.CreateSymbolicLink(FilePath, elsewhere);
        Assert.Equal(1, (await ConnectAsync()).ExitCode);
        (await ConnectByAsync(["sh", "-c", $"umask {mask}; exec \"$0\" \"$@\"", MoshPSProgram.Path], "--force")).EnsureSuccess();
        Assert.Equal("precious", File.ReadAllText(elsewhere));
        Assert.Null(new FileInfo(FilePath).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        Assert.Contains("re42corded", File.ReadAllText(FilePath), StringComparison.Ordinal);
        Assert.Equal([elsewhere, FilePath], Directory.GetFileSystemEntries(_directory.Path).Order());
    }

    [RequiresFact("mosh-server", "bash", "setpriv", "linux", "root")]
    [UnsupportedOSPlatform("windows")]
    public async Task Where_the_folder_cannot_be_written_to_the_old_file_stays()
    {
        File.WriteAllText(FilePath, "precious");
        File.SetUnixFileMode(_directory.Path, (UnixFileMode)Convert.ToInt32("755", 8));
        File.SetUnixFileMode(FilePath, (UnixFileMode)Convert.ToInt32("666", 8));
        ProgramRun run = await ConnectByAsync(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", MoshPSProgram.Path], "--force");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("cannot be written", run.Error, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(FilePath));
        Assert.Equal([FilePath], Directory.GetFileSystemEntries(_directory.Path));
    }

    [RequiresTheory("linux")]
    [InlineData("/dev/null", "device")]
    [InlineData("/", "folder")]
    public async Task What_is_no_file_is_refused_before_anything_is_started(string path, string expected)
    {
        ProgramRun run = await MoshPSProgram.RunAsync("connect", "--local", "--headless", "--server", "false", "--force", "--record", path);
        Assert.Equal(1, run.ExitCode);
        Assert.Matches($@"^moshps: The recording {path} cannot be written: .*{expected}", run.Error);
    }

    [Theory]
    [InlineData(2, "missing")]
    [InlineData(2, "0.1 to 1000", "--speed", "0", "x")]
    [InlineData(2, "number of seconds", "-i", "soon", "x")]
    [InlineData(1, "no terminal", "x")]
    public async Task Wrong_usage_of_play_is_told(int status, string expected, params string[] arguments)
    {
        ProgramRun run = await MoshPSProgram.RunAsync(["play", .. arguments]);
        Assert.Equal(status, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_of_play_names_its_keys()
    {
        ProgramRun run = (await MoshPSProgram.RunAsync("play", "--help")).EnsureSuccess();
        Assert.Contains("the space bar pauses", run.Output, StringComparison.Ordinal);
    }

    private Task<ProgramRun> ConnectAsync(params string[] options) => ConnectByAsync([MoshPSProgram.Path], options);

    private Task<ProgramRun> ConnectByAsync(string[] program, params string[] options) => ScriptRun.RunAsync(
        program[0],
        [.. program[1..], "connect", "--local", "--headless", "--server", "mosh-server", "--record", FilePath, .. options, "--", "env", "PS1=remote> ", "bash", "--norc", "--noprofile"],
        "wait pattern ^remote>\nrun echo re$((40+2))corded\n",
        new Dictionary<string, string> { ["LANG"] = "C.UTF-8" });
}
