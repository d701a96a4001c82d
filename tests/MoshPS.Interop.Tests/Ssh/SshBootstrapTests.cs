using MoshPS.Engine;
using System.Net;
using System.Net.Sockets;
using MoshPS.Engine.Ssh;

namespace MoshPS.Interop.Tests.Ssh;

public sealed class SshBootstrapTests
{
    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task A_login_starts_a_server_and_tells_all_about_it()
    {
        await using var server = await SshServer.StartAsync();
        var phases = new List<SshBootstrapPhase>();
        var result = await SshBootstrap.RunAsync(server.BootstrapOptions() with { PhaseChanged = phases.Add }, default);

        Assert.Equal(IPAddress.Loopback, result.Server.Address);
        Assert.InRange(result.Server.Port, 60001, 60999);
        Assert.Equal(ServerAddressSource.SshPeer, result.AddressSource);
        Assert.Equal(SshServer.Alias, result.HostName);
        Assert.Equal("127.0.0.1", result.ResolvedHostName);
        Assert.Equal(SshServer.UserName, result.UserName);
        Assert.Equal(server.Port, result.SshPort);
        Assert.Equal("1.4.0", result.ServerVersion);
        Assert.Contains(result.ServerProcessId!.Value, server.Mark.FindProcesses());
        Assert.Equal(Enum.GetValues<SshBootstrapPhase>(), phases);
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "mosh-client", "tmux", "linux")]
    public async Task Stock_mosh_client_connects_with_what_the_bootstrap_returns()
    {
        await using var server = await SshServer.StartAsync();
        var result = await SshBootstrap.RunAsync(
            server.BootstrapOptions() with { Command = ["/bin/sh", "-c", "printf '<%s>' \"$@\"; sleep 60", "sh", "a  b", "it's", "c:\\d", "$HOME", "ä", ""] },
            default);
        await using var tmux = await Tmux.StartAsync(
            ["mosh-client", result.Server.Address.ToString(), $"{result.Server.Port}"],
            environment: new Dictionary<string, string> { ["MOSH_KEY"] = result.Key.ToBase64() });

        await tmux.WaitForAsync(text => text.Contains(@"<a  b><it's><c:\d><$HOME><ä><>", StringComparison.Ordinal), "the command's words, unchanged");
    }

    [RequiresTheory("ssh", "sshd", "mosh-server", "linux")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_starts_with_and_without_a_terminal(bool terminal)
    {
        await using var server = await SshServer.StartAsync();
        var result = await SshBootstrap.RunAsync(server.BootstrapOptions() with { AllocateTerminal = terminal }, default);
        Assert.Equal("1.4.0", result.ServerVersion);
        Assert.NotNull(result.ServerProcessId);
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task A_host_that_gives_no_terminal_starts_a_server_all_the_same()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { Configuration = ["PermitTTY no"] });
        Assert.Equal("1.4.0", (await SshBootstrap.RunAsync(server.BootstrapOptions() with { AllocateTerminal = true }, default)).ServerVersion);
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task A_host_can_be_named_without_an_alias()
    {
        await using var server = await SshServer.StartAsync();
        var options = new SshBootstrapOptions
        {
            HostName = "127.0.0.1",
            UserName = SshServer.UserName,
            Port = server.Port,
            KeyFilePath = server.KeyPath,
            ConfigurationFilePath = "/dev/null",
            Options = new Dictionary<string, string> { ["UserKnownHostsFile"] = server.KnownHostsPath },
        };
        var result = await SshBootstrap.RunAsync(options, default);
        Assert.Equal(IPAddress.Loopback, result.Server.Address);
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "ipv6-loopback")]
    public async Task A_host_reached_over_IPv6_is_served_over_IPv6()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { Address = IPAddress.IPv6Loopback });
        var result = await SshBootstrap.RunAsync(server.BootstrapOptions() with { Family = AddressFamilyPreference.IPv6 }, default);
        Assert.Equal(IPAddress.IPv6Loopback, result.Server.Address);
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "ipv6-loopback")]
    public async Task A_preferred_family_that_does_not_answer_gives_way_to_the_other()
    {
        await using var server = await SshServer.StartAsync();
        var options = server.BootstrapOptions() with
        {
            Options = new Dictionary<string, string> { ["HostName"] = "localhost" },
        };
        var result = await SshBootstrap.RunAsync(options with { Family = AddressFamilyPreference.PreferIPv6 }, default);
        Assert.Equal(IPAddress.Loopback, result.Server.Address);

        var error = await Assert.ThrowsAsync<MoshBootstrapException>(
            () => SshBootstrap.RunAsync(options with { Family = AddressFamilyPreference.IPv6 }, default));
        Assert.Contains(error.ErrorId, (string[])["ConnectionRefused", "HostNameNotResolved"]);
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task Behind_a_jump_host_the_server_tells_its_address_itself()
    {
        await using var jump = await SshServer.StartAsync();
        await using var far = await SshServer.StartAsync(new SshServerSettings { Address = IPAddress.Parse("127.0.0.3") });
        string configuration = jump.WriteFile(
            "jump_config",
            jump.ClientConfigurationBlock("bastion") + far.ClientConfigurationBlock("far", "ProxyJump bastion"));
        var result = await SshBootstrap.RunAsync(new SshBootstrapOptions { HostName = "far", ConfigurationFilePath = configuration }, default);

        Assert.Equal(IPAddress.Parse("127.0.0.3"), result.Server.Address);
        Assert.Equal(ServerAddressSource.SshConnection, result.AddressSource);
        Assert.Contains("Accepted publickey", jump.Log, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task Behind_a_proxy_command_the_server_tells_its_address_itself()
    {
        await using var jump = await SshServer.StartAsync();
        await using var far = await SshServer.StartAsync(new SshServerSettings { Address = IPAddress.Parse("127.0.0.3") });
        string configuration = jump.WriteFile("proxy_config", far.ClientConfigurationBlock(
            "far",
            $"ProxyCommand ssh -F {jump.ClientConfigurationPath} -W %h:%p {SshServer.Alias}"));
        var result = await SshBootstrap.RunAsync(new SshBootstrapOptions { HostName = "far", ConfigurationFilePath = configuration }, default);
        Assert.Equal((IPAddress.Parse("127.0.0.3"), ServerAddressSource.SshConnection), (result.Server.Address, result.AddressSource));
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task A_given_address_wins_over_what_ssh_knows()
    {
        await using var server = await SshServer.StartAsync();
        var options = server.BootstrapOptions() with { ServerAddress = IPAddress.Parse("203.0.113.9"), BindAddress = ServerBinding.AnyAddress };
        var result = await SshBootstrap.RunAsync(options, default);
        Assert.Equal((IPAddress.Parse("203.0.113.9"), ServerAddressSource.Given), (result.Server.Address, result.AddressSource));
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task The_asked_for_port_and_address_are_bound()
    {
        await using var server = await SshServer.StartAsync();
        int port = FreeUdpPort();
        var options = server.BootstrapOptions() with
        {
            UdpPorts = new UdpPortRange(port),
            BindAddress = ServerBinding.To(IPAddress.Parse("127.0.0.4")),
        };
        var result = await SshBootstrap.RunAsync(options, default);
        Assert.Equal(port, result.Server.Port);
        Assert.Throws<SocketException>(() => BindUdp(IPAddress.Parse("127.0.0.4"), port).Dispose());
        BindUdp(IPAddress.Loopback, port).Dispose();
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task What_ssh_config_asks_for_besides_does_not_get_in_the_way()
    {
        await using var blocker = await SshServer.StartAsync();
        await using var server = await SshServer.StartAsync(new SshServerSettings
        {
            ClientConfiguration =
            [
                "RemoteCommand echo wrong",
                "RequestTTY no",
                "SessionType none",
                "StdinNull yes",
                "ForkAfterAuthentication yes",
                $"LocalForward 127.0.0.1:{blocker.Port} localhost:22",
                "ExitOnForwardFailure yes",
                "LogLevel QUIET",
                "ControlMaster auto",
                "ControlPersist 60",
                "ControlPath /tmp/moshps-test-%C",
            ],
        });
        using var mark = new ProcessMark();
        var result = await SshBootstrap.RunAsync(server.BootstrapOptions() with { Environment = MarkOf(mark) }, default);
        Assert.Equal(IPAddress.Loopback, result.Server.Address);
        Assert.True(await mark.WaitUntilGoneAsync(TimeSpan.FromSeconds(5)), "An ssh process stayed.");
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task An_existing_master_connection_is_used_when_its_path_is_given()
    {
        await using var server = await SshServer.StartAsync();
        string path = server.WriteFile("control", "");
        File.Delete(path);
        using var mark = new ProcessMark();
        var master = await ProgramRun.RunAsync(
            "ssh",
            ["-F", server.ClientConfigurationPath, "-M", "-N", "-f", "-o", $"ControlPath={path}", "-E", path + ".log", SshServer.Alias],
            MarkOf(mark));
        Assert.True(master.ExitCode == 0, master.Error);

        var options = server.BootstrapOptions() with { Options = new Dictionary<string, string> { ["ControlPath"] = path } };
        var result = await SshBootstrap.RunAsync(options, default);
        Assert.Equal((IPAddress.Loopback, ServerAddressSource.SshConnection), (result.Server.Address, result.AddressSource));
        Assert.Single(server.Log.Split("Accepted publickey").Skip(1));
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task An_ssh_that_does_not_tell_its_configuration_is_not_relied_on_for_the_address()
    {
        await using var server = await SshServer.StartAsync();
        string ssh = server.WriteScript("ssh", "case $1 in -G) exit 255;; esac; exec ssh \"$@\"");
        var options = server.BootstrapOptions() with { SshCommand = ssh };
        var result = await SshBootstrap.RunAsync(options, default);
        Assert.Equal((IPAddress.Loopback, ServerAddressSource.SshConnection), (result.Server.Address, result.AddressSource));
        var error = await Assert.ThrowsAsync<MoshBootstrapException>(
            () => SshBootstrap.RunAsync(options with { AddressSource = ServerAddressSource.SshPeer }, default));
        Assert.Equal("ServerAddressUnknown", error.ErrorId);
    }

    [RequiresTheory("ssh", "sshd", "mosh-server", "linux")]
    [InlineData("echo Welcome; eval \"$SSH_ORIGINAL_COMMAND\"")]
    [InlineData("printf 'no line end '; eval \"$SSH_ORIGINAL_COMMAND\"")]
    [InlineData("printf '\\033]0;title\\007\\033[?2004h'; eval \"$SSH_ORIGINAL_COMMAND\"; echo bye")]
    [InlineData("echo MOSHCONNECT; echo ' CONNECT MOSH'; head -c 20000 /dev/urandom; echo; eval \"$SSH_ORIGINAL_COMMAND\"")]
    [InlineData("echo to stderr >&2; printf '> '; eval \"$SSH_ORIGINAL_COMMAND\" | sed 's/^/> /; s/$/ </'")]
    public async Task Noise_around_the_connect_line_is_tolerated(string command)
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { ForceCommand = command });
        foreach (bool terminal in (bool[])[true, false])
        {
            var result = await SshBootstrap.RunAsync(server.BootstrapOptions() with { AllocateTerminal = terminal }, default);
            Assert.InRange(result.Server.Port, 60001, 60999);
        }
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task Banners_reach_the_user_and_the_key_does_not()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { ForceCommand = "echo Welcome; eval \"$SSH_ORIGINAL_COMMAND\"" });
        var messages = new List<string>();
        var result = await SshBootstrap.RunAsync(server.BootstrapOptions() with { MessageReceived = messages.Add }, default);
        Assert.Equal(["Welcome"], messages);
        Assert.DoesNotContain(result.Key.ToBase64(), result.ToString(), StringComparison.Ordinal);
    }

    [RequiresTheory("ssh", "sshd", "mosh-server", "linux")]
    [InlineData("C.UTF-8")]
    [InlineData("xx_XX.UTF-8")]
    [InlineData("C")]
    [InlineData("")]
    public async Task A_server_with_a_poor_locale_starts_whatever_the_client_has(string clientLocale)
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { Environment = new Dictionary<string, string> { ["LANG"] = "C" } });
        var result = await SshBootstrap.RunAsync(
            server.BootstrapOptions() with { Locale = new Dictionary<string, string> { ["LANG"] = clientLocale } },
            default);
        Assert.Equal(IPAddress.Loopback, result.Server.Address);
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task A_verbose_server_that_keeps_ssh_open_does_not_hold_the_session_up()
    {
        await using var server = await SshServer.StartAsync();
        using var mark = new ProcessMark();
        var result = await SshBootstrap.RunAsync(
            server.BootstrapOptions() with { ServerCommand = "mosh-server new -v -@", AllocateTerminal = false, Environment = MarkOf(mark) },
            default);
        Assert.Equal("1.4.0", result.ServerVersion);
        Assert.Empty(mark.FindProcesses());
        Assert.Contains(result.ServerProcessId!.Value, server.Mark.FindProcesses());
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task A_fronted_server_is_started_by_its_server_command()
    {
        await using var server = await SshServer.StartAsync();
        string control = Path.Combine(Path.GetDirectoryName(server.KeyPath)!, "relay");
        var result = await SshBootstrap.RunAsync(
            server.BootstrapOptions() with { ServerCommand = $"{Programs.UdpRelay} --front --control {control} --loss 29 -- mosh-server" },
            default);
        Assert.Contains($"\"listening\":\"{result.Server}\"", UdpRelay.ControlSocket.Send(control, "stats"), StringComparison.Ordinal);
        Assert.Equal("1.4.0", result.ServerVersion);
    }

    /// <summary>A free port above those that systems hand out, so that nobody else gets it in between.</summary>
    private static int FreeUdpPort()
    {
        while (true)
        {
            int port = Random.Shared.Next(61_000, 65_536);
            try
            {
                BindUdp(IPAddress.Any, port).Dispose();
                return port;
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }
    }

    private static Socket BindUdp(IPAddress address, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Dictionary<string, string?> MarkOf(ProcessMark mark) => new() { [ProcessMark.Name] = mark.Value };
}
