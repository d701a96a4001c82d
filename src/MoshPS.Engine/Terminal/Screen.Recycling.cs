namespace MoshPS.Engine.Terminal;

/// <content>Snapshots and copies that use the memory of earlier ones (<see cref="ScreenRecycler"/>).</content>
public sealed partial class Screen
{
    private ScreenRecycler? _recycler;
    private int _uses = 1;

    /// <summary>
    /// Makes this screen and all snapshots of it use each other's memory again. For a screen of which there is no
    /// snapshot yet, and whose snapshots are for one thread.
    /// </summary>
    internal void StartRecycling() => _recycler = new ScreenRecycler();

    /// <summary>One more holder uses the screen.</summary>
    internal void Hold() => _uses++;

    /// <summary>A holder is done with the screen. With the last one it is gone, if it is one that is recycled.</summary>
    internal void Release()
    {
        if (_recycler is null || --_uses != 0)
        {
            return;
        }

        foreach (Row row in _rows)
        {
            _recycler.Release(row);
        }

        _recycler.Return(this);
    }

    /// <summary>A snapshot for any thread and any time, also of a screen that is recycled: its rows are not used again.</summary>
    internal Screen SnapshotToKeep()
    {
        foreach (Row row in _rows)
        {
            row.Keep();
        }

        var copy = (Screen)MemberwiseClone();
        copy._rows = _rows.AsSpan().ToArray();
        copy._owner = new RowOwner();
        copy._recycler = null;
        copy._uses = 1;
        return copy;
    }

    /// <summary>
    /// Makes this screen a copy of another, cell by cell, in its own memory: for one that is redrawn all the time. It shares
    /// no row with the other.
    /// </summary>
    internal void CopyFrom(Screen other)
    {
        Row[] rows = _rows.Length == other._rows.Length ? _rows : new Row[other._rows.Length];
        for (int row = 0; row < rows.Length; row++)
        {
            ReadOnlySpan<Cell> cells = other.GetCells(row);
            if (rows[row] is { } own && own.Owner == _owner && own.Cells.Length == cells.Length)
            {
                cells.CopyTo(own.Cells);
            }
            else
            {
                rows[row] = other._rows[row].Copy(_owner);
            }
        }

        _rows = rows;
        CopyFieldsFrom(other);
    }

    private Screen SnapshotRecycling(ScreenRecycler recycler)
    {
        foreach (Row row in _rows)
        {
            row.Share();
        }

        Screen? copy = recycler.TakeScreen();
        if (copy is null)
        {
            copy = (Screen)MemberwiseClone();
            copy._rows = _rows.AsSpan().ToArray();
            copy._owner = new RowOwner();
        }
        else
        {
            copy.ShareRowsOf(this);
            copy.CopyFieldsFrom(this);
            copy._recycler = recycler;
        }

        copy._uses = 1;
        return copy;
    }

    private void ShareRowsOf(Screen other)
    {
        if (_rows.Length != other._rows.Length)
        {
            _rows = new Row[other._rows.Length];
        }

        other._rows.CopyTo(_rows.AsSpan());
    }

    /// <summary>Takes over everything of another screen but its rows and who uses them.</summary>
    private void CopyFieldsFrom(Screen other)
    {
        _tabStops = other._tabStops;
        _refusals = other._refusals;
        Columns = other.Columns;
        Rows = other.Rows;
        CursorRow = other.CursorRow;
        CursorColumn = other.CursorColumn;
        IsCursorVisible = other.IsCursorVisible;
        Pen = other.Pen;
        IsReverseVideo = other.IsReverseVideo;
        IsBracketedPasteOn = other.IsBracketedPasteOn;
        MouseReporting = other.MouseReporting;
        MouseEncoding = other.MouseEncoding;
        IsMouseFocusOn = other.IsMouseFocusOn;
        CursorShape = other.CursorShape;
        IsAlternateScrollOn = other.IsAlternateScrollOn;
        AreApplicationCursorKeysOn = other.AreApplicationCursorKeysOn;
        IconName = other.IconName;
        WindowTitle = other.WindowTitle;
        IsTitleSet = other.IsTitleSet;
        Clipboard = other.Clipboard;
        BellCount = other.BellCount;
        ScrollTop = other.ScrollTop;
        ScrollBottom = other.ScrollBottom;
        SavedCursor = other.SavedCursor;
        IsWrapPending = other.IsWrapPending;
        IsOriginModeOn = other.IsOriginModeOn;
        IsAutowrapOn = other.IsAutowrapOn;
        IsInsertModeOn = other.IsInsertModeOn;
        CombiningRow = other.CombiningRow;
        CombiningColumn = other.CombiningColumn;
        Clusters = other.Clusters;
        Hyperlinks = other.Hyperlinks;
        HyperlinkId = other.HyperlinkId;
        WorkLeft = other.WorkLeft;
        WorkDone = other.WorkDone;
    }
}
