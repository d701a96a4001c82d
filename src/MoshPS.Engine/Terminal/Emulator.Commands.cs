using System.Text;

namespace MoshPS.Engine.Terminal;

/// <content>Operating system commands (spec 2 §6, §12).</content>
public sealed partial class Emulator
{
    /// <summary>A title ends at this code point of the command, its number included.</summary>
    private const int MaximumTitleCommand = 256;

    private const string ClipboardPrefix = "52;c;";
    private const string HyperlinkPrefix = "8;";

    private void DispatchOperatingSystemCommand(ReadOnlySpan<char> text)
    {
        Screen screen = _screen;
        if (text.StartsWith(ClipboardPrefix))
        {
            screen.Clipboard = KeepOrCopy(screen.Clipboard, text[ClipboardPrefix.Length..]);
        }
        else if (text.StartsWith(HyperlinkPrefix))
        {
            SetHyperlink(text[HyperlinkPrefix.Length..]);
        }
        else if (text.StartsWith("0;") || text.StartsWith(";"))
        {
            ReadOnlySpan<char> title = TitleIn(text);
            screen.IconName = KeepOrCopy(screen.IconName, title);
            screen.WindowTitle = KeepOrCopy(screen.WindowTitle, title);
            screen.IsTitleSet = true;
        }
        else if (text.StartsWith("1;"))
        {
            screen.IconName = KeepOrCopy(screen.IconName, TitleIn(text));
            screen.IsTitleSet = true;
        }
        else if (text.StartsWith("2;"))
        {
            screen.WindowTitle = KeepOrCopy(screen.WindowTitle, TitleIn(text));
            screen.IsTitleSet = true;
        }
    }

    private static ReadOnlySpan<char> TitleIn(ReadOnlySpan<char> command)
    {
        int end = 0;
        int codePoints = 0;
        foreach (Rune rune in command.EnumerateRunes())
        {
            if (codePoints++ == MaximumTitleCommand)
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return command[(command.IndexOf(';') + 1)..end];
    }

    private static bool IsPrintableAscii(ReadOnlySpan<char> text)
    {
        foreach (char character in text)
        {
            if (character is < ' ' or > '~')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Programs repeat themselves: the same text needs no new string.</summary>
    private static string KeepOrCopy(string present, ReadOnlySpan<char> text) =>
        text.SequenceEqual(present) ? present : text.ToString();

    private void SetHyperlink(ReadOnlySpan<char> link)
    {
        int separator = link.IndexOf(';');
        if (separator < 0 || !IsPrintableAscii(link))
        {
            return;
        }

        // Without an address there is no link, whatever the parameters.
        bool hasAddress = separator < link.Length - 1;
        _screen.SetHyperlink(hasAddress ? link : []);
    }
}
