using MoshPS.Engine.Ssh.HostNames;

namespace MoshPS.Engine.Tests.Ssh.HostNames;

public sealed class SshDestinationTests
{
    [Theory]
    [InlineData("srv", null, "srv", null)]
    [InlineData("alice@srv", "alice", "srv", null)]
    [InlineData("alice@corp@srv:2222", "alice@corp", "srv", 2222)]
    [InlineData("192.0.2.7:22", null, "192.0.2.7", 22)]
    [InlineData("::1", null, "::1", null)]
    [InlineData("[2001:db8::7]:2222", null, "2001:db8::7", 2222)]
    [InlineData("root@[::1]", "root", "::1", null)]
    [InlineData("fe80::1%eth0", null, "fe80::1%eth0", null)]
    public void A_destination_is_user_host_and_port(string text, string? user, string host, int? port)
    {
        Assert.True(SshDestination.TryParse(text, out SshDestination? destination, out string? error));
        Assert.Null(error);
        Assert.Equal(new SshDestination(user, host, port), destination);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("alice@")]
    [InlineData("@srv")]
    [InlineData("srv:")]
    [InlineData("srv:0")]
    [InlineData("srv:65536")]
    [InlineData("srv:+22")]
    [InlineData("[::1]22")]
    [InlineData("-oProxyCommand=reboot")]
    [InlineData("-l@srv")]
    [InlineData("two words")]
    [InlineData("srv\n")]
    public void What_is_no_destination_is_refused_with_a_reason(string? text)
    {
        Assert.False(SshDestination.TryParse(text, out SshDestination? destination, out string? error));
        Assert.Null(destination);
        Assert.NotEmpty(error);
    }
}
