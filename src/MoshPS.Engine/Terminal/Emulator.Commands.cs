using System.Buffers;
using System.Text;

namespace MoshPS.Engine.Terminal;

/// <content>Operating system commands (spec 2 §6, §12).</content>
public sealed partial class Emulator
{
    /// <summary>A title ends at this code point of the command, its number included.</summary>
    private const int MaximumTitleCommand = 256;

    private const string ClipboardPrefix = "52;";
    private const string HyperlinkPrefix = "8;";

    /// <summary>A command of this length, number apart, may have been cut.</summary>
    private static readonly int LongestClipboardCommand = VtCommandText.MaximumCodePoints - ClipboardPrefix.Length;

    /// <summary>Letters of the selections that xterm knows.</summary>
    private static readonly SearchValues<char> Selections = SearchValues.Create("cpqs01234567");

    private void DispatchOperatingSystemCommand(ReadOnlySpan<char> text)
    {
        Screen screen = _screen;
        if (text.StartsWith(ClipboardPrefix))
        {
            SetClipboard(text[ClipboardPrefix.Length..]);
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

    /// <summary>Programs write no selection for the default one (tmux does), or several.</summary>
    private static bool NameClipboard(ReadOnlySpan<char> selections) =>
        selections.IsEmpty || (selections.Contains('c') && !selections.ContainsAnyExcept(Selections));

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

    /// <summary>
    /// From a peer, everything counts that stock takes, and is sifted where it leaves for a terminal. From a program only
    /// what makes sense does: stock would forward a question, which a terminal answers by typing, and the beginning of a
    /// text that is too long.
    /// </summary>
    private void SetClipboard(ReadOnlySpan<char> command)
    {
        int separator = command.IndexOf(';');
        if (separator < 0)
        {
            return;
        }

        ReadOnlySpan<char> selections = command[..separator];
        ReadOnlySpan<char> data = command[(separator + 1)..];
        if (_role == EmulatorRole.WireFacing
            ? selections is "c"
            : command.Length < LongestClipboardCommand && NameClipboard(selections) && ClipboardText.TryMeasure(data, out _))
        {
            _screen.Clipboard = KeepOrCopy(_screen.Clipboard, data);
        }
    }

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
