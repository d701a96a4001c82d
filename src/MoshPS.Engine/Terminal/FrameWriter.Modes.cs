namespace MoshPS.Engine.Terminal;

/// <content>What is not in the rows: bell, titles, clipboard, cursor, modes (spec 2 §9 steps 1–4 and 9).</content>
internal sealed partial class FrameWriter
{
    /// <summary>Bell, titles, clipboard and reverse video.</summary>
    private void WriteAnnouncements(bool initialised)
    {
        if (initialised && _last.BellCount != _next.BellCount)
        {
            _output.Append("\a"u8);
        }

        if (_capabilities.HasTitles && _next.IsTitleSet)
        {
            WriteTitles(initialised);
        }

        if (_capabilities.HasClipboard
            && (initialised
                ? !string.Equals(_last.Clipboard, _next.Clipboard, StringComparison.Ordinal)
                : _next.Clipboard.Length > 0))
        {
            _output.Append("\e]52;c;"u8);
            _output.Append(_next.Clipboard);
            _output.Append("\a"u8);
        }

        // Before everything that may leave a wrap pending, which stock's emulator drops at functions it does not know.
        if (_capabilities.IsWire
            && _next.CursorShape != (initialised ? _last.CursorShape : CursorShape.Default))
        {
            _output.SetCursorShape(_next.CursorShape);
        }

        if (!initialised || _last.IsReverseVideo != _next.IsReverseVideo)
        {
            _output.SetPrivateMode(5, _next.IsReverseVideo);
        }
    }

    private void WriteTitles(bool initialised)
    {
        bool iconDiffers = !initialised || !string.Equals(_last.IconName, _next.IconName, StringComparison.Ordinal);
        bool titleDiffers =
            !initialised || !string.Equals(_last.WindowTitle, _next.WindowTitle, StringComparison.Ordinal);
        if (iconDiffers && titleDiffers
            && string.Equals(_next.IconName, _next.WindowTitle, StringComparison.Ordinal))
        {
            WriteTitle("\e]0;"u8, _next.WindowTitle);
            return;
        }

        if (iconDiffers)
        {
            WriteTitle("\e]1;"u8, _next.IconName);
        }

        if (titleDiffers)
        {
            WriteTitle("\e]2;"u8, _next.WindowTitle);
        }
    }

    private void WriteTitle(ReadOnlySpan<byte> introducer, string title)
    {
        _output.Append(introducer);
        _output.Append(ScreenAppearance.Clip(title));
        _output.Append("\a"u8);
    }

    /// <summary>Cursor, pen, hyperlink and the modes of the mouse and of pasting.</summary>
    private void WriteCursorAndModes(bool initialised)
    {
        MoveTo(_next.CursorRow, _next.CursorColumn, _next.Pen);
        _output.SetPen(_next.Pen);
        if (_capabilities.HasHyperlinks)
        {
            // A real terminal is left without a link, so that nothing else which draws there becomes one.
            _output.SetHyperlink(_capabilities.IsWire ? _next.Hyperlinks.Get(_next.HyperlinkId) : null);
        }

        if (!initialised || _last.IsBracketedPasteOn != _next.IsBracketedPasteOn)
        {
            _output.SetPrivateMode(2004, _next.IsBracketedPasteOn);
        }

        WriteMouseModes(initialised);
        _output.SetCursorVisible(_next.IsCursorVisible);
    }

    private void WriteMouseModes(bool initialised)
    {
        if (!initialised)
        {
            _output.Append("\e[?1003l\e[?1002l\e[?1001l\e[?1000l\e[?9l\e[?1015l\e[?1006l\e[?1005l"u8);
        }

        MouseReporting lastReporting = initialised ? _last.MouseReporting : MouseReporting.Off;
        if (lastReporting != _next.MouseReporting)
        {
            WriteModeChange((int)lastReporting, (int)_next.MouseReporting);
        }

        if (!initialised || _last.IsMouseFocusOn != _next.IsMouseFocusOn)
        {
            _output.SetPrivateMode(1004, _next.IsMouseFocusOn);
        }

        MouseEncoding lastEncoding = initialised ? _last.MouseEncoding : MouseEncoding.Bytes;
        if (lastEncoding != _next.MouseEncoding)
        {
            WriteModeChange((int)lastEncoding, (int)_next.MouseEncoding);
        }
    }

    private void WriteModeChange(int last, int next)
    {
        if (last != 0)
        {
            _output.SetPrivateMode(last, isOn: false);
        }

        if (next != 0)
        {
            _output.SetPrivateMode(next, isOn: true);
        }
    }
}
