using System.Text.RegularExpressions;

namespace MoshPS.Interop.Tests.Cli;

/// <summary>The executable for Linux that build.sh makes: one file that runs where there is no .NET.</summary>
public sealed partial class SingleFileTests : IDisposable
{
    /// <summary>
    /// In mounts of its own: empties every folder in which a .NET runtime is looked for, then runs the arguments with
    /// next to no environment.
    /// </summary>
    private const string WithoutDotnet =
        """
        for folder in /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet /opt/dotnet /etc/dotnet "$HOME/.dotnet" "$DOTNET_ROOT"; do
            if [ -d "$folder" ]; then mount -t tmpfs none "$folder" || exit 99; fi
        done
        exec env -i PATH=/usr/bin:/bin HOME=/ LANG=C.UTF-8 "$MARK" "$@"
        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly ProcessMark _mark = new();

    [RequiresFact("unshare", "mount-namespaces", "linux-single-file")]
    public async Task It_runs_alone_in_its_folder_on_a_machine_without_dotnet()
    {
        ProgramRun ordinary = await RunWithoutDotnetAsync(MoshPSProgram.Path, "--version");
        Assert.Contains("You must install .NET", ordinary.Error, StringComparison.Ordinal);
        ProgramRun run = await RunWithoutDotnetAsync(CopySingleFile(), "--version");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("moshps 0.", run.Output, StringComparison.Ordinal);
    }

    [RequiresFact("unshare", "mount-namespaces", "mosh-client", "tmux", "linux-single-file")]
    public async Task It_is_a_server_for_stock_mosh_client_on_a_machine_without_dotnet()
    {
        ProgramRun start = await RunWithoutDotnetAsync(
            CopySingleFile(), "server", "new", "-i", "127.0.0.1", "-c", "256", "--", "env", "PS1=remote> ", "bash", "--norc", "--noprofile");
        Match connect = ConnectLine().Match(start.EnsureSuccess().Output);
        Assert.True(connect.Success, start.Output);
        Dictionary<string, string> environment = new() { ["MOSH_KEY"] = connect.Groups["key"].Value, ["LANG"] = "C.UTF-8" };
        await using Tmux tmux = await Tmux.StartAsync(["mosh-client", "127.0.0.1", connect.Groups["port"].Value], environment: environment);
        await tmux.WaitForAsync("^remote>", TimeSpan.FromSeconds(60));
        await tmux.TypeLineAsync("echo w'it'hout; ls /usr/share/dotnet | wc -l");
        await tmux.WaitForAsync("^without\n0$");
        await tmux.TypeLineAsync("exit");
        Assert.True(await _mark.WaitUntilGoneAsync(TimeSpan.FromSeconds(10)));
    }

    [RequiresFact("bash", "linux-single-file")]
    public async Task It_is_client_and_server_of_a_local_session()
    {
        ProgramRun run = await ScriptRun.RunAsync(
            CopySingleFile(),
            ["connect", "--local", "--headless", "--size", "70x20", "--", "env", "PS1=remote> ", "bash", "--norc", "--noprofile"],
            "timeout 30\nwait pattern ^remote>\nrun stty size; echo \"$TERM\"\nline exit\nwait state Closed\n",
            new Dictionary<string, string> { ["LANG"] = "C.UTF-8", [ProcessMark.Name] = _mark.Value });
        Assert.StartsWith("20 70\nxterm-256color\nexit 0\n", run.EnsureSuccess().Output, StringComparison.Ordinal);
        Assert.True(await _mark.WaitUntilGoneAsync(TimeSpan.FromSeconds(10)));
    }

    public void Dispose()
    {
        _mark.Dispose();
        _directory.Dispose();
    }

    private string CopySingleFile()
    {
        string program = _directory["moshps"];
        if (!File.Exists(program))
        {
            File.Copy(BuiltFiles.LinuxSingleFile, program);
        }

        return program;
    }

    private Task<ProgramRun> RunWithoutDotnetAsync(string program, params string[] arguments) => ProgramRun.RunAsync(
        "unshare",
        ["--mount", "--propagation", "private", "sh", "-c", WithoutDotnet, "sh", program, .. arguments],
        new Dictionary<string, string?> { ["MARK"] = $"{ProcessMark.Name}={_mark.Value}" });

    [GeneratedRegex(@"^MOSH CONNECT (?<port>\d+) (?<key>\S{22})$", RegexOptions.Multiline)]
    private static partial Regex ConnectLine();
}
