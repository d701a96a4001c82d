namespace MoshPS.Engine.Terminal;

/// <content>Printing (spec 2 §5).</content>
public sealed partial class Emulator
{
    /// <summary>Prints characters of width 1, in runs as long as the row has room for.</summary>
    private void PrintAscii(ReadOnlySpan<byte> text)
    {
        Screen screen = _screen;
        if (screen.IsInsertModeOn || screen.IsOriginModeOn)
        {
            foreach (byte character in text)
            {
                PrintCharacter(character, 1);
            }

            return;
        }

        while (!text.IsEmpty)
        {
            if (screen.IsWrapPending && screen.IsAutowrapOn)
            {
                Wrap();
            }

            int row = screen.CursorRow;
            int column = screen.CursorColumn;
            int count = Math.Min(text.Length, screen.Columns - column);
            Span<Cell> cells = screen.GetWritableCells(row);
            BlankSplitWideCell(cells, column);
            Fill(cells.Slice(column, count), text, new Cell(0, screen.Pen, isWide: false, screen.HyperlinkId));

            // Each character is advanced over, but what counts in the end is the last one.
            screen.CursorColumn = column + count - 1;
            Advance(1);
            text = text[count..];
        }
    }

    private static void Fill(Span<Cell> cells, ReadOnlySpan<byte> text, Cell template)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = template.WithContent(text[i]);
        }
    }

    private void Print(int codePoint)
    {
        int width = CharacterWidth.Of(codePoint);
        if (width > 0)
        {
            PrintCharacter(codePoint, width);
        }
        else if (width == 0)
        {
            Combine(codePoint);
        }
    }

    private void PrintCharacter(int codePoint, int width)
    {
        Screen screen = _screen;
        if (screen.IsAutowrapOn)
        {
            if (screen.IsWrapPending)
            {
                Wrap();
            }
            else if (width == 2 && screen.CursorColumn == screen.Columns - 1)
            {
                // No room: leave an erased cell, without a wrap flag, and go to the next row.
                if (!IsRightHalf(screen.GetCells(screen.CursorRow), screen.CursorColumn))
                {
                    Erase(screen.CursorRow, screen.CursorColumn, 1);
                }

                MoveTo(screen.CursorRow, 0);
                MoveDownOrScroll();
            }
        }

        int column = screen.CursorColumn;
        int room = screen.Columns - column;
        if (screen.IsInsertModeOn)
        {
            Insert(screen.CursorRow, column, Math.Min(width, room));
        }

        Span<Cell> cells = screen.GetWritableCells(screen.CursorRow);
        BlankSplitWideCell(cells, column);
        cells[column] = new Cell((uint)codePoint, screen.Pen, width == 2, screen.HyperlinkId);
        if (width == 2)
        {
            if (room > 1)
            {
                cells[column + 1] = screen.ErasedCell;
            }
            else
            {
                BlankCutWideCell(cells);
            }
        }

        Advance(width);
    }

    /// <summary>
    /// Adds a mark to the character before the cursor, or where that is gone to the cell that is in its place.
    /// </summary>
    private void Combine(int codePoint)
    {
        Screen screen = _screen;
        int row = screen.CombiningRow;
        int column = screen.CombiningColumn;
        if (row < 0)
        {
            return;
        }

        Cell cell = screen[row, column];
        if (!cell.IsEmpty)
        {
            screen.AppendToCell(row, column, codePoint);
            return;
        }

        Span<Cell> cells = screen.GetWritableCells(row);
        BlankSplitWideCell(cells, column);
        cells[column] = cell.WithContent((uint)codePoint).WithFallback();
        Advance(1);
    }

    /// <summary>Goes to the next row because the line goes on, which the row's wrap flag records.</summary>
    private void Wrap()
    {
        Screen screen = _screen;
        ref Cell last = ref screen.GetWritableCells(screen.CursorRow)[^1];
        last = last.WithWrapped(true);
        MoveTo(screen.CursorRow, 0);
        MoveDownOrScroll();
    }

    /// <summary>Moves past what was printed. A mark may still join it.</summary>
    private void Advance(int width)
    {
        Screen screen = _screen;
        screen.CombiningRow = screen.CursorRow;
        screen.CombiningColumn = screen.CursorColumn;
        int column = screen.CursorColumn + width;
        screen.IsWrapPending = column >= screen.Columns;
        screen.CursorColumn = Math.Min(column, screen.Columns - 1);
        screen.CursorRow = ClampRow(screen.CursorRow);
    }

    /// <summary>
    /// Whether the cell at <paramref name="column"/>, which may be one past the last, is hidden by a wide character.
    /// A wire-facing emulator does not care, as stock does not.
    /// </summary>
    private bool IsRightHalf(ReadOnlySpan<Cell> cells, int column) =>
        column > 0 && cells[column - 1].IsWide && _role == EmulatorRole.HostFacing;

    /// <summary>
    /// Blanks the left half of a wide character whose right half, at <paramref name="column"/>, is about to change.
    /// A right half needs no such care: it is an empty cell anyway.
    /// </summary>
    private void BlankSplitWideCell(Span<Cell> cells, int column)
    {
        if (IsRightHalf(cells, column))
        {
            cells[column - 1] = Cell.Erased(cells[column - 1].Rendition);
        }
    }

    /// <summary>Blanks a wide character in the last column, which has no room for its right half.</summary>
    private void BlankCutWideCell(Span<Cell> cells) => BlankSplitWideCell(cells, cells.Length);

    private void BlankCutWideCells()
    {
        for (int row = 0; row < _screen.Rows; row++)
        {
            if (_screen.GetCells(row)[^1].IsWide)
            {
                BlankCutWideCell(_screen.GetWritableCells(row));
            }
        }
    }
}
