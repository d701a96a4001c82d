using System.Globalization;
using System.Text;

namespace MoshPS.Engine.Tests;

public sealed class HostTextTests
{
    private const string Clipboard = "\u001b]52;c;cm0gLXJmIC8=\u0007";

    [Theory]
    [InlineData("Welcome to srv!", "Welcome to srv!")]
    [InlineData("Grüße, 世界 😀", "Grüße, 世界 😀")]
    [InlineData("a\u0308", "a\u0308")]
    [InlineData("\u001b[31;1mred\u001b[m", "red")]
    [InlineData("a" + Clipboard + "b", "ab")]
    [InlineData("a\u001b]52;c;eA==\u001b\\b", "ab")]
    [InlineData("a\u009d52;c;eA==\u009cb", "ab")]
    [InlineData("a\u001bP$q\"p\u001b\\b", "ab")]
    [InlineData("a\u001b_Gi=1;AAAA\u001b\\b", "ab")]
    [InlineData("a\u001b]0;unfinished", "a")]
    [InlineData("a\u001b]0;title\u001b[31mb", "ab")]
    [InlineData("a\u001b(0b\u001b7\u001bcd", "abd")]
    [InlineData("a\u009b31mb\u0085c", "abc")]
    [InlineData("a\tb\r\nc\u0000\u007f", "a bc")]
    [InlineData("\u202egnp.exe\u202c \u2066x\u2069 \u061c\u200e\u200f", "gnp.exe x ")]
    [InlineData("pass\u200bword\u00ad\ufeff\u2060", "password")]
    [InlineData("a\u2028b\u2029c", "abc")]
    [InlineData("\ufe0f\u034f\u3164\U000e0041\U000e0100x", "x")]
    [InlineData("\u001b", "")]
    [InlineData("\u001b\u001b[31mx", "x")]
    public void What_is_left_is_what_can_be_seen(string text, string clean)
    {
        Assert.Equal(clean, HostText.Clean(text));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_left_out() => Assert.Equal("x", HostText.Clean("\ud800x\udc00"));

    [Fact]
    public void Long_text_is_cut_and_no_character_with_it()
    {
        Assert.Equal(new string('x', HostText.LineLimit), HostText.Clean(new string('x', 100_000)));
        Assert.Equal("xx", HostText.Clean("xx😀", 3));
        Assert.Equal("xx😀", HostText.Clean("xx😀", 4));
        Assert.Equal("", HostText.Clean("x", 0));
    }

    [Fact]
    public void No_text_leaves_anything_that_commands_or_hides()
    {
        const int seed = 20_261;
        var random = new Random(seed);
        string[] parts =
        [
            "\u001b", "[", "]", "52;c;", "\u0007", "\u001b\\", "\u009b", "\u009d", "\u009c", "P", "31m", "text", " ", "\t", "\n", "\u202e", "\u2069", "\u200d",
            "\U000e0020", "\ud83d", "\ude00", "😀", "é", "(", "B", "\u0000", "\u007f", "\u0090",
        ];
        for (int run = 0; run < 20_000; run++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ =>
                random.Next(4) == 0 ? ((char)random.Next(0x10000)).ToString() : parts[random.Next(parts.Length)]));
            int limit = random.Next(40);
            string clean = HostText.Clean(text, limit);
            string where = $"seed {seed}, run {run}";
            Assert.True(clean.Length <= limit, where);
            Assert.True(clean == HostText.Clean(clean, limit), where);
            Assert.True(clean == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(clean)), where + ": half a surrogate pair");
            foreach (Rune rune in clean.EnumerateRunes())
            {
                Assert.True(
                    Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator),
                    $"{where}: U+{rune.Value:X4}");
            }

            // Nothing is made up or put elsewhere.
            int position = -1;
            string source = text.Replace('\t', ' ');
            Assert.True(clean.All(character => (position = source.IndexOf(character, position + 1)) >= 0), where);
        }
    }
}
