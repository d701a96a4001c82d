namespace MoshPS.Engine.Terminal;

/// <content>Erasing, inserting and deleting cells (spec 2 §6).</content>
public sealed partial class Emulator
{
    private void EraseInDisplay(int which)
    {
        Screen screen = _screen;
        int row = screen.CursorRow;
        switch (which)
        {
            case 0:
                EraseInLine(0);
                screen.EraseRows(row + 1, screen.Rows - row - 1);
                break;
            case 1:
                screen.EraseRows(0, row);
                EraseInLine(1);
                break;
            case 2:
                screen.EraseRows(0, screen.Rows);
                break;
            default:
                break;
        }
    }

    private void EraseInLine(int which)
    {
        Screen screen = _screen;
        int row = screen.CursorRow;
        int column = screen.CursorColumn;
        switch (which)
        {
            case 0:
                Erase(row, column, screen.Columns - column);
                break;
            case 1:
                Erase(row, 0, column + 1);
                break;
            case 2:
                screen.EraseRows(row, 1);
                break;
            default:
                break;
        }
    }

    private void Erase(int row, int column, int count)
    {
        BlankSplitWideCell(_screen.GetWritableCells(row), column);
        _screen.EraseCells(row, column, count);
    }

    private void Insert(int row, int column, int count)
    {
        Span<Cell> cells = _screen.GetWritableCells(row);
        BlankSplitWideCell(cells, column);
        _screen.InsertCells(row, column, count);
        BlankCutWideCell(cells);
    }

    private void Delete(int row, int column, int count)
    {
        BlankSplitWideCell(_screen.GetWritableCells(row), column);
        _screen.DeleteCells(row, column, count);
    }
}
