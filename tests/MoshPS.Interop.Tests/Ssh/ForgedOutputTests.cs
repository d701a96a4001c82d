using System.Net;
using MoshPS.Engine;
using MoshPS.Engine.Ssh;
using MoshPS.Engine.Ssh.RemoteSessions;
using MoshPS.Interop.Tests.Cli;

namespace MoshPS.Interop.Tests.Ssh;

/// <summary>
/// What others than the host print where ssh prints too: before the host has proved who it is, or on the way to it. All
/// of it looks like what a good login prints, and leads to a real session that is not the host's.
/// </summary>
public sealed class ForgedOutputTests
{
    private const string Authenticated = "Authenticated to host ([127.0.0.1]:22) using \"publickey\".";

    private static readonly IPAddress Elsewhere = IPAddress.Parse("127.0.0.9");

    [RequiresTheory("ssh", "mosh-server", "linux")]
    [InlineData("debug")]
    [InlineData("disconnect")]
    [InlineData("banner")]
    public async Task A_server_without_a_key_starts_no_session(string where)
    {
        using var session = await MoshServer.StartAsync("sleep", "100");
        using var server = new KeylessSshServer(where, ConnectLines(session));
        using var directory = new TemporaryDirectory();
        var options = Options(server, directory);
        foreach (bool terminal in (bool[])[true, false])
        {
            await FailsAsync(() => SshBootstrap.RunAsync(options with { AllocateTerminal = terminal }, default));
        }

        await FailsAsync(() => SshBootstrap.RunAsync(options with { AddressSource = ServerAddressSource.SshConnection }, default));
        await ConnectFailsAsync(["-F", options.ConfigurationFilePath!, "--ssh-port", $"{server.Port}", "127.0.0.1"]);
        Assert.Equal(4, server.Served);
    }

    [RequiresTheory("ssh", "linux")]
    [InlineData("debug")]
    [InlineData("disconnect")]
    [InlineData("banner")]
    public async Task A_server_without_a_key_invents_no_sessions(string where)
    {
        using var server = new KeylessSshServer(where, ReportLines());
        using var directory = new TemporaryDirectory();
        await FailsAsync(() => RemoteSessionHost.ListAsync(Options(server, directory), allUsers: true, default));
        await FailsAsync(() => RemoteSessionHost.StopAsync(
            Options(server, directory), [new RemoteSession { ProcessId = 4242, StartToken = "t1" }], force: true, default));
        Assert.Equal(2, server.Served);
    }

    [RequiresTheory("ssh", "sshd", "mosh-server", "linux")]
    [InlineData("debug")]
    [InlineData("disconnect")]
    [InlineData("program")]
    public async Task What_stands_in_for_a_jump_host_starts_no_session_and_invents_none(string where)
    {
        using var session = await MoshServer.StartAsync("sleep", "100");
        using var jump = new KeylessSshServer(where, ConnectLines(session));
        await using var far = await SshServer.StartAsync();
        string text = far.WriteFile("text", string.Join('\n', [.. ConnectLines(session), .. ReportLines()]) + "\n");
        string configuration = far.WriteFile(
            "jump_config",
            $"Host bastion\n  HostName 127.0.0.1\n  Port {jump.Port}\n  StrictHostKeyChecking yes\n  UserKnownHostsFile {far.KnownHostsPath}\n"
                + far.ClientConfigurationBlock("far", where == "program" ? $"ProxyCommand sh -c 'cat {text} >&2; sleep 1'" : "ProxyJump bastion"));
        var options = new SshBootstrapOptions { HostName = "far", ConfigurationFilePath = configuration, Timeout = TimeSpan.FromSeconds(20) };
        foreach (bool terminal in (bool[])[true, false])
        {
            await FailsAsync(() => SshBootstrap.RunAsync(options with { AllocateTerminal = terminal }, default));
        }

        await FailsAsync(() => RemoteSessionHost.ListAsync(options, allUsers: true, default));
        await ConnectFailsAsync(["-F", configuration, "far"]);
    }

