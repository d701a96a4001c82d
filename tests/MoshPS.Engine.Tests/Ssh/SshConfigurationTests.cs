using MoshPS.Engine.Ssh;

namespace MoshPS.Engine.Tests.Ssh;

public sealed class SshConfigurationTests
{
    [Fact]
    public void The_hosts_name_user_and_port_are_read()
    {
        var configuration = SshConfiguration.Parse("host srv\r\nuser ann\r\nhostname srv.example.org\r\nport 2222\r\nproxycommand none\r\n");
        Assert.True(configuration.IsKnown);
        Assert.Equal(("srv.example.org", "ann", 2222), (configuration.HostName, configuration.UserName, configuration.Port));
        Assert.False(configuration.UsesProxy);
        Assert.Empty(configuration.Corrections());
    }

    [Theory]
    [InlineData("proxyjump bastion")]
    [InlineData("proxycommand nc %h %p")]
    public void A_proxy_is_noticed(string line)
    {
        Assert.True(SshConfiguration.Parse("hostname h\n" + line).UsesProxy);
    }

    [Fact]
    public void What_would_replace_our_command_is_undone_and_nothing_else_is_touched()
    {
        Assert.Equal(
            ["RemoteCommand=none", "SessionType=default", "ForkAfterAuthentication=no"],
            SshConfiguration.Parse("hostname h\nremotecommand tmux\nsessiontype none\nforkafterauthentication yes\n").Corrections());
        Assert.Empty(SshConfiguration.Parse("hostname h\nsessiontype default\nforkafterauthentication no\n").Corrections());
    }

    [Theory]
    [InlineData("")]
    [InlineData("unknown option -- G\n")]
    [InlineData("\u0000\u0001 garbage")]
    public void Anything_else_means_unknown(string output)
    {
        Assert.False(SshConfiguration.Parse(output).IsKnown);
    }
}
