namespace MoshPS.Interop.Tests.Cli;

/// <summary>The executable for Windows that build.sh makes, one file that needs no .NET, run by wine.</summary>
public sealed class WineTests(WindowsBuild build) : IClassFixture<WindowsBuild>
{
    [RequiresFact("wine", "mosh-server", "bash", "windows-executable", "linux")]
    public async Task The_windows_build_runs_a_scripted_session()
    {
        using MoshServer server = await MoshServer.StartAsync(new MoshServerSettings
        {
            Command = ["bash", "--norc", "--noprofile"],
            Environment = new Dictionary<string, string?> { ["PS1"] = "remote> ", ["HISTFILE"] = "/dev/null" },
        });
        ProgramRun run = await build.RunAsync(
            ["client", "--headless", "--size", "90x28", "127.0.0.1", $"{server.Address.Port}"],
            server.Key,
            """
            timeout 30
            wait connected
            wait pattern ^remote>
            run stty size; echo glück 文字
            resize 100 30
            run stty size
            roam
            run (exit 7)
            status
            quit

            """);
        run.EnsureSuccess();
        Assert.StartsWith("28 90\nglück 文字\nexit 0\n30 100\nexit 0\nexit 7\nstate Connected\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("port-hops 1", run.Output, StringComparison.Ordinal);
        Assert.True(await server.WaitForEndAsync(TimeSpan.FromSeconds(10)));
    }

    [RequiresFact("wine", "windows-executable", "linux")]
    public async Task The_windows_build_tells_its_version_and_that_it_is_no_server()
    {
        ProgramRun version = await build.RunAsync(["--version"], "", "");
        Assert.StartsWith("moshps 0.", version.EnsureSuccess().Output, StringComparison.Ordinal);
        ProgramRun server = await build.RunAsync(["server", "new"], "", "");
        Assert.Equal(1, server.ExitCode);
        Assert.Contains("needs Linux or macOS", server.Error, StringComparison.Ordinal);
        ProgramRun local = await build.RunAsync(["connect", "--local", "--headless"], "", "");
        Assert.Equal(1, local.ExitCode);
        Assert.Contains("needs Linux or macOS", local.Error, StringComparison.Ordinal);
    }

    [RequiresFact("wine", "windows-executable", "linux")]
    public async Task The_windows_build_reports_a_server_that_does_not_answer()
    {
        ProgramRun run = await build.RunAsync(
            ["client", "--headless", "127.0.0.1", "9"], "AAAAAAAAAAAAAAAAAAAAAA", "timeout 30\nwait connected\n");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("UDP port 9", run.Error, StringComparison.Ordinal);
    }

    [RequiresFact("wine", "mosh-server", "bash", "tmux", "windows-executable", "linux")]
    public async Task The_windows_build_joins_a_console_to_a_session()
    {
        using MoshServer server = await MoshServer.StartAsync(new MoshServerSettings
        {
            Command = ["bash", "--norc", "--noprofile"],
            Environment = new Dictionary<string, string?> { ["PS1"] = "remote> ", ["HISTFILE"] = "/dev/null" },
        });
        Dictionary<string, string> environment = new(build.Environment) { ["MOSH_KEY"] = server.Key };
        await using Tmux tmux = await Tmux.StartAsync(
            ["wine", await build.GetProgramAsync(), "client", "127.0.0.1", $"{server.Address.Port}"], environment: environment);
        await tmux.WaitForAsync("^remote>", TimeSpan.FromSeconds(60));
        await tmux.TypeLineAsync("echo win'dows'; stty size");
        await tmux.WaitForAsync("^windows\n24 80$");
        await tmux.TypeAsync("echo edixt");
        await tmux.PressAsync("Left", "BSpace", "Enter");
        await tmux.WaitForAsync("^edit$");

        // Neither Ctrl+C, of which the Unix terminal beneath wine makes a signal that ends wine's console, nor another
        // size, of which wine's console takes no notice there.
        await tmux.TypeLineAsync("exit");
        Assert.Equal(0, await tmux.WaitForExitAsync());
    }
}

/// <summary>Runs the single file for Windows with a wine prefix of its own.</summary>
public sealed class WindowsBuild : IDisposable
{
    // The first start of a prefix on a machine that has other things to do.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly TemporaryDirectory _directory = new();
    private readonly ProcessMark _mark = new();
    private Task<string>? _program;

    /// <summary>Wine's variables.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["WINEPREFIX"] = _directory["prefix"],
        ["WINEDEBUG"] = "-all",
        ["DISPLAY"] = "",
        // Wine before 10 cannot reserve memory in the way (MEM_RESERVE_PLACEHOLDER) in which the runtime maps code that
        // was compiled ahead of time from within a single file: let it compile that code itself.
        ["DOTNET_ReadyToRun"] = "0",
        [ProcessMark.Name] = _mark.Value,
    };

    /// <summary>The path of <c>moshps.exe</c>.</summary>
    public Task<string> GetProgramAsync() => _program ??= PrepareAsync();

    /// <summary>Runs the program to its end.</summary>
    internal async Task<ProgramRun> RunAsync(string[] arguments, string key, string input) =>
        await ScriptRun.RunAsync(
            "wine", [await GetProgramAsync(), .. arguments], input, new Dictionary<string, string>(Environment) { ["MOSH_KEY"] = key }, Limit);

    public void Dispose()
    {
        // Wine's own server stays for a while after the last program.
        _mark.Dispose();
        _directory.Dispose();
    }

    private async Task<string> PrepareAsync()
    {
        // Alone in its folder: whatever else it needed would be missing.
        string program = _directory["moshps.exe"];
        File.Copy(BuiltFiles.WindowsExecutable, program);
        (await ScriptRun.RunAsync("wine", ["wineboot", "-i"], "", Environment, Limit)).EnsureSuccess();
        return program;
    }
}
