namespace MoshPS.Engine.Terminal;

/// <summary>Compares a row as it is to be with the row that stands in its place on the terminal, cell by cell.</summary>
internal readonly ref struct RowDifference
{
    private readonly Screen _next;
    private readonly Screen _last;
    private readonly bool _wasWrapped;

    /// <param name="next">The screen to show.</param>
    /// <param name="row">The row of it.</param>
    /// <param name="last">The screen that <paramref name="lastCells"/> are of.</param>
    /// <param name="lastCells">What stands there.</param>
    /// <param name="wasWrapped">Whether that is joined to the row below.</param>
    public RowDifference(Screen next, int row, Screen last, ReadOnlySpan<Cell> lastCells, bool wasWrapped)
    {
        _next = next;
        _last = last;
        _wasWrapped = wasWrapped;
        Row = row;
        LastCells = lastCells;
        Cells = next.GetCells(row);
        IsWrapped = ScreenAppearance.IsWrapped(next, row);
    }

    /// <summary>The row's place.</summary>
    public int Row { get; }

    /// <summary>The row as it is to be.</summary>
    public ReadOnlySpan<Cell> Cells { get; }

    /// <summary>The row as it is.</summary>
    public ReadOnlySpan<Cell> LastCells { get; }

    /// <summary>Whether the row is to be joined to the next one.</summary>
    public bool IsWrapped { get; }

    /// <summary>How many columns the character at <paramref name="column"/> covers.</summary>
    public int WidthAt(int column) => IsWideAt(Cells, column) ? 2 : 1;

    /// <summary>
    /// Whether something other than what a wide character erases there stands behind the one at
    /// <paramref name="column"/>. On most terminals that has destroyed the wide character; stock's emulator keeps
    /// both.
    /// </summary>
    public bool IsSplit(int column) =>
        WidthAt(column) == 2 && !IsAlike(Cells[column + 1], Cell.Erased(Cells[column].Rendition), column + 1);

    /// <summary>
    /// Whether the character at <paramref name="column"/> has to be written: because it differs, because it is wide and
    /// what is behind it differs, or because it is the last one and whether the line goes on differs.
    /// </summary>
    public bool IsDifferent(int column)
    {
        if (!IsAlike(Cells[column], LastCells[column], column))
        {
            return true;
        }

        int end = column + WidthAt(column);
        return (end == column + 2 && !IsAlike(Cells[column + 1], LastCells[column + 1], column + 1))
            || (end == Cells.Length && IsWrapped != _wasWrapped);
    }

    /// <summary>
    /// Whether a wide character ends just before <paramref name="column"/> on the terminal. If it is overwritten, then
    /// on most terminals the half at <paramref name="column"/> is blanked in some way.
    /// </summary>
    public bool WasWideBefore(int column) => column < LastCells.Length && IsWideAt(LastCells, column - 1);

    /// <summary>
    /// End of the run of cells from <paramref name="column"/> on that erasing with one background gives;
    /// <paramref name="column"/> itself when there is none.
    /// </summary>
    public int BlankRunEnd(int column)
    {
        Rendition rendition = Cells[column].Rendition;
        if (rendition != rendition.BackgroundOnly)
        {
            return column;
        }

        int end = column;
        while (end < Cells.Length
            && Cells[end].Rendition == rendition
            && Cells[end].HyperlinkId == 0
            && ScreenAppearance.IsBlank(Cells[end], end == Cells.Length - 1))
        {
            end++;
        }

        return end;
    }

    private static bool IsWideAt(ReadOnlySpan<Cell> cells, int column) =>
        column >= 0 && column < cells.Length - 1 && cells[column].IsWide;

    private bool IsAlike(Cell cell, Cell lastCell, int column) =>
        cell == lastCell && !cell.NeedsTables
        || ScreenAppearance.AreAlike(cell, _next, lastCell, _last, column == Cells.Length - 1);
}
