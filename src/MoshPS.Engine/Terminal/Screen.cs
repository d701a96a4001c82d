using System.Runtime.InteropServices;

namespace MoshPS.Engine.Terminal;

/// <summary>
/// The state of an emulated terminal: what it shows and everything that decides how it goes on (spec 2 §4).
/// Rows and columns count from 0.
/// </summary>
/// <remarks>
/// A snapshot costs an array of row references: rows are shared, and whoever writes into a shared row copies it
/// first. A screen that nobody writes to, such as one handed out by a client, may be read from any thread, also while
/// another thread writes to a screen that it was a snapshot of. But since they share the tables of clusters and
/// hyperlinks, only one thread at a time may write to any of them.
/// </remarks>
public sealed partial class Screen
{
    /// <summary>The most columns, which is what tmux allows.</summary>
    public const int MaximumColumns = 10_000;

    /// <summary>The most rows.</summary>
    public const int MaximumRows = 10_000;

    /// <summary>The most cells (32 MB), which bounds what a peer's resize can cost.</summary>
    public const int MaximumCells = 2_000_000;

    private Row[] _rows;
    private RowOwner _owner = new();
    private TabStops _tabStops;

    /// <summary>A blank screen.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="IsSizeAllowed"/> is false for the size.</exception>
    public Screen(int columns, int rows)
    {
        if (!IsSizeAllowed(columns, rows))
        {
            throw new ArgumentOutOfRangeException(
                nameof(columns), $"A screen cannot have {columns} columns and {rows} rows.");
        }

        Columns = columns;
        Rows = rows;
        ScrollBottom = rows - 1;
        _tabStops = TabStops.Default(columns);
        _rows = new Row[rows];
        EraseAllRows();
    }

    /// <summary>The width in cells, from 1.</summary>
    public int Columns { get; private set; }

    /// <summary>The height in cells, from 1.</summary>
    public int Rows { get; private set; }

    /// <summary>The cursor's row.</summary>
    public int CursorRow { get; internal set; }

    /// <summary>The cursor's column.</summary>
    public int CursorColumn { get; internal set; }

    /// <summary>Whether the cursor is shown (mode 25).</summary>
    public bool IsCursorVisible { get; internal set; } = true;

    /// <summary>The cursor's form (DECSCUSR). Stock mosh has none, and skips it where our server sends it.</summary>
    public CursorShape CursorShape { get; internal set; }

    /// <summary>The rendition that the next character gets.</summary>
    public Rendition Pen { get; internal set; }

    /// <summary>Whether the whole screen is shown in reverse (mode 5).</summary>
    public bool IsReverseVideo { get; internal set; }

    /// <summary>Whether pasted text is to be bracketed (mode 2004).</summary>
    public bool IsBracketedPasteOn { get; internal set; }

    /// <summary>Which mouse events the program asked for (modes 9, 1000–1003).</summary>
    public MouseReporting MouseReporting { get; internal set; }

    /// <summary>How mouse events are encoded (modes 1005, 1006, 1015).</summary>
    public MouseEncoding MouseEncoding { get; internal set; }

    /// <summary>Whether focus changes are reported (mode 1004).</summary>
    public bool IsMouseFocusOn { get; internal set; }

    /// <summary>Whether the wheel sends cursor keys (mode 1007).</summary>
    public bool IsAlternateScrollOn { get; internal set; }

    /// <summary>Whether cursor keys send their application form (mode 1).</summary>
    public bool AreApplicationCursorKeysOn { get; internal set; }

    /// <summary>The icon name (OSC 0, 1); empty until set.</summary>
    public string IconName { get; internal set; } = "";

    /// <summary>The window title (OSC 0, 2); empty until set.</summary>
    public string WindowTitle { get; internal set; } = "";

    /// <summary>Whether an icon name or title was ever set, be it to nothing.</summary>
    public bool IsTitleSet { get; internal set; }

    /// <summary>What the program put into the clipboard (OSC 52), in base64 and unchecked; empty until set.</summary>
    public string Clipboard { get; internal set; } = "";

    /// <summary>How often the bell rang.</summary>
    public uint BellCount { get; internal set; }

    /// <summary>The first row of the scroll region.</summary>
    internal int ScrollTop { get; set; }

    /// <summary>The last row of the scroll region.</summary>
    internal int ScrollBottom { get; set; }

    internal SavedCursor SavedCursor { get; set; } = SavedCursor.Initial;

    /// <summary>Whether the last column was written, so that the next character wraps first.</summary>
    internal bool IsWrapPending { get; set; }

