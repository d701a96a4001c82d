using System.Net;
using MoshPS.Engine.Ssh;

namespace MoshPS.Engine.Tests.Ssh;

public sealed class ServerBindingTests
{
    [Theory]
    [InlineData("ssh", "ssh")]
    [InlineData("SSH", "ssh")]
    [InlineData("any", "any")]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("2001:DB8::1", "2001:db8::1")]
    public void The_wrappers_forms_are_read(string text, string written)
    {
        Assert.True(ServerBinding.TryParse(text, out var binding, out string? error), error);
        Assert.Equal(written, binding.ToString());
    }

    [Fact]
    public void A_name_is_no_binding()
    {
        Assert.False(ServerBinding.TryParse("example.org", out _, out string? error));
        Assert.Contains("'example.org'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_is_the_address_that_ssh_reached()
    {
        Assert.Equal(ServerBinding.SshAddress, default);
        Assert.NotEqual(ServerBinding.AnyAddress, default);
        Assert.NotEqual(ServerBinding.To(IPAddress.Any), ServerBinding.AnyAddress);
    }
}
