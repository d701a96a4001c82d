using System.Net;
using System.Net.Sockets;
using MoshPS.Engine;
using MoshPS.Engine.Ssh;

namespace MoshPS.Interop.Tests.Ssh;

/// <summary>Every way in which ssh fails to log in has its own error id and says what to do.</summary>
public sealed class SshFailureTests
{
    [RequiresFact("ssh")]
    public async Task A_name_that_does_not_exist()
    {
        var error = await FailureOf(new SshBootstrapOptions { HostName = "no-such-host.invalid", ConfigurationFilePath = "/dev/null" });
        Assert.Equal("HostNameNotResolved", error.ErrorId);
        Assert.Contains("no-such-host.invalid", error.Message, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task A_name_that_the_jump_host_cannot_resolve()
    {
        await using var jump = await SshServer.StartAsync();
        string configuration = jump.WriteFile(
            "jump_config",
            jump.ClientConfigurationBlock("bastion") + "Host far\n  HostName no-such-host.invalid\n  ProxyJump bastion\n");
        var error = await FailureOf(new SshBootstrapOptions { HostName = "far", ConfigurationFilePath = configuration });
        Assert.Equal("HostNameNotResolved", error.ErrorId);
        Assert.Contains("jump host", error.Message, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task A_port_where_nothing_listens()
    {
        int port = FreeTcpPort();
        var error = await FailureOf(new SshBootstrapOptions { HostName = "127.0.0.1", Port = port, ConfigurationFilePath = "/dev/null" });
        Assert.Equal("ConnectionRefused", error.ErrorId);
        Assert.Contains($"{port}", error.Message, StringComparison.Ordinal);

        await using var jump = await SshServer.StartAsync();
        string configuration = jump.WriteFile(
            "jump_config",
            jump.ClientConfigurationBlock("bastion") + $"Host far\n  HostName 127.0.0.1\n  Port {port}\n  ProxyJump bastion\n");
        Assert.Equal("ConnectionRefused", (await FailureOf(new SshBootstrapOptions { HostName = "far", ConfigurationFilePath = configuration })).ErrorId);
    }

    [RequiresFact("ssh", "linux")]
    public async Task An_address_without_a_route()
    {
        // TCP cannot be spoken to the broadcast address, on any network.
        var error = await FailureOf(new SshBootstrapOptions { HostName = "255.255.255.255", ConfigurationFilePath = "/dev/null" });
        Assert.Equal("HostUnreachable", error.ErrorId);
    }

    [RequiresTheory("ssh")]
    [InlineData(null, 1.0)]
    [InlineData(1.0, 20.0)]
    public async Task A_host_that_never_answers(double? connectTimeout, double timeout)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var error = await FailureOf(new SshBootstrapOptions
        {
            HostName = "127.0.0.1",
            Port = ((IPEndPoint)silent.LocalEndpoint).Port,
            ConfigurationFilePath = "/dev/null",
            ConnectTimeout = connectTimeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Timeout = TimeSpan.FromSeconds(timeout),
        });
        Assert.Equal("SshTimeout", error.ErrorId);
    }

    [RequiresFact("ssh")]
    public async Task A_port_where_something_else_listens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var failure = FailureOf(new SshBootstrapOptions
        {
            HostName = "127.0.0.1",
            Port = ((IPEndPoint)listener.LocalEndpoint).Port,
            ConfigurationFilePath = "/dev/null",
        });
        using (var caller = await listener.AcceptTcpClientAsync())
        {
            caller.Close();
        }

        Assert.Equal("ConnectionClosed", (await failure).ErrorId);
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task No_algorithm_in_common()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { Configuration = ["KexAlgorithms curve25519-sha256"] });
        var error = await FailureOf(server.BootstrapOptions() with
        {
            Options = new Dictionary<string, string> { ["KexAlgorithms"] = "ecdh-sha2-nistp256" },
        });
        Assert.Equal("NegotiationFailed", error.ErrorId);
    }

    [RequiresTheory("ssh", "sshd", "linux")]
    [InlineData("ask")]
    [InlineData("yes")]
    public async Task An_unknown_host_key(string checking)
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { HostKeyKnown = false });
        var error = await FailureOf(server.BootstrapOptions() with
        {
            Options = new Dictionary<string, string> { ["StrictHostKeyChecking"] = checking },
        });
        Assert.Equal("HostKeyUnknown", error.ErrorId);
        Assert.Contains(server.HostKeyFingerprint, error.Message, StringComparison.Ordinal);
        Assert.Contains("accept-new", error.RecommendedAction, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task An_unknown_host_key_is_accepted_where_an_option_says_so()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { HostKeyKnown = false });
        var result = await SshBootstrap.RunAsync(
            server.BootstrapOptions() with { Options = new Dictionary<string, string> { ["StrictHostKeyChecking"] = "accept-new" } },
            default);
        Assert.Equal(IPAddress.Loopback, result.Server.Address);
        Assert.Contains(server.HostKey, File.ReadAllText(server.KnownHostsPath), StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task A_changed_host_key()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { HostKeyChanged = true });
        var error = await FailureOf(server.BootstrapOptions());
        Assert.Equal("HostKeyChanged", error.ErrorId);
        Assert.Contains(server.HostKeyFingerprint, error.Message, StringComparison.Ordinal);
        Assert.Contains(server.KnownHostsPath, error.Message, StringComparison.Ordinal);

