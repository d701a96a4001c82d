using System.Globalization;
using MoshPS.Engine.Ssh.RemoteSessions;
using MoshPS.Interop.Tests.Client;

namespace MoshPS.Interop.Tests.Ssh.RemoteSessions;

/// <summary>The scripts that hosts are given, in the shells and with the tools that hosts have.</summary>
public sealed class ScriptTests
{
    private const string NoProcessFolder = "/nonexistent";

    /// <summary>Something that runs in a session and shows when it does.</summary>
    private static readonly string[] Sleep = ["sh", "-c", $"echo '{LiveSession.Prompt}'; exec sleep 100"];

    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(10);

    [RequiresFact("mosh-server", "linux", "dash")]
    public Task Dash_lists_and_stops_sessions() => ListsAndStops(["dash"]);

    [RequiresFact("mosh-server", "linux", "bash")]
    public Task Bash_as_sh_lists_and_stops_sessions() => ListsAndStops(["bash", "--posix"]);

    [RequiresFact("mosh-server", "linux", "busybox")]
    public Task Busybox_alone_lists_and_stops_sessions() => ListsAndStops(["busybox", "sh"], onlyBusybox: true);

    [RequiresFact("mosh-server", "linux", "ksh")]
    public Task Ksh_lists_and_stops_sessions() => ListsAndStops(["ksh"]);

    [RequiresFact("mosh-server", "linux", "mksh")]
    public Task Mksh_lists_and_stops_sessions() => ListsAndStops(["mksh"]);

    [RequiresFact("mosh-server", "linux", "zsh")]
    public Task Zsh_as_sh_lists_and_stops_sessions() => ListsAndStops(["zsh", "--emulate", "sh"]);

    [RequiresFact("mosh-server", "linux", "ps")]
    public async Task A_host_without_proc_lists_and_stops_sessions_by_ps()
    {
        await using var live = await LiveSession.StartAsync(Sleep);
        var session = await Find(["sh"], live.Server, NoProcessFolder);
        Assert.Equal(SshServer.UserName, session.UserName);
        Assert.Equal("sleep 100", session.Command);
        Assert.StartsWith("pts/", session.Terminal, StringComparison.Ordinal);
        Assert.NotNull(session.Started);
        Assert.Equal([RemoteSessionStop.AlreadyOver], await Stop(["sh"], [session with { StartToken = "lSun_Nov_22_09:38:53_2020" }], processFolder: NoProcessFolder));
        Assert.True(live.Server.IsRunning);
        Assert.Equal([RemoteSessionStop.Stopped], await Stop(["sh"], [session], processFolder: NoProcessFolder));
        Assert.True(await live.Server.WaitForEndAsync(ShortWait));
    }

    [RequiresFact("mosh-server", "linux", "busybox")]
    public async Task A_host_with_nothing_but_the_ps_of_busybox_lists_what_that_tells()
    {
        await using var live = await LiveSession.StartAsync(Sleep);
        var session = await Find(["busybox", "sh"], live.Server, NoProcessFolder, onlyBusybox: true);
        Assert.Equal("sleep 100", session.Command);
        Assert.StartsWith("pts/", session.Terminal, StringComparison.Ordinal);
        Assert.Null(session.Started);
        Assert.Null(session.StartToken);
    }

    [RequiresFact("mosh-server", "linux")]
    public async Task A_process_that_is_not_the_one_that_was_listed_is_left_alone()
    {
        using var server = await MoshServer.StartAsync("sleep", "100");
        var session = await Find(["sh"], server);
        long start = long.Parse(session.StartToken.AsSpan(1), CultureInfo.InvariantCulture);
        var reused = session with { StartToken = $"t{start - 1}" };
        // It has the right start, and is no mosh-server.
        using var other = System.Diagnostics.Process.Start("sleep", "100");
        string[] fields = (await File.ReadAllTextAsync($"/proc/{other.Id}/stat")).Split(' ');
        var stranger = session with { ProcessId = other.Id, StartToken = "t" + fields[21] };
        Assert.Equal([RemoteSessionStop.AlreadyOver, RemoteSessionStop.AlreadyOver], await Stop(["sh"], [reused, stranger], force: true));
        Assert.True(server.IsRunning);
        Assert.False(other.HasExited);
        other.Kill();
    }

    [RequiresFact("mosh-server", "linux")]
    public async Task A_server_that_does_not_react_is_reported_and_can_be_killed()
    {
        await using var live = await LiveSession.StartAsync(Sleep);
        var session = await Find(["sh"], live.Server);
        await ProgramRun.RunAsync("sh", "-c", $"kill -STOP {session.ProcessId}");
        Assert.Equal([RemoteSessionStop.StillRunning], await Stop(["sh"], [session], limit: TimeSpan.FromSeconds(0.5)));
        Assert.Equal([RemoteSessionStop.Stopped], await Stop(["sh"], [session], force: true));
    }

