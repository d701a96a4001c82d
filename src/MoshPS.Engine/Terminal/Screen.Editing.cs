namespace MoshPS.Engine.Terminal;

/// <content>Changes to rows and cells. Positions and counts are in range: whoever calls has clamped them.</content>
public sealed partial class Screen
{
    /// <summary>The cells of a row for writing; a row that a snapshot shares is copied first.</summary>
    internal Span<Cell> GetWritableCells(int row)
    {
        Row present = _rows[row];
        return ReferenceEquals(present.Owner, _owner) ? present.Cells : CopyShared(row);
    }

    /// <summary>Erases <paramref name="count"/> cells from <paramref name="column"/> on.</summary>
    internal void EraseCells(int row, int column, int count)
    {
        if (TrySpend(count))
        {
            GetWritableCells(row).Slice(column, count).Fill(ErasedCell);
        }
    }

    /// <summary>Shifts the cells from <paramref name="column"/> on right; the last ones are lost.</summary>
    internal void InsertCells(int row, int column, int count)
    {
        if (!TrySpend(Columns - column))
        {
            return;
        }

        Span<Cell> tail = GetWritableCells(row)[column..];
        tail[..^count].CopyTo(tail[count..]);
        tail[..count].Fill(ErasedCell);
    }

    /// <summary>Removes cells from <paramref name="column"/> on; erased ones come in at the right.</summary>
    internal void DeleteCells(int row, int column, int count)
    {
        if (!TrySpend(Columns - column))
        {
            return;
        }

        Span<Cell> tail = GetWritableCells(row)[column..];

        // A wrap flag means something in the last cell only.
        tail[^1] = tail[^1].WithWrapped(false);
        tail[count..].CopyTo(tail);
        tail[^count..].Fill(ErasedCell);
    }

    /// <summary>Erases <paramref name="count"/> rows from <paramref name="row"/> on.</summary>
    internal void EraseRows(int row, int count) => EraseRows(_rows.AsSpan(row, count));

    /// <summary>Erases all rows: one blank row in every place.</summary>
    internal void EraseAllRows()
    {
        if (TrySpend(Rows + Columns))
        {
            _rows.AsSpan().Fill(Row.Filled(Columns, ErasedCell, owner: null));
        }
    }

    /// <summary>Puts the same cell everywhere.</summary>
    internal void FillAllCells(Cell cell)
    {
        if (!TrySpend((long)Rows * Columns))
        {
            return;
        }

        for (int row = 0; row < Rows; row++)
        {
            GetWritableCells(row).Fill(cell);
        }
    }

    /// <summary>
    /// Moves the rows <paramref name="top"/> to <paramref name="bottom"/> up; the first
    /// <paramref name="count"/> are lost and erased ones come in below.
    /// </summary>
    internal void ScrollUp(int top, int bottom, int count)
    {
        if (!TrySpend(bottom - top + 1))
        {
            return;
        }

        Span<Row> region = _rows.AsSpan(top, bottom - top + 1);
        if (count == 1)
        {
            // By far the most frequent case.
            Row first = region[0];
            region[1..].CopyTo(region);
            region[^1] = first;
        }
        else
        {
            // Rows that leave bubble down to the places of those that come in; their order is of no account.
            for (int i = 0; i < region.Length - count; i++)
            {
                (region[i], region[i + count]) = (region[i + count], region[i]);
            }
        }

        EraseRows(region[^count..]);
    }

    /// <summary>The reverse of <see cref="ScrollUp"/>.</summary>
    internal void ScrollDown(int top, int bottom, int count)
    {
        if (!TrySpend(bottom - top + 1))
        {
            return;
        }

        Span<Row> region = _rows.AsSpan(top, bottom - top + 1);
        if (count == 1)
        {
            Row last = region[^1];
            region[..^1].CopyTo(region[1..]);
            region[0] = last;
        }
        else
        {
            for (int i = region.Length - 1; i >= count; i--)
            {
                (region[i], region[i - count]) = (region[i - count], region[i]);
            }
        }

        EraseRows(region[..count]);
    }

    /// <summary>
    /// Changes the size (spec 2 §7): rows are cut or added at the bottom, cells at the right, and nothing flows.
    /// The size is an allowed one.
    /// </summary>
    internal void Resize(int columns, int rows)
    {
        if (columns == Columns && rows == Rows)
        {
            return;
        }

        var resized = new Row[rows];
        int kept = Math.Min(rows, Rows);
        _rows.AsSpan(0, kept).CopyTo(resized);
        if (columns != Columns)
        {
            ChangeWidth(resized.AsSpan(0, kept), columns);
            _tabStops = _tabStops.Resized(columns);
        }

        if (kept < rows)
        {
            resized.AsSpan(kept).Fill(Row.Filled(columns, ErasedCell, owner: null));
        }

        _rows = resized;
        Columns = columns;
        Rows = rows;
        ScrollTop = 0;
        ScrollBottom = rows - 1;
        CursorRow = Math.Min(CursorRow, rows - 1);
        CursorColumn = Math.Min(CursorColumn, columns - 1);
        if (CombiningRow >= rows || CombiningColumn >= columns)
        {
            CombiningRow = -1;
            CombiningColumn = -1;
        }
    }

    private void ChangeWidth(Span<Row> rows, int columns)
    {
        Row? previous = null;
        Row? previousResized = null;
        foreach (ref Row row in rows)
        {
            // A blank row that stands in many places stays one row.
            if (!ReferenceEquals(row, previous))
            {
                previous = row;
                previousResized = WithWidth(row, columns);
            }

            row = previousResized!;
        }
    }

    private Row WithWidth(Row row, int columns)
    {
        RowOwner? owner = row.Owner is null ? null : _owner;
        Row resized = Row.Filled(columns, ErasedCell, owner);
        int kept = Math.Min(columns, row.Cells.Length);
        row.Cells.AsSpan(0, kept).CopyTo(resized.Cells);

        // Only the last cell of the old width can carry the wrap flag.
        if (kept == row.Cells.Length)
        {
            resized.Cells[kept - 1] = resized.Cells[kept - 1].WithWrapped(false);
        }

        return resized;
    }

    private void EraseRows(Span<Row> rows)
    {
        if (!TrySpend((long)rows.Length * Columns))
        {
            return;
        }

        foreach (ref Row row in rows)
        {
            if (ReferenceEquals(row.Owner, _owner))
            {
                row.Cells.AsSpan().Fill(ErasedCell);
            }
            else
            {
                Row former = row;
                row = _recycler is null ? Row.Filled(Columns, ErasedCell, _owner) : _recycler.Filled(Columns, ErasedCell, _owner);
                _recycler?.Release(former);
            }
        }
    }

    private Span<Cell> CopyShared(int row)
    {
        Row former = _rows[row];
        Row copy = _recycler is null ? former.Copy(_owner) : _recycler.Copy(former, _owner);
        _rows[row] = copy;
        _recycler?.Release(former);
        return copy.Cells;
    }
}