        // The advice is a command: it does what it says.
        string command = error.RecommendedAction[error.RecommendedAction.IndexOf("ssh-keygen", StringComparison.Ordinal)..];
        (await ProgramRun.RunAsync("sh", "-c", command)).EnsureSuccess();
        Assert.Equal("HostKeyUnknown", (await FailureOf(server.BootstrapOptions())).ErrorId);
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task A_revoked_host_key()
    {
        await using var server = await SshServer.StartAsync();
        File.WriteAllText(server.KnownHostsPath, "@revoked " + File.ReadAllText(server.KnownHostsPath));
        Assert.Equal("HostKeyRevoked", (await FailureOf(server.BootstrapOptions())).ErrorId);
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task A_key_that_the_host_does_not_take()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { KeyAuthorized = false });
        var error = await FailureOf(server.BootstrapOptions());
        Assert.Equal("AuthenticationFailed", error.ErrorId);
        Assert.Contains("publickey", error.Message, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task A_named_key_that_the_host_does_not_take_although_it_would_take_a_password()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { KeyAuthorized = false, OfferPassword = true });
        Assert.Equal("AuthenticationFailed", (await FailureOf(server.BootstrapOptions() with { KeyFilePath = server.KeyPath })).ErrorId);
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task A_key_that_others_may_read()
    {
        await using var server = await SshServer.StartAsync();
        (await ProgramRun.RunAsync("chmod", "644", server.KeyPath)).EnsureSuccess();
        var error = await FailureOf(server.BootstrapOptions());
        Assert.Equal("AuthenticationFailed", error.ErrorId);
        Assert.Contains("others may read it", error.Message, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task More_keys_than_the_host_has_patience_for()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { KeyAuthorized = false, Configuration = ["MaxAuthTries 1"] });
        await using var other = await SshServer.StartAsync();
        var error = await FailureOf(server.BootstrapOptions() with { KeyFilePath = other.KeyPath });
        Assert.Equal("AuthenticationFailed", error.ErrorId);
        Assert.Contains("IdentitiesOnly", error.RecommendedAction, StringComparison.Ordinal);
    }

    [RequiresTheory("ssh", "sshd", "linux")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_password_where_nobody_can_be_asked(bool offerPublicKey)
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings
        {
            KeyAuthorized = false,
            OfferPublicKey = offerPublicKey,
            OfferPassword = true,
        });
        var error = await FailureOf(server.BootstrapOptions());
        Assert.Equal("PromptNeeded", error.ErrorId);
        Assert.Contains("password", error.Message, StringComparison.Ordinal);
        Assert.Contains("-KeyFilePath", error.RecommendedAction, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task A_passphrase_where_nobody_can_be_asked()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { KeyPassphrase = "correct horse" });
        var error = await FailureOf(server.BootstrapOptions());
        Assert.Equal("PromptNeeded", error.ErrorId);
        Assert.Contains(server.KeyPath, error.Message, StringComparison.Ordinal);
        Assert.Contains("ssh-add", error.RecommendedAction, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task An_askpass_program_answers_in_the_users_place()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { KeyPassphrase = "correct horse" });
        string program = server.WriteScript("askpass", "echo \"$TEST_ANSWER\"");
        var options = server.BootstrapOptions() with
        {
            AskPassProgram = program,
            Environment = new Dictionary<string, string?> { ["TEST_ANSWER"] = "correct horse" },
        };
        Assert.Equal(IPAddress.Loopback, (await SshBootstrap.RunAsync(options, default)).Server.Address);

