using System.Net;
using MoshPS.Engine.Ssh;

namespace MoshPS.Interop.Tests.Ssh;

/// <summary>The remote command is text for the login shell, whichever that is.</summary>
public sealed class LoginShellTests
{
    private static readonly string[] Words = ["a  b", "it's", @"c:\d\\e", "$HOME", "`id`", "\"q\"", "*", "~", "#", "a;b|c&d", "wow!", "!1", "ä€", ""];

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "bash")]
    public Task Words_pass_bash_unchanged() => WordsPassUnchanged("bash -c");

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "dash")]
    public Task Words_pass_dash_unchanged() => WordsPassUnchanged("dash -c");

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "zsh")]
    public Task Words_pass_zsh_unchanged() => WordsPassUnchanged("zsh -c");

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "fish")]
    public Task Words_pass_fish_unchanged() => WordsPassUnchanged("fish -c");

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "tcsh")]
    public Task Words_pass_tcsh_unchanged() => WordsPassUnchanged("tcsh -c");

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "busybox")]
    public Task Words_pass_busybox_unchanged() => WordsPassUnchanged("busybox sh -c");

    private static async Task WordsPassUnchanged(string shell)
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { ForceCommand = $"exec {shell} \"$SSH_ORIGINAL_COMMAND\"" });
        string recorded = Path.Combine(Path.GetDirectoryName(server.KeyPath)!, "recorded");
        string command = server.WriteScript("mosh-server", $"printf '%s\\n' \"$@\" >{recorded}; exec mosh-server \"$@\"");
        // A locale that no server has: the first attempt fails, and the shell must go on to the next.
        var options = server.BootstrapOptions() with
        {
            ServerCommand = command,
            Command = Words,
            AddressSource = ServerAddressSource.SshConnection,
            Locale = new Dictionary<string, string> { ["LANG"] = "xx_XX.UTF-8" },
        };
        var result = await SshBootstrap.RunAsync(options, default);
        Assert.Equal(IPAddress.Loopback, result.Server.Address);
        string[] expected = ["new", "-c", "256", "-s", "-l", "LANG=C.UTF-8", "--", .. Words];
        Assert.Equal(expected, await File.ReadAllLinesAsync(recorded));

        var missing = options with { ServerCommand = "no-such-mosh-server" };
        var error = await Assert.ThrowsAsync<MoshPS.Engine.MoshBootstrapException>(() => SshBootstrap.RunAsync(missing, default));
        Assert.Equal("ServerNotFound", error.ErrorId);
    }
}
