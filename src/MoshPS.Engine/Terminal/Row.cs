namespace MoshPS.Engine.Terminal;

/// <summary>
/// A row of cells, shared between a screen and its snapshots. A screen may write only into rows whose
/// <see cref="Owner"/> is its own present token; it copies any other row first (see <see cref="Screen"/>).
/// </summary>
internal sealed class Row
{
    internal Row(Cell[] cells, RowOwner? owner)
    {
        Cells = cells;
        Owner = owner;
    }

    internal Cell[] Cells { get; }

    /// <summary>Who may write; null for nobody, such as for a blank row that stands in many places.</summary>
    internal RowOwner? Owner { get; }

    internal static Row Filled(int columns, Cell cell, RowOwner? owner)
    {
        Cell[] cells = GC.AllocateUninitializedArray<Cell>(columns);
        cells.AsSpan().Fill(cell);
        return new Row(cells, owner);
    }

    internal Row Copy(RowOwner owner) => new(Cells.AsSpan().ToArray(), owner);
}
