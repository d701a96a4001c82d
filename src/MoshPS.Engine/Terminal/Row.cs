namespace MoshPS.Engine.Terminal;

/// <summary>
/// A row of cells, shared between a screen and its snapshots. A screen may write only into rows whose
/// <see cref="Owner"/> is its own present token; it copies any other row first (see <see cref="Screen"/>).
/// </summary>
internal sealed class Row
{
    // Of a row without an owner, which may stand in many places of one screen, nobody knows when it is free.
    private const int Uncounted = -1;

    // Places that have the row, where screens are recycled: otherwise it stays 1.
    private int _uses;

    internal Row(Cell[] cells, RowOwner? owner)
    {
        Cells = cells;
        Owner = owner;
        _uses = owner is null ? Uncounted : 1;
    }

    internal Cell[] Cells { get; }

    /// <summary>Who may write; null for nobody, such as for a blank row that stands in many places.</summary>
    internal RowOwner? Owner { get; private set; }

    internal static Row Filled(int columns, Cell cell, RowOwner? owner)
    {
        Cell[] cells = GC.AllocateUninitializedArray<Cell>(columns);
        cells.AsSpan().Fill(cell);
        return new Row(cells, owner);
    }

    internal Row Copy(RowOwner owner) => new(Cells.AsSpan().ToArray(), owner);

    /// <summary>One more screen has the row, so that nobody may write to it any more.</summary>
    internal void Share()
    {
        Owner = null;
        _uses += _uses == Uncounted ? 0 : 1;
    }

    /// <summary>The row is handed to somebody who will not say when it is done: it stays as it is from here on.</summary>
    internal void Keep()
    {
        Owner = null;
        _uses = Uncounted;
    }

    /// <summary>One place less has the row.</summary>
    /// <returns>Whether none has it now.</returns>
    internal bool TryEndUse() => _uses != Uncounted && --_uses == 0;

    /// <summary>A screen takes the row, which no place has.</summary>
    internal void StartUse(RowOwner owner)
    {
        Owner = owner;
        _uses = 1;
    }
}
