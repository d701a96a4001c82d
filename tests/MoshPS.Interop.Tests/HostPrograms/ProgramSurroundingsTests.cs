using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MoshPS.Engine.Client;
using MoshPS.Engine.Crypto;
using MoshPS.Interop.Tests.Cli;
using MoshPS.Interop.Tests.ServerContract;

namespace MoshPS.Interop.Tests.HostPrograms;

/// <summary>What a program finds in a session of ours is what it finds in one of stock's (spec 3 §2.2, §2.5).</summary>
public sealed partial class ProgramSurroundingsTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Tells all that a program inherits, but for numbers of processes and terminals.</summary>
    private const string Report =
        """
        {
            echo "name: $0 $#"
            pwd
            env | sort
            stty -a
            umask
            ulimit -S -a
            ulimit -H -a
            readlink /proc/$$/cwd
            [ "$(ps -o sess= -p $$)" -eq $$ ] && echo leads its session
            [ "$(tty)" = "/dev/$(ps -o tty= -p $$)" ] && echo controls its terminal
            grep SigBlk /proc/self/status
            nice
        } >"$HOME/report" 2>&1
        sh -c 'ls -1 /proc/$$/fd; :' >"$HOME/descriptors"
        """;

    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [RequiresFact("linux", "mosh-server", "sh", "stty", "ps")]
    public async Task A_login_shell_finds_the_same_with_both_servers()
    {
        _home.Write(".profile", Report + "\nexit\n");
        string stock = await RunSessionAsync(Programs.PathOf("mosh-server"), []);
        Assert.Contains("name: -sh 0\n", stock);
        Assert.Contains("TERM=xterm-256color\n", stock);
        Assert.Contains("\n0027\n", stock);
        Assert.Equal(stock, await RunSessionAsync(MoshPSProgram.Path, ["server"]));
        Assert.Equal("0\n1\n2\n", File.ReadAllText(_home["descriptors"]));
    }

    [RequiresFact("linux", "mosh-server", "sh", "stty", "ps")]
    public async Task A_command_finds_the_same_with_both_servers()
    {
        string script = _home.Write("script", Report);
        string stock = await RunSessionAsync(Programs.PathOf("mosh-server"), [], "--", "sh", script, "", "a  b");
        Assert.Contains($"name: {script} 2\n", stock);
        Assert.Equal(stock, await RunSessionAsync(MoshPSProgram.Path, ["server"], "--", "sh", script, "", "a  b"));
        Assert.Equal("0\n1\n2\n", File.ReadAllText(_home["descriptors"]));
    }

    /// <summary>Runs a session to its end.</summary>
    /// <returns>What its program reported.</returns>
    private async Task<string> RunSessionAsync(string server, string[] subcommand, params string[] command)
    {
        // The shell stays, as the parent that has the limits.
        string[] arguments =
        [
            "-c", "umask 027; ulimit -S -n 500; ulimit -S -c 8; nice -n 3 \"$@\"; exit", "sh",
            server, .. subcommand, "new", "-i", "127.0.0.1", "-c", "256", .. command,
        ];
        using ServerRun run = await ServerRun.RunAsync(
            Programs.PathOf("sh"), "sh", arguments, [$"HOME={_home.Path}", "SHELL=/bin/sh", "STY=1.screen", "OLDPWD", "_", $"{ProcessMark.Name}_2=a value"]);
        Match connect = ConnectLine().Match(run.Raw.Output);
        Assert.True(connect.Success, run.Raw.Output + run.Raw.Error);
        Assert.True(SessionKey.TryParse(connect.Groups[2].Value, out SessionKey? key, out string? error), error);
        await using MoshClient client = MoshClient.Start(new MoshClientOptions
        {
            Server = new IPEndPoint(IPAddress.Loopback, int.Parse(connect.Groups[1].ValueSpan, CultureInfo.InvariantCulture)),
            Key = key,
        });
        await client.Completion.WaitAsync(Limit);
        return Mark().Replace(File.ReadAllText(_home["report"]), "");
    }

    [GeneratedRegex(@"^MOSH CONNECT (\d+) (\S{22})\s*$", RegexOptions.Multiline)]
    private static partial Regex ConnectLine();

    [GeneratedRegex($"^{ProcessMark.Name}=.*\n", RegexOptions.Multiline)]
    private static partial Regex Mark();
}
