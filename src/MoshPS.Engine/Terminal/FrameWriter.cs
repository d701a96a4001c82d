using System.Buffers;

namespace MoshPS.Engine.Terminal;

/// <summary>
/// Writes what turns one screen into another: the terminal output that a server sends to its client, and that a
/// client draws on the user's terminal (spec 2 §8, §9). Applied by an emulator to the old screen, a frame gives the
/// new one as <see cref="ScreenAppearance"/> compares them.
/// </summary>
/// <remarks>
/// Reused for all frames of a session it allocates nothing once its buffers have grown. Not safe for use by several
/// threads.
/// </remarks>
internal sealed partial class FrameWriter
{
    /// <summary>The length of <see cref="FrameOutput.ClearScreen"/>.</summary>
    private const int ClearScreenLength = 14;

    /// <summary>Roughly what it takes to go to the next row and erase it.</summary>
    private const int EraseRowLength = 5;

    /// <summary>Roughly what it takes to set a scroll region, go to its last row, reset it and go on from there.</summary>
    private const int ScrollRegionLength = 24;

    private readonly FrameOutput _output = new();
    private bool[] _inPlace = [];
    private int[] _votes = [];
    private int[] _weights = [];
    private int[] _sources = [];
    private Cell[] _blankRow = [];
    private Screen _last = null!;
    private Screen _next = null!;
    private TerminalCapabilities _capabilities;

    /// <summary>Appends the frame that turns <paramref name="last"/> into <paramref name="next"/>.</summary>
    /// <param name="last">
    /// What the terminal shows, if <paramref name="initialised"/>. A terminal that is to be resized has been.
    /// </param>
    /// <param name="next">What it is to show.</param>
    /// <param name="initialised">
    /// Whether anything is known of the terminal. If not, everything is drawn and every mode is set.
    /// </param>
    /// <param name="capabilities">What the terminal understands.</param>
    /// <param name="output">Where the frame goes.</param>
    public void Write(
        Screen last, Screen next, bool initialised, TerminalCapabilities capabilities, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(Write(last, next, initialised, capabilities));
    }

    /// <summary>Makes the frame and returns it; it is valid until the next one is made.</summary>
    /// <inheritdoc cref="Write(Screen, Screen, bool, TerminalCapabilities, IBufferWriter{byte})"/>
    public ReadOnlySpan<byte> Write(Screen last, Screen next, bool initialised, TerminalCapabilities capabilities)
    {
        _last = last;
        _next = next;
        _capabilities = capabilities;
        bool isRepaint = !initialised || last.Columns != next.Columns || last.Rows != next.Rows;
        _output.Begin(next.Columns, next.Rows, isWatched: !capabilities.IsWire);
        if (initialised)
        {
            _output.Assume(
                last.CursorRow,
                last.CursorColumn,
                last.Pen,
                capabilities.IsWire ? last.Hyperlinks.Get(last.HyperlinkId) : null,
                last.IsCursorVisible);
        }

        WriteAnnouncements(initialised);
        Prepare(next, isRepaint);
        if (isRepaint)
        {
            StartBlank();
            if (!initialised)
            {
                _output.SetCursorVisible(false);
            }
        }
        else if (HasDifferentRows())
        {
            if (!TryStartBlank())
            {
                Scroll();
            }
        }

        WriteRows();
        WriteCursorAndModes(initialised);
        _last = null!;
        _next = null!;
        return _output.Written;
    }

    /// <summary>Bell, titles, clipboard and reverse video (spec 2 §9, steps 1–4).</summary>
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

