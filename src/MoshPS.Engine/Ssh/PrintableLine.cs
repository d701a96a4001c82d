using System.Text;
using System.Text.RegularExpressions;

namespace MoshPS.Engine.Ssh;

/// <summary>A line of an untrusted host, made fit for an error message.</summary>
internal static partial class PrintableLine
{
    /// <summary>Characters that are kept.</summary>
    private const int LengthLimit = 400;

    /// <summary>The line without escape sequences, control characters and outer blanks, cut where it gets too long.</summary>
    public static string Of(string line)
    {
        var text = new StringBuilder(Math.Min(line.Length, LengthLimit));
        foreach (char character in EscapeSequence().Replace(line, ""))
        {
            if (text.Length == LengthLimit)
            {
                break;
            }

            if (!char.IsControl(character))
            {
                text.Append(character);
            }
        }

        return text.ToString().Trim();
    }

    [GeneratedRegex(@"\x1B(\[[0-?]*[ -/]*[@-~]|\][^\a\x1B]*(\a|\x1B\\)?|[@-Z\\^_])")]
    private static partial Regex EscapeSequence();
}
