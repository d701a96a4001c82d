using System.Globalization;
using System.Text;
using MoshPS.Engine;

namespace MoshPS.Cli.CommandLine;

/// <summary>
/// Text of a command line, made fit for a message of one line: a file's name, say, may come from a stranger, and must
/// neither command the terminal nor look like several messages.
/// </summary>
internal static class PlainText
{
    /// <summary>How much of a text is shown, in characters.</summary>
    private const int LengthLimit = 400;

    /// <summary>The text, with line feeds and whatever else cannot be seen written as <c>\u{A}</c>, cut where it gets too long.</summary>
    public static string Of(string text)
    {
        if (text.Length <= LengthLimit && text.All(character => char.IsAscii(character) && !char.IsControl(character)))
        {
            return text;
        }

        StringBuilder plain = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (plain.Length >= LengthLimit)
            {
                return plain.Append('…').ToString();
            }

            if (HostText.IsShown(rune))
            {
                plain.Append(rune.ToString());
            }
            else
            {
                plain.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
            }
        }

        return plain.ToString();
    }
}
