using System.Globalization;
using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Client.Consoles;

/// <summary>
/// What a terminal is like beside the text on it, from all that was written to it: modes, pen, cursor, margins, titles,
/// keyboard protocols. Not an emulator of ours alone: it knows what xterm, kitty and others understand.
/// </summary>
internal sealed class TerminalState
{
    private static readonly int[] OnByDefault = [7, 25];

    private readonly VtParser _parser = new();
    private readonly SortedSet<int> _changedModes = [];
    private readonly SortedSet<int> _changedAnsiModes = [];
    private readonly SortedSet<string> _others = new(StringComparer.Ordinal);
    private readonly Stack<string> _savedTitles = new();
    private string _title = "the user's";

    /// <summary>Functions that are none of those known here, or of those that this is to tell of.</summary>
    public SortedSet<string> Unknown { get; } = new(StringComparer.Ordinal);

    /// <summary>Applies output.</summary>
    public void Write(ReadOnlySpan<byte> output) => _parser.Parse(output, new Handler(this));

    /// <summary>How the terminal differs from one that nothing was written to; empty when it does not.</summary>
    public override string ToString()
    {
        List<string> differences =
        [
            .. _changedModes.Select(mode => $"?{mode}{(OnByDefault.Contains(mode) ? 'l' : 'h')}"),
            .. _changedAnsiModes.Select(mode => $"{mode}h"),
            .. _others,
        ];
        if (_title != "the user's")
        {
            differences.Add($"title '{_title}'");
        }

        if (_savedTitles.Count > 0)
        {
            differences.Add($"{_savedTitles.Count} saved titles");
        }

        return string.Join(' ', differences);
    }

    private static void SetModes(SortedSet<int> changed, ReadOnlySpan<int> modes, bool isOn)
    {
        foreach (int mode in modes)
        {
            if (isOn != OnByDefault.Contains(mode))
            {
                changed.Add(mode);
            }
            else
            {
                changed.Remove(mode);
            }
        }
    }

    private static string Name(VtFunction function)
    {
        uint value = (uint)function;
        StringBuilder name = new(value switch
        {
            < VtFunctions.EscapeSequence => $"{value:X2}",
            < VtFunctions.ControlSequence => "ESC ",
            _ => "CSI ",
        });
        if (value >= VtFunctions.EscapeSequence)
        {
            name.Append(CultureInfo.InvariantCulture, $"{(value >> 8 & 0xFF) switch { 0 => "", var collected => (char)collected }}{(char)(value & 0xFF)}");
        }

        return name.ToString();
    }

    private void Set(string state, bool isOn)
    {
        if (isOn)
        {
            _others.Add(state);
        }
        else
        {
            _others.Remove(state);
        }
    }

    private void Dispatch(VtFunction function, ReadOnlySpan<int> parameters)
    {
        switch (function)
        {
            case VtFunction.SetPrivateMode or VtFunction.ResetPrivateMode:
                SetModes(_changedModes, parameters, function == VtFunction.SetPrivateMode);
                break;
            case VtFunction.SetMode or VtFunction.ResetMode:
                SetModes(_changedAnsiModes, parameters, function == VtFunction.SetMode);
                break;
            case VtFunction.SelectGraphicRendition:
                Set("pen", parameters[^1] != 0);
                break;
            case VtFunction.SetScrollRegion:
                Set("margins", parameters is not [0]);
                break;
            case VtFunction.SetCursorStyle:
                Set("cursor shape", parameters[0] != 0);
                break;
            case VtFunction.Bell or VtFunction.Backspace or VtFunction.CarriageReturn or VtFunction.LineFeed or VtFunction.StringTerminator
                or VtFunction.CursorPosition or VtFunction.EraseInLine or VtFunction.EraseInDisplay or VtFunction.EraseCharacters:
                break;
            default:
                DispatchOther(Name(function), parameters);
                break;
        }
    }

    private void DispatchOther(string name, ReadOnlySpan<int> parameters)
    {
        switch (name)
        {
            case "CSI t" when parameters[0] == 22:
                _savedTitles.Push(_title);
                break;
            case "CSI t" when parameters[0] == 23:
                _title = _savedTitles.Count > 0 ? _savedTitles.Pop() : _title;
                break;
            default:
                Unknown.Add(name);
                break;
        }
    }

    private void DispatchCommand(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("8;"))
        {
            Set("hyperlink", text[(text[2..].IndexOf(';') + 3)..] is not "");
        }
        else if (text.StartsWith("0;") || text.StartsWith("1;") || text.StartsWith("2;"))
        {
            _title = text[2..].ToString();
        }
        else if (!text.StartsWith("52;c;"))
        {
            Unknown.Add($"OSC {text}");
        }
    }

    private readonly struct Handler(TerminalState state) : IVtHandler
    {
        public void PrintAscii(ReadOnlySpan<byte> text)
        {
        }

        public void Print(int codePoint)
        {
        }

        public void Dispatch(VtFunction function, ReadOnlySpan<int> parameters) => state.Dispatch(function, parameters);

        public void DispatchOperatingSystemCommand(ReadOnlySpan<char> text) => state.DispatchCommand(text);
    }
}
