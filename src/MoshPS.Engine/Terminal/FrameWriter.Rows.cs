namespace MoshPS.Engine.Terminal;

/// <content>Rows (spec 2 §9 step 8).</content>
internal sealed partial class FrameWriter
{
    /// <summary>The source of a row that is blank on the terminal.</summary>
    private const int Blank = -1;

    /// <summary>Fewer cells than this are filled with spaces and not erased, save at a row's end (spec 2 §1).</summary>
    private const int ShortestErase = 5;

    private void WriteRows()
    {
        bool continues = false;
        for (int row = 0; row < _next.Rows && !IsCut; row++)
        {
            int source = _sources[row];
            if (continues || source != row || !_inPlace[row])
            {
                RowDifference difference = source == Blank
                    ? new(_next, row, _next, _blankRow.AsSpan(0, _next.Columns), wasWrapped: false)
                    : new(_next, row, _last, _last.GetCells(source), ScreenAppearance.IsWrapped(_last, source));
                WriteRow(difference, continues);
                continues = difference.IsWrapped && _output.Row == row && _output.IsWrapPending;
            }
        }
    }

    /// <summary>Writes what differs in a row.</summary>
    /// <param name="difference">The row.</param>
    /// <param name="continues">
    /// Whether the row before wraps into this one and its wrap is pending: then the first character has to be written
    /// at once, which makes the terminal join the lines.
    /// </param>
    private void WriteRow(in RowDifference difference, bool continues)
    {
        // A column that is written even though it does not differ.
        int forced = -1;
        int column = 0;
        if (continues)
        {
            column = WriteCharacter(difference, 0, out forced);
        }

        while (column < difference.Cells.Length)
        {
            if (_output.Length > _limit)
            {
                IsCut = true;
                return;
            }

            if (column != forced && !difference.IsDifferent(column))
            {
                column += difference.WidthAt(column);
                continue;
            }

            int end = difference.BlankRunEnd(column);
            if (end > column)
            {
                column = WriteBlanks(difference, column, end);
                forced = difference.WasWideBefore(column) ? column : -1;
            }
            else
            {
                MoveTo(difference.Row, column, difference.Cells[column].Rendition);
                column = WriteCharacter(difference, column, out forced);
            }
        }
    }

    /// <summary>Writes the character at a column, where the cursor stands.</summary>
    /// <param name="difference">The row.</param>
    /// <param name="column">The column.</param>
    /// <param name="forced">The next column, if it has to be written in any case, else −1.</param>
    /// <returns>The next column.</returns>
    private int WriteCharacter(in RowDifference difference, int column, out int forced)
    {
        Cell cell = difference.Cells[column];
        int width = difference.WidthAt(column);
        _output.SetPen(cell.Rendition);
        SetHyperlink(_next.Hyperlinks.Get(cell.HyperlinkId));
        if (cell.Content is >= ' ' and < 0x80)
        {
            _output.Print((byte)cell.Content);
        }
        else
        {
            Span<int> codePoints = stackalloc int[ClusterTable.MaximumCodePoints + 1];
            bool isLastColumn = column == difference.Cells.Length - 1;
            int count = ScreenAppearance.CopyVisibleCodePoints(cell, _next, isLastColumn, codePoints);
            _output.Print(codePoints[..count], width);
            if (!_capabilities.IsWire && !isLastColumn && MayHaveAnotherWidth(codePoints[..count]))
            {
                _output.ForgetPosition();
            }
        }

        if (difference.IsSplit(column))
        {
            forced = column + 1;
            return forced;
        }

        int end = column + width;
        forced = difference.WasWideBefore(end) ? end : -1;
        return end;
    }

    /// <summary>
    /// Whether real terminals are at odds about how far the cursor is after a character: they may join what mosh keeps
    /// apart, or widen what it does not (spec 2 §4.4, §13). The next one is then placed absolutely.
    /// </summary>
    private static bool MayHaveAnotherWidth(ReadOnlySpan<int> codePoints)
    {
        foreach (int codePoint in codePoints)
        {
            // Zero-width joiner; variation selectors; regional indicators; skin tones.
            if (codePoint is 0x200D or 0xFE0E or 0xFE0F or (>= 0x1F1E6 and <= 0x1F1FF) or (>= 0x1F3FB and <= 0x1F3FF))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Blanks cells from <paramref name="column"/> on: those that differ, up to <paramref name="end"/> at most.</summary>
    /// <returns>The column up to which the row is right now.</returns>
    private int WriteBlanks(in RowDifference difference, int column, int end)
    {
        int columns = difference.Cells.Length;
        bool reachesEndOfRow = end == columns;
        bool isFollowed = !reachesEndOfRow && difference.IsDifferent(end);
        int differentEnd = end;
        while (differentEnd > column + 1 && !difference.IsDifferent(differentEnd - 1))
        {
            differentEnd--;
        }

        Rendition rendition = difference.Cells[column].Rendition;
        bool canErase = rendition == Rendition.Default || _capabilities.ErasesWithBackground;
        int count = differentEnd - column;
        MoveTo(difference.Row, column, rendition);
        if (canErase && reachesEndOfRow && !difference.IsWrapped && IsErasingToEndShorter(difference, differentEnd, count))
        {
            SetPenForErasing(rendition);
            _output.EraseToEndOfRow();
            return columns;
        }

        bool isJoined = differentEnd == columns && difference.IsWrapped;
        int erasing = 4 + (isFollowed && differentEnd == end ? _output.MoveLength(difference.Row, end) : 0);
        if (canErase && _capabilities.CanEraseCharacters && !isJoined && count >= ShortestErase && count > erasing)
        {
            SetPenForErasing(rendition);
            _output.EraseCharacters(count);
        }
        else
        {
            _output.SetPen(rendition);
            SetHyperlink(null);
            _output.PrintSpaces(count);
        }

        return differentEnd;
    }

    private bool IsErasingToEndShorter(in RowDifference difference, int differentEnd, int count)
    {
        // Two spaces are shorter, but behind the last column the cursor is in an awkward place.
        bool isAwkward = differentEnd == difference.Cells.Length;
        return count > 2 || (isAwkward && (count == 2 || difference.Row == _next.Rows - 1));
    }

    /// <summary>Sets a pen whose background is that of <paramref name="rendition"/>; erasing takes nothing else from it.</summary>
    private void SetPenForErasing(Rendition rendition)
    {
        // Some real terminals do take more, such as the underline.
        bool isRightAlready = _capabilities.IsWire
            && _output.Pen is { } pen
            && pen.BackgroundOnly == rendition;
        if (!isRightAlready)
        {
            _output.SetPen(rendition);
        }
    }

    private void SetHyperlink(string? hyperlink)
    {
        if (_capabilities.HasHyperlinks)
        {
            _output.SetHyperlink(hyperlink);
        }
    }
}
