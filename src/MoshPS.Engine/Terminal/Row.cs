namespace MoshPS.Engine.Terminal;

/// <summary>
/// A row of cells, shared between a screen and its snapshots. A screen may write only into rows whose
/// <see cref="Owner"/> is its own present token; it copies any other row first (see <see cref="Screen"/>).
/// </summary>
internal sealed class Row
{
    internal Row(Cell[] cells, ulong generation, RowOwner? owner)
    {
        Cells = cells;
        Generation = generation;
        Owner = owner;
    }

    internal Cell[] Cells { get; }

    /// <summary>
    /// New when the row is created or reset whole, kept by copies and cell writes (spec 2 §4.3). Rows of equal
    /// generation and equal cells are taken for the same line when a frame is searched for scrolling.
    /// </summary>
    internal ulong Generation { get; private set; }

    /// <summary>Who may write; null for nobody, such as for a blank row that stands in many places.</summary>
    internal RowOwner? Owner { get; }

    /// <summary>Whether the line goes on in the next row.</summary>
    internal bool IsWrapped => Cells[^1].IsWrapped;

    internal static Row Filled(int columns, Cell cell, ulong generation, RowOwner? owner)
    {
        Cell[] cells = GC.AllocateUninitializedArray<Cell>(columns);
        cells.AsSpan().Fill(cell);
        return new Row(cells, generation, owner);
    }

    internal Row Copy(RowOwner owner) => new(Cells.AsSpan().ToArray(), Generation, owner);

    internal void Refill(Cell cell, ulong generation)
    {
        Cells.AsSpan().Fill(cell);
        Generation = generation;
    }
}
