using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client;

/// <summary>A screen as lines, where rows that the terminal wrapped are joined again.</summary>
internal static class ScreenText
{
    /// <summary>The screen's lines from top to bottom, without trailing blanks; empty ones at the end are left out.</summary>
    public static List<string> GetLines(Screen screen)
    {
        List<string> lines = new(screen.Rows);
        StringBuilder line = new();
        for (int row = 0; row < screen.Rows; row++)
        {
            string text = screen.GetRowText(row);
            line.Append(text);
            if (screen[row, screen.Columns - 1].IsWrapped && row < screen.Rows - 1)
            {
                AppendCutBlanks(line, screen, row);
                continue;
            }

            lines.Add(line.ToString().TrimEnd(' '));
            line.Clear();
        }

        while (lines.Count > 0 && lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return lines;
    }

    /// <summary>The lines joined by line feeds.</summary>
    public static string Get(Screen screen) => string.Join('\n', GetLines(screen));

    /// <summary>Blanks before a wrap belong to the text: rows are given without them.</summary>
    private static void AppendCutBlanks(StringBuilder line, Screen screen, int row)
    {
        ReadOnlySpan<Cell> cells = screen.GetCells(row);
        int blanks = 0;
        for (int column = cells.Length - 1; column >= 0; column--)
        {
            bool isHalf = column > 0 && cells[column - 1].IsWide;
            if (isHalf || !(cells[column].IsEmpty || screen.GetCellText(row, column) == " "))
            {
                break;
            }

            blanks++;
        }

        line.Append(' ', blanks);
    }
}
