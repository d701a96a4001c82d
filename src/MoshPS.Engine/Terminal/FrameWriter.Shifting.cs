namespace MoshPS.Engine.Terminal;

/// <content>What is done to many rows at once: scrolling (spec 2 §9 step 7) and clearing.</content>
internal sealed partial class FrameWriter
{
    /// <summary>The length of <see cref="FrameOutput.ClearScreen"/>.</summary>
    private const int ClearScreenLength = 14;

    /// <summary>Roughly what it takes to go to the next row and erase it.</summary>
    private const int EraseRowLength = 5;

    /// <summary>Roughly what it takes to set a scroll region, go to its last row, reset it and go on from there.</summary>
    private const int ScrollRegionLength = 24;

    /// <summary>Clears the terminal, and goes on from there.</summary>
    private void StartBlank()
    {
        _output.ClearScreen();
        _sources.AsSpan(0, _next.Rows).Fill(Blank);
    }

    /// <summary>Scrolls, or clears the terminal, or neither: whichever promises the shortest frame.</summary>
    private void ShiftOrStartBlank()
    {
        int rows = _next.Rows;
        FrameScroll scroll = FrameScroll.Find(
            _last, _next, _inPlace.AsSpan(0, rows), _weights.AsSpan(0, rows), _votes.AsSpan(0, rows));
        int gain = scroll.Gain - scroll.Count
            - (scroll.Bottom == rows ? _output.MoveLength(rows - 1, _output.Column) : ScrollRegionLength);
        if (GainOfStartingBlank() is > 0 and int blankGain && blankGain > gain)
        {
            StartBlank();
        }
        else if (gain > 0)
        {
            Scroll(scroll);
        }
    }

    /// <summary>
    /// About how many bytes are saved by clearing a terminal and writing what remains, instead of erasing row by row.
    /// Where somebody watches, who might see it flicker, that is no gain.
    /// </summary>
    private int GainOfStartingBlank()
    {
        if (!_capabilities.IsWire)
        {
            return 0;
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

        return gain;
    }

    private void Scroll(FrameScroll scroll)
    {
        // Rows that come in get the pen's background. Most need none.
        if (_output.Pen is not { } pen || pen.BackgroundOnly != Rendition.Default)
        {
            _output.SetPen(Rendition.Default);
        }

        _output.ScrollUp(scroll.Bottom, scroll.Count);
        Span<int> sources = _sources.AsSpan(0, scroll.Bottom);
        sources[scroll.Count..].CopyTo(sources);
        sources[^scroll.Count..].Fill(Blank);
    }

    /// <summary>About how many bytes of a row need not be written since they are the same as before.</summary>
    private int CountCommonText(int row)
    {
        ReadOnlySpan<Cell> cells = _next.GetCells(row);
        ReadOnlySpan<Cell> lastCells = _last.GetCells(row);
        int count = 0;
        for (int column = 0; column < cells.Length; column++)
        {
            count += !cells[column].IsEmpty && cells[column] == lastCells[column] ? 1 : 0;
        }

        return count;
    }
}
