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
        for (int row = 0; row < _next.Rows; row++)
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
                MoveTo(difference.Row, column);
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
        MoveTo(difference.Row, column);
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

    /// <summary>
    /// Moves the cursor. A few cells on the way, which are right already, are written again if that is shorter.
    /// </summary>
    private void MoveTo(int row, int column)
    {
        if (_output.Row != row
            || _output.Column >= column
            || column - _output.Column >= _output.MoveLength(row, column)
            || !_output.IsOutsideHyperlink
            || _output.Pen is not { } pen)
        {
            _output.MoveTo(row, column);
            return;
        }

        ReadOnlySpan<Cell> cells = _next.GetCells(row);
        for (int i = _output.Column; i < column; i++)
        {
            if (!IsPlain(cells, i, pen))
            {
                _output.MoveTo(row, column);
                return;
            }
        }

        for (int i = _output.Column; i < column; i++)
        {
            _output.Print(cells[i].IsEmpty ? (byte)' ' : (byte)cells[i].Content);
        }
    }

    /// <summary>Whether a cell is one byte of text, or blank, in a rendition and without a hyperlink.</summary>
    private static bool IsPlain(ReadOnlySpan<Cell> cells, int column, Rendition rendition)
    {
        Cell cell = cells[column];
        return cell.Content < 0x80
            && cell.Rendition == rendition
            && cell.HyperlinkId == 0
            && !(column > 0 && cells[column - 1].IsWide);
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
