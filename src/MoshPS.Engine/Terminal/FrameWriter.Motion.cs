namespace MoshPS.Engine.Terminal;

/// <content>Moves to what has to be written next.</content>
internal sealed partial class FrameWriter
{
    /// <summary>No more cells than this are written again on the way: a move takes no more bytes.</summary>
    private const int MaximumRewrittenCells = 16;

    /// <summary>
    /// Moves the cursor. A few cells on the way, which are right already, are written again if that is shorter.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column.</param>
    /// <param name="pen">The pen that is needed there; it is not set yet.</param>
    private void MoveTo(int row, int column, Rendition pen)
    {
        if (!TryRewriteUpTo(row, column, pen))
        {
            _output.MoveTo(row, column);
        }
    }

    private bool TryRewriteUpTo(int row, int column, Rendition pen)
    {
        int start = _output.Column;
        if (_output.Row != row
            || start >= column
            || column - start > MaximumRewrittenCells
            || !_output.IsOutsideHyperlink
            || _output.Pen is not { } current)
        {
            return false;
        }

        ReadOnlySpan<Cell> cells = _next.GetCells(row);
        int limit = _output.MoveLength(row, column) + LengthOfChange(current, pen);
        int length = 0;
        for (int i = start; i < column; i++)
        {
            if (!IsPlain(cells, i))
            {
                return false;
            }

            length += 1 + LengthOfChange(current, cells[i].Rendition);
            current = cells[i].Rendition;
        }

        if (length + LengthOfChange(current, pen) > limit)
        {
            return false;
        }

        foreach (Cell cell in cells[start..column])
        {
            _output.SetPen(cell.Rendition);
            _output.Print(cell.IsEmpty ? (byte)' ' : (byte)cell.Content);
        }

        return true;
    }

    private static int LengthOfChange(Rendition from, Rendition to) =>
        from == to ? 0 : GraphicRenditionWriter.Measure(to);

    /// <summary>Whether a cell is one byte of text, or blank, without a hyperlink.</summary>
    private static bool IsPlain(ReadOnlySpan<Cell> cells, int column)
    {
        Cell cell = cells[column];
        return cell.Content < 0x80
            && cell.HyperlinkId == 0
            && !(column > 0 && cells[column - 1].IsWide);
    }
}
