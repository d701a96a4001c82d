using System.Net;
using System.Net.Sockets;
using MoshPS.Engine;
using MoshPS.Engine.Ssh;

namespace MoshPS.Interop.Tests.Ssh;

/// <summary>Every way in which the server fails to start after a good login has its own error id.</summary>
public sealed class ServerStartFailureTests
{
    [RequiresTheory("ssh", "sshd", "linux")]
    [InlineData("no-such-mosh-server")]
    [InlineData("/opt/none/mosh-server")]
    [InlineData("env A=1 no-such-mosh-server")]
    public async Task A_server_that_is_not_installed(string command)
    {
        await using var server = await SshServer.StartAsync();
        foreach (bool terminal in (bool[])[true, false])
        {
            var error = await FailureOf(server.BootstrapOptions() with { ServerCommand = command, AllocateTerminal = terminal });
            Assert.Equal("ServerNotFound", error.ErrorId);
            Assert.Contains(command, error.Message, StringComparison.Ordinal);
            Assert.Contains("-ServerPath", error.RecommendedAction, StringComparison.Ordinal);
        }
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task A_server_outside_the_path()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings
        {
            Environment = new Dictionary<string, string> { ["PATH"] = "/no/such/directory" },
        });
        // Not even a shell is found there.
        var error = await FailureOf(server.BootstrapOptions());
        Assert.Equal("RemoteCommandNotRun", error.ErrorId);
        Assert.Contains("exit status 127", error.Message, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task No_UTF8_locale_at_all()
    {
        // The system's C.UTF-8 is always there: a server that never hears of it stands for one without.
        await using var server = await SshServer.StartAsync();
        string command = server.WriteScript("mosh-server", "LC_ALL=C exec mosh-server new -p 0");
        var error = await FailureOf(server.BootstrapOptions() with { ServerCommand = command });
        Assert.Equal("LocaleUnavailable", error.ErrorId);
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task No_free_UDP_port()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Any, 0));
        int port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        await using var server = await SshServer.StartAsync();
        var error = await FailureOf(server.BootstrapOptions() with { UdpPorts = new UdpPortRange(port) });
        Assert.Equal("UdpPortUnavailable", error.ErrorId);
        Assert.Contains($"{port}", error.Message, StringComparison.Ordinal);
        Assert.Contains("Address already in use", error.Message, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "mosh-server", "linux")]
    public async Task A_port_range_that_the_server_refuses()
    {
        await using var server = await SshServer.StartAsync();
        string command = server.WriteScript("mosh-server", "exec mosh-server new -p 9:1");
        Assert.Equal("BadPortRange", (await FailureOf(server.BootstrapOptions() with { ServerCommand = command })).ErrorId);
    }

    [RequiresTheory("ssh", "sshd", "linux")]
    [InlineData("echo your account has expired; exit 1", "your account has expired")]
    [InlineData("exit 0", "printed nothing")]
    [InlineData("printf '\\033[31mred\\033[m alert'; exit 1", "red alert")]
    [InlineData("exec mosh-server new -p 0", "It printed")]
    public async Task An_account_that_runs_something_else(string command, string said)
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings
        {
            ForceCommand = command,
            Environment = new Dictionary<string, string> { ["LANG"] = "C.UTF-8" },
        });
        foreach (bool terminal in (bool[])[true, false])
        {
            var messages = new List<string>();
            var error = await FailureOf(server.BootstrapOptions() with { AllocateTerminal = terminal && SshServer.GivesTerminals, MessageReceived = messages.Add });
            Assert.DoesNotContain(messages, message => message.Contains("MOSH CONNECT", StringComparison.Ordinal));
            Assert.Equal("RemoteCommandNotRun", error.ErrorId);
            Assert.Contains(said, error.Message, StringComparison.Ordinal);
            Assert.DoesNotMatch("MOSH CONNECT [0-9]+ [A-Za-z0-9/+]{22}", error.ToString());
            Assert.Contains("SSH_ORIGINAL_COMMAND", error.RecommendedAction, StringComparison.Ordinal);
        }
    }

    [RequiresTheory("ssh", "sshd", "linux")]
    [InlineData("echo your account has expired; exit 1", "your account has expired")]
    [InlineData("exit 0", "printed nothing")]
    public async Task A_server_command_that_does_something_else(string command, string said)
    {
        await using var server = await SshServer.StartAsync();
        var error = await FailureOf(server.BootstrapOptions() with { ServerCommand = server.WriteScript("mosh-server", command) });
        Assert.Equal("ServerStartFailed", error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task A_connection_that_breaks_after_the_login()
    {
        // The session's parent is the sshd process that speaks for it.
        await using var server = await SshServer.StartAsync(new SshServerSettings { ForceCommand = "kill -9 $PPID; sleep 10" });
        var error = await FailureOf(server.BootstrapOptions());
        Assert.Equal("ConnectionClosed", error.ErrorId);
        Assert.Contains("before the host answered", error.Message, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task A_host_that_prints_without_end()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { ForceCommand = "yes" });
        var error = await FailureOf(server.BootstrapOptions());
        Assert.Equal("RemoteCommandNotRun", error.ErrorId);
        Assert.Contains("without end", error.Message, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task A_server_command_that_prints_without_end()
    {
        await using var server = await SshServer.StartAsync();
        var error = await FailureOf(server.BootstrapOptions() with { ServerCommand = server.WriteScript("mosh-server", "exec yes") });
        Assert.Equal("ServerStartFailed", error.ErrorId);
        Assert.Contains("1 MB", error.Message, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task A_shell_that_hangs()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { ForceCommand = "echo Waiting for the tape; sleep 100" });
        var error = await FailureOf(server.BootstrapOptions() with { Timeout = TimeSpan.FromSeconds(2) });
        Assert.Equal("RemoteCommandNotRun", error.ErrorId);
        Assert.Contains("within 2 s", error.Message, StringComparison.Ordinal);
        Assert.Contains("Waiting for the tape", error.Message, StringComparison.Ordinal);

        await using var working = await SshServer.StartAsync();
        string command = working.WriteScript("mosh-server", "echo Waiting for the tape; sleep 100");
        error = await FailureOf(working.BootstrapOptions() with { ServerCommand = command, Timeout = TimeSpan.FromSeconds(2) });
        Assert.Equal("ServerStartFailed", error.ErrorId);
        Assert.Contains("within 2 s", error.Message, StringComparison.Ordinal);
        Assert.Contains("Waiting for the tape", error.Message, StringComparison.Ordinal);
    }

    [RequiresTheory("ssh", "sshd", "linux")]
    [InlineData("MOSH CONNECT")]
    [InlineData("MOSH CONNECT 60001")]
    [InlineData("MOSH CONNECT 60001 tooshort")]
    [InlineData("MOSH CONNECT 60001 AAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("MOSH CONNECT 99999 AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("MOSH CONNECT 0 AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("MOSH CONNECT 60001 AAAAAAAAAAAAAAAAAAAAAB")]
    public async Task A_connect_line_that_is_none(string line)
    {
        await using var server = await SshServer.StartAsync();
        var error = await FailureOf(server.BootstrapOptions() with { ServerCommand = server.WriteScript("mosh-server", $"echo '{line}'") });
        Assert.Equal("ConnectLineMalformed", error.ErrorId);
        Assert.DoesNotContain("AAAA", error.Message, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "linux")]
    public async Task An_address_that_nobody_tells()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { ForceCommand = "unset SSH_CONNECTION; eval \"$SSH_ORIGINAL_COMMAND\"" });
        string command = server.WriteScript("mosh-server", "echo MOSH CONNECT 60001 AAAAAAAAAAAAAAAAAAAAAA");
        var error = await FailureOf(server.BootstrapOptions() with { ServerCommand = command, AddressSource = ServerAddressSource.SshConnection });
        Assert.Equal("ServerAddressUnknown", error.ErrorId);
        Assert.DoesNotContain("AAAA", error.ToString(), StringComparison.Ordinal);
    }

    private static Task<MoshBootstrapException> FailureOf(SshBootstrapOptions options) =>
        Assert.ThrowsAsync<MoshBootstrapException>(() => SshBootstrap.RunAsync(options, default));
}
