namespace MoshPS.Engine.Tests;

public sealed class UdpPortRangeTests
{
    [Theory]
    [InlineData("0", 0, 0, "0")]
    [InlineData("60001", 60001, 60001, "60001")]
    [InlineData("60001:60010", 60001, 60010, "60001:60010")]
    [InlineData("60001-60010", 60001, 60010, "60001:60010")]
    [InlineData("65535:65535", 65535, 65535, "65535")]
    public void A_port_or_range_is_read_and_written_as_the_server_takes_it(string text, int low, int high, string written)
    {
        Assert.True(UdpPortRange.TryParse(text, out var range, out string? error), error);
        Assert.Equal((low, high, written), (range.Low, range.High, range.ToString()));
        Assert.Equal(high - low + 1, range.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("60001:")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1:2:3")]
    [InlineData("60010:60001")]
    [InlineData("0:60001")]
    [InlineData("99999999999999999999")]
    public void Anything_else_is_refused_with_a_reason(string text)
    {
        Assert.False(UdpPortRange.TryParse(text, out _, out string? error));
        Assert.EndsWith(".", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(5, 65536)]
    [InlineData(6, 5)]
    [InlineData(0, 5)]
    public void The_constructor_refuses_what_the_server_would(int low, int high)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new UdpPortRange(low, high));
    }
}
