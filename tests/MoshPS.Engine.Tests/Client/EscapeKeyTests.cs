using MoshPS.Engine.Client;

namespace MoshPS.Engine.Tests.Client;

public sealed class EscapeKeyTests
{
    [Fact]
    public void Without_a_value_the_escape_key_is_control_circumflex()
    {
        EscapeKey key = EscapeKey.Parse(null);
        Assert.Equal((byte)0x1E, key.Key);
        Assert.Equal((byte)'^', key.PassKey);
        Assert.Equal("Ctrl-^", key.Name);
        Assert.False(key.OnlyAtStartOfLine);
    }

    [Fact]
    public void The_empty_value_disables_the_escape_key()
    {
        EscapeKey key = EscapeKey.Parse("");
        Assert.Null(key.Key);
        Assert.Null(key.PassKey);
        Assert.Equal("", key.Name);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("é")]
    [InlineData("\x03")]
    [InlineData("\x04")]
    [InlineData("\n")]
    [InlineData("\f")]
    [InlineData("\r")]
    [InlineData("\0")]
    [InlineData("^c")]
    [InlineData("^M")]
    [InlineData("^@")]
    public void A_value_that_cannot_be_an_escape_key_gives_the_default(string value)
    {
        Assert.Equal(EscapeKey.Default, EscapeKey.Parse(value));
        Assert.False(EscapeKey.TryParse(value, out _, out string? error));
        Assert.Contains("cannot be the escape key", error, StringComparison.Ordinal);
        Assert.DoesNotContain(error, char.IsControl);
    }

    [Theory]
    [InlineData("\x1e")]
    [InlineData("^^")]
    public void The_default_key_can_be_asked_for(string value)
    {
        Assert.True(EscapeKey.TryParse(value, out EscapeKey? key, out _));
        Assert.Equal(EscapeKey.Default, key);
    }

    [Theory]
    [InlineData("\x02", 0x02, 'B', "Ctrl-B", false)]
    [InlineData("^B", 0x02, 'B', "Ctrl-B", false)]
    [InlineData("^b", 0x02, 'B', "Ctrl-B", false)]
    [InlineData("^]", 0x1D, ']', "Ctrl-]", false)]
    [InlineData("~", '~', '~', "\"~\"", true)]
    [InlineData("^", '^', '^', "\"^\"", true)]
    [InlineData("^?", 0x7F, 0x7F, "Ctrl-?", true)]
    public void A_key_has_a_pass_key_and_a_name(string value, int key, int passKey, string name, bool onlyAtStartOfLine)
    {
        EscapeKey parsed = EscapeKey.Parse(value);
        Assert.Equal((byte)key, parsed.Key);
        Assert.Equal((byte)passKey, parsed.PassKey);
        Assert.Equal(name, parsed.Name);
        Assert.Equal(onlyAtStartOfLine, parsed.OnlyAtStartOfLine);
    }
}
