using System.Text;
using System.Text.RegularExpressions;

namespace MoshPS.Engine.Tests.Terminal;

/// <summary>The vocabulary of stock mosh's frames, as the table of spec 2 §1 has it, and the
/// cursor's shape, which stock skips.</summary>
internal static partial class StockVocabulary
{
    /// <summary>Whether a frame is made of nothing else; what remains, if not.</summary>
    public static bool Accepts(byte[] frame, out string rest)
    {
        string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(frame);
        rest = Anything().Replace(text, "");
        return rest.Length == 0 || rest.All(c => c is >= ' ' and not '\x7F' and not (>= '\x80' and < '\xA0'));
    }

    [GeneratedRegex(
        """
        [\x07\x08\r\n]
        |\e\[\d+;\d+H | \e\[H
        |\e\[([5-9]|\d\d+)X | \e\[K
        |\e\[0(;[134578])*(;3[0-7]|;38;5;\d+|;38;2;\d+;\d+;\d+)?(;4[0-7]|;48;5;\d+|;48;2;\d+;\d+;\d+)?m
        |\e\[1;\d+r\n*
        |(\e\[1;\d+r)(\e\[\d+;\d+H)\n+\e\[r
        |\e\[r
        |\e\[2J
        |\e\[\?(5|25|1004|2004|9|1000|1001|1002|1003|1005|1006|1015)[hl]
        |\e\[[0-6]\ q
        |\e\](0|1|2|52;c|8;[\x20-\x3A\x3C-\x7E]*);[^\x00-\x1F\x7F-\x9F]*\x07
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Anything();
}
