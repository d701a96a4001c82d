using MoshPS.Engine.Ssh;

namespace MoshPS.Engine.Tests.Ssh;

public sealed class SshConfigurationTests
{
    [Fact]
    public void The_hosts_name_user_and_port_are_read()
    {
        var configuration = SshConfiguration.Parse(["host srv", "user ann", "hostname srv.example.org", "port 2222", "proxycommand none"]);
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
        Assert.True(SshConfiguration.Parse(["hostname h", line]).UsesProxy);
    }

    [Fact]
    public void What_would_replace_our_command_is_undone_and_nothing_else_is_touched()
    {
        Assert.Equal(
            ["RemoteCommand=none", "SessionType=default", "ForkAfterAuthentication=no"],
            SshConfiguration.Parse(["hostname h", "remotecommand tmux", "sessiontype none", "forkafterauthentication yes"]).Corrections());
        Assert.Empty(SshConfiguration.Parse(["hostname h", "sessiontype default", "forkafterauthentication no"]).Corrections());
    }

    [Theory]
    [InlineData("")]
    [InlineData("unknown option -- G")]
    [InlineData("\u0000\u0001 garbage")]
    public void Anything_else_means_unknown(string output)
    {
        Assert.False(SshConfiguration.Parse([output]).IsKnown);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(true, "controlpath none", "proxyjump none")]
    [InlineData(false, "proxyjump bastion")]
    [InlineData(false, "proxycommand nc %h %p")]
    [InlineData(false, "controlpath /tmp/master")]
    public void Ssh_tells_an_address_to_rely_on_only_where_it_connects_by_itself(bool expected, params string[] lines)
    {
        Assert.Equal(expected, SshConfiguration.Parse(["hostname h", .. lines]).ConnectsByItself);
        Assert.False(SshConfiguration.Unknown.ConnectsByItself);
    }
}