        if (initialised
            ? !string.Equals(_last.Clipboard, _next.Clipboard, StringComparison.Ordinal)
            : _next.Clipboard.Length > 0)
        {
            _output.Append("\e]52;c;"u8);
            _output.Append(_next.Clipboard);
            _output.Append("\a"u8);
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
        bool areSame = string.Equals(_next.IconName, _next.WindowTitle, StringComparison.Ordinal);
        if (iconDiffers && titleDiffers && areSame)
        {
            WriteTitle("\e]0;"u8, _next.WindowTitle, isPrefixed: true);
            return;
        }

        if (iconDiffers)
        {
            WriteTitle("\e]1;"u8, _next.IconName, isPrefixed: areSame);
        }

        if (titleDiffers)
        {
            WriteTitle("\e]2;"u8, _next.WindowTitle, isPrefixed: true);
        }
    }

    private void WriteTitle(ReadOnlySpan<byte> introducer, string title, bool isPrefixed)
    {
        _output.Append(introducer);
        if (isPrefixed)
        {
            _output.Append(_capabilities.TitlePrefix);
        }

        _output.Append(ScreenAppearance.Clip(title));
        _output.Append("\a"u8);
    }

    /// <summary>Makes the buffers large enough and finds out which rows are in their place already.</summary>
    private void Prepare(Screen next, bool isRepaint)
    {
        if (_sources.Length < next.Rows)
        {
            _inPlace = new bool[next.Rows];
            _votes = new int[next.Rows];
            _weights = new int[next.Rows];
            _sources = new int[next.Rows];
        }

        if (_blankRow.Length < next.Columns)
        {
            _blankRow = new Cell[next.Columns];
        }

        if (isRepaint)
        {
            return;
        }

        for (int row = 0; row < next.Rows; row++)
        {
            _sources[row] = row;
            _inPlace[row] = ScreenAppearance.AreRowsAlike(_last, row, next, row);
        }
    }

    private bool HasDifferentRows() => _inPlace.AsSpan(0, _next.Rows).Contains(false);

    /// <summary>Clears the terminal, and goes on from there.</summary>
    private void StartBlank()
    {
        _output.ClearScreen();
        _sources.AsSpan(0, _next.Rows).Fill(Blank);
    }

    /// <summary>
    /// Clears a terminal that nobody watches, where that takes fewer bytes than to erase row by row. Somebody who
    /// watched might see it flicker.
    /// </summary>
    private bool TryStartBlank()
    {
        if (!_capabilities.IsWire)
        {
            return false;
        }

        int gain = -ClearScreenLength;
        for (int row = 0; row < _next.Rows; row++)
        {
            if (!_inPlace[row] && ScreenAppearance.IsBlankRow(_next, row))
            {
                gain += EraseRowLength;
            }
        }

        // What stands there already would have to be written again.
        for (int row = 0; row < _next.Rows && gain > 0; row++)
        {
            gain -= CountCommonText(row);
        }

        if (gain <= 0)
        {
            return false;
        }

        StartBlank();
        return true;
    }

    private void Scroll()
    {
        int rows = _next.Rows;
        FrameScroll scroll = FrameScroll.Find(
            _last, _next, _inPlace.AsSpan(0, rows), _weights.AsSpan(0, rows), _votes.AsSpan(0, rows));
        int cost = scroll.Bottom == rows ? _output.MoveLength(rows - 1, _output.Column) : ScrollRegionLength;
        if (scroll.Count == 0 || scroll.Gain <= cost + scroll.Count)
        {
            return;
        }

        // Rows that come in get the pen's background. Any other rows are as easily blank by default.
        if (_output.Pen is not { } pen || pen.BackgroundOnly != Rendition.Default)
        {
            _output.SetPen(Rendition.Default);
        }

        _output.ScrollUp(scroll.Bottom, scroll.Count);
        Span<int> sources = _sources.AsSpan(0, scroll.Bottom);
        sources[scroll.Count..].CopyTo(sources);
        sources[^scroll.Count..].Fill(Blank);
    }

    /// <summary>What is not in the rows (spec 2 §9 step 9).</summary>
    private void WriteCursorAndModes(bool initialised)
    {
        MoveTo(_next.CursorRow, _next.CursorColumn);
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
