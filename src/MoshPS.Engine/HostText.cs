using System.Globalization;
using System.Text;

namespace MoshPS.Engine;

/// <summary>
/// The one place where text that a host, a peer or a stranger's file chose is made fit for people: what is left shows
/// what it says, cannot command a terminal, and hides nothing.
/// </summary>
public static class HostText
{
    /// <summary>Characters of a line that an error quotes, or a list shows, at most.</summary>
    public const int LineLimit = 400;

    private const char Escape = '\u001B';
    private const char Bell = '\u0007';
    private const char StringTerminator = '\u009C';

    /// <summary>
    /// The text without escape sequences (ECMA-48 §5.3 to §5.6, control strings with all that is in them), control
    /// characters (C0, DEL, C1), bidirectional controls, invisible characters and lone surrogates; a tab becomes a blank.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <param name="limit">Characters (UTF-16) to keep at most; what follows is dropped.</param>
    public static string Clean(string text, int limit = LineLimit)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        if (text.Length <= limit && IsPlain(text))
        {
            return text;
        }

        var clean = new StringBuilder(Math.Min(text.Length, limit));
        for (int i = 0; i < text.Length;)
        {
            int sequence = SequenceLength(text.AsSpan(i));
            if (sequence > 0)
            {
                i += sequence;
                continue;
            }

            if (Rune.TryGetRuneAt(text, i, out Rune rune))
            {
                i += rune.Utf16SequenceLength;
                if (IsShown(rune))
                {
                    if (clean.Length + rune.Utf16SequenceLength > limit)
                    {
                        break;
                    }

                    clean.Append(rune.ToString());
                }
                else if (rune.Value == '\t' && clean.Length < limit)
                {
                    clean.Append(' ');
                }
            }
            else
            {
                // Half a surrogate pair.
                i++;
            }
        }

        return clean.ToString();
    }

    /// <summary>Whether there is nothing to look for: most lines are printable ASCII.</summary>
    private static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <summary>Whether a character shows what it is: no control or format character, and none that is invisible.</summary>
    public static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control
            or UnicodeCategory.Format
            or UnicodeCategory.Surrogate
            or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator => false,
        _ => !IsInvisible(rune.Value),
    };

    /// <summary>
    /// Characters that show nothing by themselves although their category does not say so: Default_Ignorable_Code_Point
    /// of the Unicode Character Database (DerivedCoreProperties.txt) outside of category Cf.
    /// </summary>
    private static bool IsInvisible(int character) => character is
        0x034F                      // combining grapheme joiner
        or 0x115F or 0x1160         // fillers of Hangul
        or 0x17B4 or 0x17B5         // inherent vowels of Khmer
        or (>= 0x180B and <= 0x180F) // variation selectors of Mongolian
        or 0x2065 or 0x3164 or 0xFFA0
        or (>= 0xFE00 and <= 0xFE0F) // variation selectors
        or (>= 0xFFF0 and <= 0xFFF8)
        or (>= 0xE0000 and <= 0xE0FFF); // tags and further variation selectors

    /// <summary>Characters of the escape sequence or control string at the beginning; 0 when there is none.</summary>
    private static int SequenceLength(ReadOnlySpan<char> text)
    {
        if (text[0] == Escape)
        {
            return text.Length == 1 ? 1 : text[1] switch
            {
                '[' => ControlSequenceLength(text, 2),
                ']' or 'P' or 'X' or '^' or '_' => ControlStringLength(text, 2),
                >= ' ' and <= '/' => EscapeSequenceLength(text),
                >= '0' and <= '~' => 2,
                _ => 1,
            };
        }

        return text[0] switch
        {
            '\u009B' => ControlSequenceLength(text, 1),
            '\u0090' or '\u0098' or '\u009D' or '\u009E' or '\u009F' => ControlStringLength(text, 1),
            _ => 0,
        };
    }

    /// <summary>Parameter bytes, intermediate bytes, a final byte; what breaks off ends it.</summary>
    private static int ControlSequenceLength(ReadOnlySpan<char> text, int start)
    {
        int end = start;
        while (end < text.Length && text[end] is >= '0' and <= '?')
        {
            end++;
        }

        while (end < text.Length && text[end] is >= ' ' and <= '/')
        {
            end++;
        }

        return end < text.Length && text[end] is >= '@' and <= '~' ? end + 1 : end;
    }

    /// <summary>Intermediate bytes and a final byte, as in <c>ESC ( B</c>.</summary>
    private static int EscapeSequenceLength(ReadOnlySpan<char> text)
    {
        int end = 1;
        while (end < text.Length && text[end] is >= ' ' and <= '/')
        {
            end++;
        }

        return end < text.Length && text[end] is >= '0' and <= '~' ? end + 1 : end;
    }

    /// <summary>Up to its end, which is ST or, as terminals take it, BEL; without one, it is all the rest.</summary>
    private static int ControlStringLength(ReadOnlySpan<char> text, int start)
    {
        int end = text[start..].IndexOfAny(Bell, Escape, StringTerminator);
        if (end < 0)
        {
            return text.Length;
        }

        end += start;
        // Any other escape sequence cancels the string and is one of its own.
        return text[end] != Escape ? end + 1 : text[end..].StartsWith("\u001B\\") ? end + 2 : end;
    }
}
