using MoshPS.Engine.Client;

namespace MoshPS.Engine.Tests.Client;

public sealed class ClipboardGateTests
{
    [Theory]
    [InlineData("aGVsbG8=", true)]
    [InlineData("QUJD", true)]
    [InlineData("+/+/", true)]
    [InlineData("?", false)]
    [InlineData("", false)]
    [InlineData("a", false)]
    [InlineData("aGVsbG8", false)]
    [InlineData("aGVsbG8=?", false)]
    [InlineData("aGVs bG8=", false)]
    [InlineData("aGVsbG8=;c;?", false)]
    [InlineData("=AAA", false)]
    [InlineData("ÄÖÜß", false)]
    public void Only_complete_base64_passes(string data, bool passes) =>
        Assert.Equal(passes, new ClipboardGate(ClipboardPolicy.Allow, AttachOptions.LargestClipboard, "").Admits(data));

    [Theory]
    [InlineData(5, true)]
    [InlineData(4, false)]
    public void The_limit_is_in_bytes_of_text(int limit, bool passes) =>
        Assert.Equal(passes, new ClipboardGate(ClipboardPolicy.Allow, limit, "").Admits("aGVsbG8="));

    [Fact]
    public void Nothing_passes_when_denied()
    {
        ClipboardGate gate = new(ClipboardPolicy.Deny, AttachOptions.LargestClipboard, "");
        Assert.False(gate.Admits("aGVsbG8="));
        Assert.Equal("aGVsbG8=", gate.Known);
    }

    [Fact]
    public void A_text_passes_once_until_there_was_another()
    {
        ClipboardGate gate = new(ClipboardPolicy.Allow, AttachOptions.LargestClipboard, "QUJD");
        Assert.False(gate.Admits("QUJD"));
        Assert.True(gate.Admits("aGVsbG8="));
        Assert.False(gate.Admits("aGVsbG8="));
        Assert.True(gate.Admits("QUJD"));
        Assert.False(gate.Admits(""));
        Assert.True(gate.Admits("QUJD"));
    }

    [Theory]
    [InlineData("allow", ClipboardPolicy.Allow, AttachOptions.LargestClipboard, true)]
    [InlineData("deny", ClipboardPolicy.Deny, AttachOptions.LargestClipboard, true)]
    [InlineData("100", ClipboardPolicy.Allow, 100, true)]
    [InlineData("12282", ClipboardPolicy.Allow, 12282, true)]
    [InlineData("0", ClipboardPolicy.Deny, AttachOptions.LargestClipboard, false)]
    [InlineData("12283", ClipboardPolicy.Deny, AttachOptions.LargestClipboard, false)]
    [InlineData("", ClipboardPolicy.Deny, AttachOptions.LargestClipboard, false)]
    [InlineData("Denied", ClipboardPolicy.Deny, AttachOptions.LargestClipboard, false)]
    public void A_policy_can_be_given_in_words(string text, ClipboardPolicy policy, int limit, bool isUnderstood)
    {
        AttachOptions options = new AttachOptions().WithClipboard(text, out bool understood);
        Assert.Equal((policy, limit, isUnderstood), (options.Clipboard, options.ClipboardLimit, understood));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(AttachOptions.LargestClipboard + 1)]
    public void Limits_out_of_range_are_refused(int limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new AttachOptions { ClipboardLimit = limit });
}
