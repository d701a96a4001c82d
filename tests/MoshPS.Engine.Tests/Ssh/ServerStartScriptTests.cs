using System.Net;
using MoshPS.Engine.Ssh;

namespace MoshPS.Engine.Tests.Ssh;

public sealed class ServerStartScriptTests
{
    private static readonly SshBootstrapOptions Options = new() { HostName = "host" };

    [Fact]
    public void The_plain_command_is_the_wrappers()
    {
        Assert.Equal("mosh-server 'new' '-c' '256' '-s' '-l' 'LANG=C.UTF-8'", ServerStartScript.Build(Options, [["LANG=C.UTF-8"]]));
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
            ServerStartScript.Build(options, [["LANG=C"]]));
        Assert.DoesNotContain("'-s'", ServerStartScript.Build(options with { BindAddress = ServerBinding.AnyAddress }, [[]]), StringComparison.Ordinal);
    }

    [Fact]
    public void Further_locale_offers_are_further_attempts()
    {
        Assert.Equal(
            "mosh-server 'new' '-c' '256' '-s' '-l' 'A=1' '-l' 'B=2' || mosh-server 'new' '-c' '256' '-s' '-l' 'C=3'",
            ServerStartScript.Build(Options, [["A=1", "B=2"], ["C=3"]]));
    }

    [Theory]
    [InlineData("", "''")]
    [InlineData("a b", "'a b'")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("a\\b!\n$HOME", "'a\\b!\n$HOME'")]
    public void Words_are_quoted_for_a_POSIX_shell(string word, string quoted)
    {
        Assert.Equal(quoted, PosixShell.Quote(word));
    }

    [Theory]
    [InlineData("/home/a/.ssh/id_ed25519", "/home/a/.ssh/id_ed25519")]
    [InlineData("", "''")]
    [InlineData("~/key", "'~/key'")]
    [InlineData("[::1]:22", "'[::1]:22'")]
    [InlineData("a;id", "'a;id'")]
    public void Words_for_people_have_quotes_where_they_need_them(string word, string quoted)
    {
        Assert.Equal(quoted, PosixShell.QuoteIfNeeded(word));
    }
}
