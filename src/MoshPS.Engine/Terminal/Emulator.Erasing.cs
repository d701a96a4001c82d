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
                ResetRows(row + 1, screen.Rows);
                break;
            case 1:
                ResetRows(0, row);
                EraseInLine(1);
                break;
            case 2:
                ResetRows(0, screen.Rows);
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
                screen.ResetRow(row);
                break;
            default:
                break;
        }
    }

    private void ResetRows(int first, int end)
    {
        for (int row = first; row < end; row++)
        {
            _screen.ResetRow(row);
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
