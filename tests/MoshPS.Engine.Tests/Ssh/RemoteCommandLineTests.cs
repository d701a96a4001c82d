using MoshPS.Engine;
using System.Net;
using MoshPS.Engine.Ssh;

namespace MoshPS.Engine.Tests.Ssh;

public sealed class RemoteCommandLineTests
{
    private static readonly SshBootstrapOptions Options = new() { HostName = "host" };

    [Fact]
    public void The_plain_command_is_the_wrappers()
    {
        Assert.Equal("mosh-server 'new' '-c' '256' '-s' '-l' 'LANG=C.UTF-8'", RemoteCommandLine.Build(Options, [["LANG=C.UTF-8"]], reportConnection: false));
    }

    [Fact]
    public void Ports_binding_colours_and_command_are_passed_on()
    {
        var options = Options with
        {
            Colors = 8,
            UdpPorts = new UdpPortRange(60001, 60010),
            BindAddress = ServerBinding.To(IPAddress.Parse("192.0.2.1")),
            ServerCommand = "env A=1 ~/bin/mosh-server",
            Command = ["vim", "it's"],
        };
        Assert.Equal(
            @"env A=1 ~/bin/mosh-server 'new' '-c' '8' '-i' '192.0.2.1' '-p' '60001:60010' '-l' 'LANG=C' '--' 'vim' 'it'\''s'",
            RemoteCommandLine.Build(options, [["LANG=C"]], reportConnection: false));
        Assert.DoesNotContain("'-s'", RemoteCommandLine.Build(options with { BindAddress = ServerBinding.AnyAddress }, [[]], false), StringComparison.Ordinal);
    }

    [Fact]
    public void Further_locale_offers_are_further_attempts()
    {
        Assert.Equal(
            "mosh-server 'new' '-c' '256' '-s' '-l' 'A=1' '-l' 'B=2' || mosh-server 'new' '-c' '256' '-s' '-l' 'C=3'",
            RemoteCommandLine.Build(Options, [["A=1", "B=2"], ["C=3"]], reportConnection: false));
    }

    [Fact]
    public void The_host_reports_its_connection_only_when_asked()
    {
        string text = RemoteCommandLine.Build(Options, [[]], reportConnection: true);
        Assert.StartsWith("sh -c '[ -n \"$SSH_CONNECTION\" ] && ", text, StringComparison.Ordinal);
        Assert.EndsWith("' ; mosh-server 'new' '-c' '256' '-s'", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "''")]
    [InlineData("a b", "'a b'")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData(@"a\b", @"'a'\\'b'")]
    [InlineData("hi!", @"'hi'\!''")]
    public void Words_are_quoted_for_every_shell(string word, string quoted)
    {
        Assert.Equal(quoted, RemoteCommandLine.Quote(word));
    }
}