        var wrong = options with { Environment = new Dictionary<string, string?> { ["TEST_ANSWER"] = "wrong horse" } };
        Assert.Equal("AuthenticationFailed", (await FailureOf(wrong)).ErrorId);
    }

    [RequiresFact("ssh", "sshd", "tmux", "linux")]
    public async Task A_jump_host_that_wants_a_password_where_nobody_can_be_asked()
    {
        await using var jump = await SshServer.StartAsync(new SshServerSettings { KeyAuthorized = false, OfferPassword = true });
        await using var far = await SshServer.StartAsync();
        string configuration = jump.WriteFile(
            "jump_config",
            jump.ClientConfigurationBlock("bastion") + far.ClientConfigurationBlock("far", "ProxyJump bastion"));
        Assert.Equal("PromptNeeded", (await FailureOf(new SshBootstrapOptions { HostName = "far", ConfigurationFilePath = configuration })).ErrorId);
    }

    [RequiresFact("ssh")]
    public async Task An_option_or_a_configuration_that_ssh_refuses()
    {
        using var directory = new TemporaryDirectory();
        var options = new SshBootstrapOptions { HostName = "127.0.0.1", ConfigurationFilePath = "/dev/null" };
        var error = await FailureOf(options with { Options = new Dictionary<string, string> { ["NoSuchOption"] = "yes" } });
        Assert.Equal("SshConfigurationInvalid", error.ErrorId);
        Assert.Contains("nosuchoption", error.Message, StringComparison.OrdinalIgnoreCase);

        error = await FailureOf(options with { ConfigurationFilePath = directory.Write("config", "Port many\n") });
        Assert.Equal("SshConfigurationInvalid", error.ErrorId);

        error = await FailureOf(options with { ConfigurationFilePath = directory["missing"] });
        Assert.Equal("SshConfigurationInvalid", error.ErrorId);
    }

    [Fact]
    public async Task A_key_file_that_does_not_exist()
    {
        var error = await FailureOf(new SshBootstrapOptions { HostName = "127.0.0.1", KeyFilePath = "/no/such/key" });
        Assert.Equal("KeyFileNotFound", error.ErrorId);
    }

    [Fact]
    public async Task No_ssh_client()
    {
        var error = await FailureOf(new SshBootstrapOptions { HostName = "127.0.0.1", SshCommand = "no-such-ssh -v" });
        Assert.Equal("SshClientMissing", error.ErrorId);
        Assert.Contains("'no-such-ssh'", error.Message, StringComparison.Ordinal);
    }

    [RequiresFact("sh")]
    public async Task A_client_that_is_not_ssh()
    {
        var error = await FailureOf(new SshBootstrapOptions { HostName = "127.0.0.1", SshCommand = "sh -c 'echo broken >&2; exit 7'" });
        Assert.Equal("SshFailed", error.ErrorId);
        Assert.Contains("exit status 7", error.Message, StringComparison.Ordinal);
        Assert.Contains("broken", error.Message, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task Cancelling_ends_ssh_within_a_second()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { ForceCommand = "sleep 100" });
        using var mark = new ProcessMark();
        using var cancel = new CancellationTokenSource();
        var options = server.BootstrapOptions() with
        {
            Environment = new Dictionary<string, string?> { [ProcessMark.Name] = mark.Value },
            PhaseChanged = phase =>
            {
                if (phase == SshBootstrapPhase.StartingServer)
                {
                    cancel.Cancel();
                }
            },
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SshBootstrap.RunAsync(options, cancel.Token));
        Assert.Empty(mark.FindProcesses());
    }

    [Fact]
    public async Task A_command_that_no_command_line_can_hold_is_refused()
    {
        var options = new SshBootstrapOptions { HostName = "127.0.0.1", ConfigurationFilePath = "/dev/null" };
        Assert.Equal("CommandTooLong", (await FailureOf(options with { Command = ["echo", new string('x', 200_000)] })).ErrorId);
    }

    private static Task<MoshBootstrapException> FailureOf(SshBootstrapOptions options) =>
        Assert.ThrowsAsync<MoshBootstrapException>(() => SshBootstrap.RunAsync(options, default));

    private static int FreeTcpPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
