using System.Text.RegularExpressions;

namespace MoshPS.Interop.Tests.Published;

/// <summary>
/// The native executable where there is nothing but a C library: a root directory of its own, with no .NET and no
/// OpenSSL, the C library's one locale, and busybox for a shell.
/// </summary>
public sealed partial class BareMachineTests : IDisposable
{
    /// <summary>In mounts of its own: enters the directory with next to no environment.</summary>
    private const string EnterBareMachine =
        """
        mount --bind "$ROOT" "$ROOT" && mount -t proc none "$ROOT/proc" && mount --rbind /dev "$ROOT/dev" || exit 99
        exec env -i PATH=/bin HOME=/ LANG=C.UTF-8 SHELL=/bin/sh "$MARK" "$(PATH="$PATH:/usr/sbin" command -v chroot)" "$ROOT" "$@"
        """;

    /// <summary>The locale that comes with glibc.</summary>
    private const string Locale = "/usr/lib/locale/C.utf8";

    private readonly TemporaryDirectory _root = new();
    private readonly ProcessMark _mark = new();

    [RequiresFact("unshare", "mount-namespaces", "root", "ldd", "busybox", Locale + "/LC_CTYPE", "mosh-client", "tmux", "native-executable")]
    public async Task It_is_a_server_for_stock_mosh_client()
    {
        await BuildRootAsync();
        ProgramRun start = await RunAsync("", "/moshps", "server", "new", "-i", "127.0.0.1", "-c", "256", "--", "env", "PS1=remote> ", "sh");
        Match connect = ConnectLine().Match(start.EnsureSuccess().Output);
        Assert.True(connect.Success, start.Output);
        Dictionary<string, string> environment = new() { ["MOSH_KEY"] = connect.Groups["key"].Value, ["LANG"] = "C.UTF-8" };
        await using Tmux tmux = await Tmux.StartAsync(["mosh-client", "127.0.0.1", connect.Groups["port"].Value], environment: environment);
        await tmux.WaitForAsync("^remote>", TimeSpan.FromSeconds(60));
        await tmux.TypeLineAsync("test -e /usr/bin || echo al'o'ne");
        await tmux.WaitForAsync("^alone$");
        await tmux.TypeLineAsync("exit");
        Assert.True(await _mark.WaitUntilGoneAsync(TimeSpan.FromSeconds(10)));
    }

    [RequiresFact("unshare", "mount-namespaces", "root", "ldd", "busybox", Locale + "/LC_CTYPE", "native-executable")]
    public async Task It_is_client_and_server_of_a_local_session()
    {
        await BuildRootAsync();
        ProgramRun run = await RunAsync(
            "timeout 30\nwait pattern ^remote>\nrun stty size; echo \"$TERM\"\nline exit\nwait state Closed\n",
            "/moshps",
            "connect",
            "--local",
            "--headless",
            "--size",
            "70x20",
            "--server",
            "/moshps server",
            "--",
            "env",
            "PS1=remote> ",
            "sh");
        Assert.StartsWith("20 70\nxterm-256color\nexit 0\n", run.EnsureSuccess().Output, StringComparison.Ordinal);
        Assert.True(await _mark.WaitUntilGoneAsync(TimeSpan.FromSeconds(10)));
    }

    public void Dispose()
    {
        _mark.Dispose();
        _root.Dispose();
    }

    /// <summary>Puts there the executable, busybox by the names of its programs, and the libraries that they name.</summary>
    private async Task BuildRootAsync()
    {
        foreach (string folder in (string[])["bin", "dev", "etc", "proc", "tmp"])
        {
            Directory.CreateDirectory(_root[folder]);
        }

        _root.Write("etc/passwd", "root:x:0:0:root:/:/bin/sh\n");
        File.Copy(BuiltFiles.Executable, _root["moshps"]);
        File.Copy(Programs.PathOf("busybox"), _root["bin/busybox"]);
        foreach (string name in (string[])["sh", "env", "stty"])
        {
            File.CreateSymbolicLink(_root[$"bin/{name}"], "busybox");
        }

        foreach (string file in Directory.EnumerateFiles(Locale, "*", SearchOption.AllDirectories))
        {
            Copy(file);
        }

        foreach (string program in (string[])["moshps", "bin/busybox"])
        {
            ProgramRun libraries = await ProgramRun.RunAsync("ldd", _root[program]);
            foreach (Match library in LibraryPath().Matches(libraries.EnsureSuccess().Output))
            {
                Copy(library.Value);
            }
        }

        void Copy(string file)
        {
            string copy = _root[file.TrimStart('/')];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }

    private Task<ProgramRun> RunAsync(string input, params string[] command) => Cli.ScriptRun.RunAsync(
        "unshare",
        ["--mount", "--propagation", "private", "sh", "-c", EnterBareMachine, "sh", .. command],
        input,
        new Dictionary<string, string> { ["ROOT"] = _root.Path, ["MARK"] = $"{ProcessMark.Name}={_mark.Value}" });

    [GeneratedRegex(@"^MOSH CONNECT (?<port>\d+) (?<key>\S{22})$", RegexOptions.Multiline)]
    private static partial Regex ConnectLine();

    [GeneratedRegex(@"(?<=^\s|=> )/\S+", RegexOptions.Multiline)]
    private static partial Regex LibraryPath();
}
