using System.Net;
using MoshPS.Engine;
using MoshPS.Engine.Client;
using MoshPS.Engine.Ssh;
using MoshPS.Engine.Ssh.RemoteSessions;
using MoshPS.Interop.Tests.Cli;

namespace MoshPS.Interop.Tests.Ssh.RemoteSessions;

/// <summary>Sessions listed and stopped through a real sshd.</summary>
public sealed class RemoteSessionHostTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "tcsh")]
    public Task Tcsh_as_the_login_shell_passes_the_scripts_on() => PassesScriptsOn("tcsh -c");

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "bsd-csh")]
    public Task Csh_as_the_login_shell_passes_the_scripts_on() => PassesScriptsOn("bsd-csh -c");

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "fish")]
    public Task Fish_as_the_login_shell_passes_the_scripts_on() => PassesScriptsOn("fish -c");

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "zsh")]
    public Task Zsh_as_the_login_shell_passes_the_scripts_on() => PassesScriptsOn("zsh -c");

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "bash")]
    public Task A_profile_that_prints_does_no_harm() =>
        PassesScriptsOn("bash -c", "printf 'Welcome!\\nMOSHPS\\nNo line end: '; printf 'A warning' >&2; ");

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task What_runs_in_a_session_is_listed_as_text()
    {
        await using var server = await SshServer.StartAsync();
        string[] command = ["sh", "-c", "sleep 100; :", "\u001b]52;c;eA==\u0007\u202egnp.exe\u202c\u200b \u009b31mred"];
        var login = await SshBootstrap.RunAsync(server.BootstrapOptions() with { Command = command }, default);
        await using var client = Connect(login);
        await client.WaitForConnectionAsync(default);
        await UntilAsync(server, login, session => session.Command == "sh -c sleep 100; : gnp.exe red");
        await client.ShutdownAsync();
    }

    [RequiresTheory("ssh", "sshd", "mosh-server", "linux")]
    [InlineData("echo 'This account is for mail only.'; exit 1", "mail only")]
    [InlineData("exit 0", "printed nothing")]
    [InlineData("exec yes", "without end")]
    public async Task A_host_that_does_not_run_commands_is_an_error(string command, string message)
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { ForceCommand = command });
        var error = await Assert.ThrowsAsync<MoshBootstrapException>(() => RemoteSessionHost.ListAsync(server.BootstrapOptions(), allUsers: false, default));
        Assert.Equal("RemoteCommandNotRun", error.ErrorId);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task A_host_that_cannot_be_reached_is_the_error_of_any_login()
    {
        var server = await SshServer.StartAsync();
        var options = server.BootstrapOptions();
        await using (server)
        {
            Assert.NotNull(await RemoteSessionHost.ListAsync(options, allUsers: false, default));
            string key = Path.Combine(Path.GetDirectoryName(server.KeyPath)!, "nobodys_key");
            var refused = await Assert.ThrowsAsync<MoshBootstrapException>(() => RemoteSessionHost.ListAsync(options with { UserName = "moshps-nobody" }, allUsers: false, default));
            Assert.Equal("AuthenticationFailed", refused.ErrorId);
            var missing = await Assert.ThrowsAsync<MoshBootstrapException>(() => RemoteSessionHost.ListAsync(options with { KeyFilePath = key }, allUsers: false, default));
            Assert.Equal("KeyFileNotFound", missing.ErrorId);
            options = options with { HostName = "127.0.0.1", Port = server.Port, ConfigurationFilePath = null };
        }

        var gone = await Assert.ThrowsAsync<MoshBootstrapException>(() => RemoteSessionHost.StopAsync(
            options, [new RemoteSession { ProcessId = 1, StartToken = "t1" }], force: false, default));
        Assert.Equal("ConnectionRefused", gone.ErrorId);
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task A_host_that_hangs_is_left_when_the_caller_gives_up()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { ForceCommand = "exec sleep 60" });
        using var giveUp = new CancellationTokenSource();
        var options = server.BootstrapOptions() with { PhaseChanged = phase => { if (phase == SshBootstrapPhase.StartingServer) { giveUp.Cancel(); } } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RemoteSessionHost.ListAsync(options, allUsers: false, giveUp.Token));
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task A_session_that_cannot_be_identified_is_left_alone_without_a_login()
    {
        var options = new SshBootstrapOptions { HostName = "no-such-host.invalid" };
        Assert.Equal(
            [RemoteSessionStop.NotIdentifiable],
            await RemoteSessionHost.StopAsync(options, [new RemoteSession { ProcessId = Environment.ProcessId }], force: true, default));
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "login-records")]
    public async Task Login_records_tell_from_where_a_stock_session_is_attached()
    {
        using var records = await LoginRecordFolder.StartAsync();
        await using var server = await SshServer.StartAsync(new SshServerSettings { ForceCommand = $"exec {records.Enter} sh -c \"$SSH_ORIGINAL_COMMAND\"" });
        var login = await SshBootstrap.RunAsync(server.BootstrapOptions() with { Command = ["sleep", "100"] }, default);
        var waiting = await FindAsync(server, login.ServerProcessId!.Value);
        Assert.Equal(RemoteSessionState.Waiting, waiting.State);

        await using (var client = Connect(login))
        {
            await client.WaitForConnectionAsync(default);
            var attached = await UntilAsync(server, login, session => session.State == RemoteSessionState.Attached);
            Assert.Equal(IPAddress.Loopback, attached.ClientAddress);
            Assert.Equal(waiting with { State = RemoteSessionState.Attached, ClientAddress = IPAddress.Loopback, Command = "sleep 100" }, attached);
            Assert.Equal([RemoteSessionStop.Stopped], await RemoteSessionHost.StopAsync(server.BootstrapOptions(), [attached], force: false, default));
            Assert.Equal(MoshClientEndReason.RemoteExit, (await client.Completion.WaitAsync(Limit)).Reason);
        }

        Assert.Null(await TryFindAsync(server, login.ServerProcessId.Value));
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    [Trait("Category", "Long")]
    public async Task A_stock_session_whose_client_has_vanished_becomes_detached_without_login_records()
    {
        await using var server = await SshServer.StartAsync();
        var login = await SshBootstrap.RunAsync(server.BootstrapOptions() with { Command = ["sleep", "300"] }, default);
        await using (var client = Connect(login))
        {
            await client.WaitForConnectionAsync(default);
            Assert.NotEqual(RemoteSessionState.Waiting, (await UntilAsync(server, login, session => session.Command == "sleep 300")).State);
            client.Abort();
        }

        // It sends for 40 s to a client that is silent, and then sleeps.
        await UntilAsync(server, login, session => session.State == RemoteSessionState.Detached, TimeSpan.FromSeconds(90));
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task A_session_of_our_server_tells_its_state_by_itself()
    {
        await using var server = await SshServer.StartAsync();
        var login = await SshBootstrap.RunAsync(
            server.BootstrapOptions() with { ServerCommand = $"{MoshPSProgram.Path} server", Command = ["sleep", "100"] }, default);
        var waiting = await FindAsync(server, login.ServerProcessId!.Value);
        Assert.Equal(
            (RemoteServerImplementation.MoshPS, login.Server.Port, RemoteSessionState.Waiting),
            (waiting.Implementation, waiting.UdpPort, waiting.State));
        await using var client = Connect(login);
        await client.WaitForConnectionAsync(default);
        var attached = await UntilAsync(server, login, session => session.State == RemoteSessionState.Attached && session.Command == "sleep 100");
        Assert.Equal(IPAddress.Loopback, attached.ClientAddress);
        Assert.Equal("pts/", attached.Terminal![..4]);
        Assert.Equal(waiting.StartToken, attached.StartToken);
        Assert.Equal([RemoteSessionStop.Stopped], await RemoteSessionHost.StopAsync(server.BootstrapOptions(), [attached], force: false, default));
        Assert.Equal(MoshClientEndReason.RemoteExit, (await client.Completion.WaitAsync(Limit)).Reason);
        Assert.Null(await TryFindAsync(server, login.ServerProcessId.Value));
    }

    private static MoshClient Connect(SshBootstrapResult login) => MoshClient.Start(new MoshClientOptions { Server = login.Server, Key = login.Key });

    private static async Task PassesScriptsOn(string shell, string profile = "")
    {
        using var session = await MoshServer.StartAsync("sleep", "100");
        await using var server = await SshServer.StartAsync(new SshServerSettings { ForceCommand = $"{profile}exec {shell} \"$SSH_ORIGINAL_COMMAND\"" });
        var found = await FindAsync(server, session.ProcessId);
        Assert.Equal(session.Address.Port, found.UdpPort);
        Assert.Equal("pts/", found.Terminal![..4]);
        Assert.Equal([RemoteSessionStop.Stopped], await RemoteSessionHost.StopAsync(server.BootstrapOptions(), [found], force: false, default));
        Assert.True(await session.WaitForEndAsync(Limit));
    }

    private static async Task<RemoteSession> FindAsync(SshServer server, int processId) =>
        await TryFindAsync(server, processId) ?? throw new InvalidOperationException($"The host lists no session with the process {processId}.");

    private static async Task<RemoteSession?> TryFindAsync(SshServer server, int processId) =>
        (await RemoteSessionHost.ListAsync(server.BootstrapOptions(), allUsers: false, default)).SingleOrDefault(session => session.ProcessId == processId);

    private static async Task<RemoteSession> UntilAsync(SshServer server, SshBootstrapResult login, Func<RemoteSession, bool> condition, TimeSpan? limit = null)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        while (true)
        {
            var session = await FindAsync(server, login.ServerProcessId!.Value);
            if (condition(session))
            {
                return session;
            }

            Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < (limit ?? Limit), $"still {session}");
            await Task.Delay(200);
        }
    }
}