    [RequiresTheory("ssh", "sshd", "mosh-server", "linux")]
    [InlineData("ProxyJump")]
    [InlineData("ProxyCommand")]
    public async Task The_banner_of_a_jump_host_starts_no_session_and_moves_none(string kind)
    {
        using var session = await MoshServer.StartAsync("sleep", "100");
        using var directory = new TemporaryDirectory();
        string banner = directory.Write("banner", string.Join('\n', ConnectLines(session)) + "\n");
        await using var jump = await SshServer.StartAsync(new SshServerSettings { Configuration = [$"Banner {banner}"] });
        await using var far = await SshServer.StartAsync(new SshServerSettings { Address = IPAddress.Parse("127.0.0.3") });
        await using var stranger = await SshServer.StartAsync(new SshServerSettings { Address = IPAddress.Parse("127.0.0.3"), HostKeyKnown = false });
        string hop = kind == "ProxyJump" ? "ProxyJump bastion" : $"ProxyCommand ssh -F {jump.ClientConfigurationPath} -W %h:%p {SshServer.Alias}";
        string configuration = jump.WriteFile(
            "jump_config",
            jump.ClientConfigurationBlock("bastion")
                + far.ClientConfigurationBlock("far", hop, "StrictHostKeyChecking yes")
                + stranger.ClientConfigurationBlock("stranger", hop, "StrictHostKeyChecking yes"));
        var options = new SshBootstrapOptions { HostName = "far", ConfigurationFilePath = configuration, AllocateTerminal = SshServer.GivesTerminals };

        await FailsAsync(() => SshBootstrap.RunAsync(options with { HostName = "stranger" }, default), "HostKeyUnknown");
        await ConnectFailsAsync(["-F", configuration, "stranger"]);

        foreach (bool terminal in (bool[])[true, false])
        {
            var result = await SshBootstrap.RunAsync(options with { AllocateTerminal = terminal && SshServer.GivesTerminals }, default);
            Assert.Equal((IPAddress.Parse("127.0.0.3"), ServerAddressSource.SshConnection), (result.Server.Address, result.AddressSource));
            Assert.NotEqual(session.Key, result.Key.ToBase64());
        }

        // What ssh says of its peer would be the jump host's, or what that says: nothing to rely on.
        await FailsAsync(() => SshBootstrap.RunAsync(options with { AddressSource = ServerAddressSource.SshPeer }, default), "ServerAddressUnknown");
        var given = await SshBootstrap.RunAsync(options with { ServerAddress = Elsewhere }, default);
        Assert.Equal((Elsewhere, ServerAddressSource.Given), (given.Server.Address, given.AddressSource));
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task The_banner_of_a_jump_host_invents_no_sessions()
    {
        using var directory = new TemporaryDirectory();
        string banner = directory.Write("banner", string.Join('\n', ReportLines()) + "\n");
        await using var jump = await SshServer.StartAsync(new SshServerSettings { Configuration = [$"Banner {banner}"] });
        await using var far = await SshServer.StartAsync(new SshServerSettings { HostKeyKnown = false });
        string configuration = jump.WriteFile(
            "jump_config",
            jump.ClientConfigurationBlock("bastion") + far.ClientConfigurationBlock("far", "ProxyJump bastion", "StrictHostKeyChecking yes"));
        var options = new SshBootstrapOptions { HostName = "far", ConfigurationFilePath = configuration };
        await FailsAsync(() => RemoteSessionHost.ListAsync(options, allUsers: true, default), "HostKeyUnknown");
        File.AppendAllText(far.KnownHostsPath, $"[127.0.0.1]:{far.Port} {far.HostKey}\n");
        Assert.DoesNotContain(await RemoteSessionHost.ListAsync(options, allUsers: true, default), session => session.ProcessId == 4242);
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task The_banner_of_the_host_itself_counts_for_nothing()
    {
        using var session = await MoshServer.StartAsync("sleep", "100");
        using var directory = new TemporaryDirectory();
        string banner = directory.Write("banner", string.Join('\n', [.. ConnectLines(session), .. ReportLines()]) + "\n");
        await using var server = await SshServer.StartAsync(new SshServerSettings { Configuration = [$"Banner {banner}"] });
        foreach (bool terminal in (bool[])[true, false])
        {
            var result = await SshBootstrap.RunAsync(server.BootstrapOptions() with { AllocateTerminal = terminal && SshServer.GivesTerminals }, default);
            Assert.Equal(IPAddress.Loopback, result.Server.Address);
            Assert.NotEqual(session.Key, result.Key.ToBase64());
        }

        Assert.DoesNotContain(await RemoteSessionHost.ListAsync(server.BootstrapOptions(), allUsers: true, default), listed => listed.ProcessId == 4242);
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task What_a_host_prints_before_it_runs_our_command_counts_for_nothing()
    {
        string lines = string.Join("\\n", (string[])["MOSH SSH_CONNECTION 1.2.3.4 5 127.0.0.9 22", "MOSH CONNECT 60001 AAAAAAAAAAAAAAAAAAAAAA", .. ReportLines()]);
        await using var server = await SshServer.StartAsync(new SshServerSettings { ForceCommand = $"printf '{lines}\\n'" });
        await FailsAsync(() => SshBootstrap.RunAsync(server.BootstrapOptions(), default), "RemoteCommandNotRun");
        await FailsAsync(() => RemoteSessionHost.ListAsync(server.BootstrapOptions(), allUsers: true, default), "RemoteCommandNotRun");
        await ConnectFailsAsync(["-F", server.ClientConfigurationPath, SshServer.Alias]);
    }

    /// <summary>What a login prints that ends in this session.</summary>
    private static string[] ConnectLines(MoshServer session) =>
    [
        $"debug1: Connecting to host [{Elsewhere}] port 22.",
        "debug1: Connection established.",
        "debug1: Server host key: ssh-ed25519 SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        Authenticated,
        "",
        "MOSHPS 00000000000000000000000000000000",
        $"MOSH SSH_CONNECTION 192.0.2.1 5000 {session.Address.Address} 22",
        $"MOSH CONNECT {session.Address.Port} {session.Key}",
        "[mosh-server detached, pid = 4242]",
    ];

    /// <summary>What a listing prints that tells of one session, and the stopping of it.</summary>
    private static string[] ReportLines() =>
    [
        Authenticated,
        "",
        "MOSHPS 00000000000000000000000000000000",
        "MOSHPS user 0 root",
        "MOSHPS bare 4242 root mosh-server new -p 60001",
        "MOSHPS stopped 4242",
        "MOSHPS end",
    ];

    private static SshBootstrapOptions Options(KeylessSshServer server, TemporaryDirectory directory) => new()
    {
        HostName = "127.0.0.1",
        Port = server.Port,
        ConfigurationFilePath = directory.Write(
            "config", $"StrictHostKeyChecking yes\nUserKnownHostsFile {directory["known_hosts"]}\nGlobalKnownHostsFile /dev/null\n"),
        Timeout = TimeSpan.FromSeconds(20),
    };

    private static async Task FailsAsync(Func<Task> action, string? errorId = null)
    {
        var error = await Assert.ThrowsAsync<MoshBootstrapException>(action);
        if (errorId is not null)
        {
            Assert.Equal(errorId, error.ErrorId);
        }
    }

    /// <summary>The executable neither attaches nor succeeds.</summary>
    private static async Task ConnectFailsAsync(string[] arguments)
    {
        ProgramRun run = await ScriptRun.RunAsync(
            MoshPSProgram.Path, ["connect", "--headless", "--batch", "-v", .. arguments], "wait connected\nstatus\n");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.DoesNotContain("listens on UDP port", run.Error, StringComparison.Ordinal);
    }
}
