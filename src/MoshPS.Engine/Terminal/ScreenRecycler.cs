namespace MoshPS.Engine.Terminal;

/// <summary>
/// Rows and screens that nobody uses any more, kept for the next snapshots, so that a session which shows one screen
/// after another allocates nothing. A screen and all its snapshots share one; they are for one thread, and for holders
/// that say when they are done (<see cref="Screen.Release"/>). Whoever does not say so only leaves more to the garbage
/// collector.
/// </summary>
internal sealed class ScreenRecycler
{
    /// <summary>As many cells are kept in rows at most: 1 MB.</summary>
    private const int MaximumCells = 1 << 16;

    private const int MaximumScreens = 8;

    private readonly Stack<Row> _rows = new();
    private readonly Stack<Screen> _screens = new();
    private int _columns;

    /// <summary>A screen to be filled anew; null when there is none.</summary>
    public Screen? TakeScreen() => _screens.TryPop(out Screen? screen) ? screen : null;

    /// <summary>Takes back a screen that nobody uses.</summary>
    public void Return(Screen screen)
    {
        if (_screens.Count < MaximumScreens)
        {
            _screens.Push(screen);
        }
    }

    /// <summary>A copy of a row for a screen that is to write to it.</summary>
    public Row Copy(Row row, RowOwner owner)
    {
        Row? free = TakeRow(row.Cells.Length, owner);
        if (free is null)
        {
            return row.Copy(owner);
        }

        row.Cells.CopyTo(free.Cells.AsSpan());
        return free;
    }

    /// <summary>A row of one kind of cell for a screen that is to write to it.</summary>
    public Row Filled(int columns, Cell cell, RowOwner owner)
    {
        Row? free = TakeRow(columns, owner);
        if (free is null)
        {
            return Row.Filled(columns, cell, owner);
        }

        free.Cells.AsSpan().Fill(cell);
        return free;
    }

    /// <summary>One place less has a row; with the last one it is free.</summary>
    public void Release(Row row)
    {
        if (!row.TryEndUse())
        {
            return;
        }

        if (row.Cells.Length != _columns)
        {
            _rows.Clear();
            _columns = row.Cells.Length;
        }

        if ((_rows.Count + 1) * _columns <= MaximumCells)
        {
            _rows.Push(row);
        }
    }

    private Row? TakeRow(int columns, RowOwner owner)
    {
        if (columns != _columns || !_rows.TryPop(out Row? row))
        {
            return null;
        }

        row.StartUse(owner);
        return row;
    }
}