    internal bool IsOriginModeOn { get; set; }

    internal bool IsAutowrapOn { get; set; } = true;

    internal bool IsInsertModeOn { get; set; }

    /// <summary>The row of the cell that a combining mark joins; −1 when that cell was cut off.</summary>
    internal int CombiningRow { get; set; }

    /// <summary>The column of the cell that a combining mark joins; −1 when that cell was cut off.</summary>
    internal int CombiningColumn { get; set; }

    /// <summary>What erasing leaves under the present pen.</summary>
    internal Cell ErasedCell => Cell.Erased(Pen);

    /// <summary>The cell at a position.</summary>
    public Cell this[int row, int column] => _rows[row].Cells[column];

    /// <summary>Whether a screen may have this size.</summary>
    public static bool IsSizeAllowed(int columns, int rows) =>
        columns is >= 1 and <= MaximumColumns
        && rows is >= 1 and <= MaximumRows
        && (long)columns * rows <= MaximumCells;

    /// <summary>The cells of a row, <see cref="Columns"/> of them.</summary>
    public ReadOnlySpan<Cell> GetCells(int row) => _rows[row].Cells;

    /// <summary>
    /// An independent copy that shares rows until either side writes into them; what the copy costs depends on
    /// the number of rows only.
    /// </summary>
    public Screen Snapshot()
    {
        if (_recycler is not null)
        {
            return SnapshotRecycling(_recycler);
        }

        // All rows become shared: neither side owns any from here on.
        _owner = new RowOwner();
        var copy = (Screen)MemberwiseClone();
        copy._rows = _rows.AsSpan().ToArray();
        copy._owner = new RowOwner();
        return copy;
    }

    /// <summary>
    /// Whether both are the same state as far as a peer can tell (spec 2 §8). Icon name, margins, tab stops, the
    /// saved cursor, and insert, origin and autowrap mode do not count.
    /// </summary>
    public bool HasSameContent(Screen other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Columns != other.Columns
            || Rows != other.Rows
            || CursorRow != other.CursorRow
            || CursorColumn != other.CursorColumn
            || IsCursorVisible != other.IsCursorVisible
            || IsReverseVideo != other.IsReverseVideo
            || Pen != other.Pen
            || IsBracketedPasteOn != other.IsBracketedPasteOn
            || MouseReporting != other.MouseReporting
            || MouseEncoding != other.MouseEncoding
            || IsMouseFocusOn != other.IsMouseFocusOn
            || CursorShape != other.CursorShape
            || IsAlternateScrollOn != other.IsAlternateScrollOn
            || BellCount != other.BellCount
            || !string.Equals(WindowTitle, other.WindowTitle, StringComparison.Ordinal)
            || !string.Equals(Clipboard, other.Clipboard, StringComparison.Ordinal)
            || !HyperlinkTable.AreEqual(HyperlinkId, Hyperlinks, other.HyperlinkId, other.Hyperlinks))
        {
            return false;
        }

        for (int row = 0; row < Rows; row++)
        {
            if (!HasSameCells(row, other, row))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a row here and a row of a screen of the same width hold the same cells.</summary>
    internal bool HasSameCells(int row, Screen other, int otherRow)
    {
        if (ReferenceEquals(_rows[row], other._rows[otherRow]))
        {
            return true;
        }

        ReadOnlySpan<Cell> cells = GetCells(row);
        ReadOnlySpan<Cell> otherCells = other.GetCells(otherRow);
        if (SharesTablesWith(other))
        {
            return MemoryMarshal.AsBytes(cells).SequenceEqual(MemoryMarshal.AsBytes(otherCells));
        }

        for (int column = 0; column < cells.Length; column++)
        {
            if (!CellsAreEqual(cells[column], this, otherCells[column], other))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether two cells, each of its own screen, are equal in rendition, flags, text and hyperlink.</summary>
    internal static bool CellsAreEqual(Cell left, Screen leftScreen, Cell right, Screen rightScreen) =>
        leftScreen.SharesTablesWith(rightScreen) || !(left.NeedsTables || right.NeedsTables)
            ? left == right
            : left.HasSameStyle(right)
                && ClusterTable.AreEqual(left.Content, leftScreen.Clusters, right.Content, rightScreen.Clusters)
                && HyperlinkTable.AreEqual(
                    left.HyperlinkId, leftScreen.Hyperlinks, right.HyperlinkId, rightScreen.Hyperlinks);
}