    [RequiresFact("mosh-server", "linux", "setpriv", "root")]
    public async Task Another_account_sees_a_session_when_asked_for_all_and_may_not_stop_it()
    {
        using var server = await MoshServer.StartAsync("sleep", "100");
        string[] nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sh"];
        Assert.DoesNotContain(await List(nobody, allUsers: false), session => session.ProcessId == server.ProcessId);
        var session = Assert.Single(await List(nobody, allUsers: true), session => session.ProcessId == server.ProcessId);
        Assert.Equal(SshServer.UserName, session.UserName);
        Assert.Null(session.UdpPort);
        Assert.Equal([RemoteSessionStop.Refused], await Stop(nobody, [session]));
        Assert.True(server.IsRunning);
    }

    private static async Task ListsAndStops(string[] shell, bool onlyBusybox = false)
    {
        await using var live = await LiveSession.StartAsync(Sleep);
        using var waiting = await MoshServer.StartAsync("sleep", "100");
        var session = await Find(shell, live.Server, onlyBusybox: onlyBusybox);
        Assert.Equal(live.Server.Address.Port, session.UdpPort);
        Assert.Equal(SshServer.UserName, session.UserName);
        Assert.Equal("sleep 100", session.Command);
        Assert.StartsWith("pts/", session.Terminal, StringComparison.Ordinal);
        Assert.Equal(RemoteServerImplementation.Stock, session.Implementation);
        Assert.Equal(DateTimeOffset.UtcNow, session.Started!.Value, TimeSpan.FromSeconds(60));
        Assert.NotEqual(RemoteSessionState.Waiting, session.State);
        var other = await Find(shell, waiting, onlyBusybox: onlyBusybox);
        Assert.Equal(RemoteSessionState.Waiting, other.State);
        Assert.Null(other.Command);

        Assert.Equal([RemoteSessionStop.Stopped, RemoteSessionStop.Stopped], await Stop(shell, [session, other], onlyBusybox: onlyBusybox));
        Assert.True(await live.Server.WaitForEndAsync(ShortWait));
        Assert.True(await waiting.WaitForEndAsync(ShortWait));
        Assert.Equal([RemoteSessionStop.AlreadyOver], await Stop(shell, [session], onlyBusybox: onlyBusybox));
    }

    private static async Task<RemoteSession> Find(string[] shell, MoshServer server, string processFolder = "/proc", bool onlyBusybox = false) =>
        Assert.Single(await List(shell, allUsers: false, processFolder, onlyBusybox), session => session.ProcessId == server.ProcessId);

    private static async Task<IReadOnlyList<RemoteSession>> List(string[] shell, bool allUsers, string processFolder = "/proc", bool onlyBusybox = false) =>
        SessionReport.Read(await Report(shell, [SessionListScript.Build(allUsers, processFolder), "sh"], onlyBusybox), allUsers);

    private static async Task<RemoteSessionStop[]> Stop(
        string[] shell, RemoteSession[] sessions, bool force = false, TimeSpan? limit = null, string processFolder = "/proc", bool onlyBusybox = false)
    {
        var outcomes = new Dictionary<int, RemoteSessionStop>();
        var arguments = SessionStopScript.Arguments(sessions, force, limit ?? TimeSpan.FromSeconds(12));
        StopReport.Read(await Report(shell, [SessionStopScript.Build(processFolder), "sh", .. arguments], onlyBusybox), outcomes);
        return [.. sessions.Select(session => outcomes[session.ProcessId])];
    }

    /// <summary>Runs a script with <c>-c</c>; with <paramref name="onlyBusybox"/>, busybox's programs are all there are.</summary>
    private static async Task<IReadOnlyList<string>> Report(string[] shell, string[] arguments, bool onlyBusybox)
    {
        using var programs = new TemporaryDirectory();
        Dictionary<string, string?> environment = [];
        string script = arguments[0];
        if (onlyBusybox)
        {
            await ProgramRun.RunAsync("sh", "-c", $"for p in $(busybox --list); do ln -s {Programs.PathOf("busybox")} '{programs.Path}'/$p; done 2>/dev/null");
            environment["PATH"] = programs.Path;
            // The script adds the usual folders, where this machine has more than busybox.
            script = script.Replace("PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin;", "", StringComparison.Ordinal);
        }

        var run = await ProgramRun.RunAsync(shell[0], [.. shell[1..], "-c", script, .. arguments[1..]], environment);
        var report = new HostReport();
        foreach (string line in run.Output.Split('\n'))
        {
            report.Accept(line);
        }

        Assert.True(report.IsComplete, run.Output + run.Error);
        return report.Lines;
    }
}
