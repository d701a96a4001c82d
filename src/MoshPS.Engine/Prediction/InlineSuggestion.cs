using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Prediction;

/// <summary>
/// Recognises the grey text that PSReadLine, fish and zsh-autosuggestions show after the cursor. It is not part of the
/// line: what is typed takes its place instead of pushing it on.
/// </summary>
internal static class InlineSuggestion
{
    private const byte BrightBlack = 8;
    private const byte FirstGrey = 232;
    private const byte LastDimGrey = 250;
    private const int LargestTint = 24;
    private const int BrightestGrey = 190;

    /// <summary>
    /// Whether a position lies in a suggestion: all text from the cursor to the end of the position's row is of one
    /// rendition, subdued, and another one than the cell to the left of the cursor.
    /// </summary>
    /// <param name="screen">The server's screen: a suggestion begins at its cursor, wherever that is expected to be by now.</param>
    /// <param name="row">The position's row.</param>
    /// <param name="column">The position's column.</param>
    public static bool IsAt(Screen screen, int row, int column)
    {
        (int firstRow, int firstColumn) = (screen.CursorRow, screen.CursorColumn);
        if (row < firstRow || (row == firstRow && column < firstColumn))
        {
            return false;
        }

        ReadOnlySpan<Cell> cells = screen.GetCells(firstRow);
        Rendition rendition = cells[firstColumn].Rendition;
        return IsSubdued(rendition)
            && (firstColumn == 0 || cells[firstColumn - 1].Rendition != rendition)
            && IsUniform(cells[firstColumn..], rendition)
            && (row == firstRow || IsContinued(screen, row, rendition));
    }

    private static bool IsContinued(Screen screen, int row, Rendition rendition)
    {
        for (int i = screen.CursorRow + 1; i <= row; i++)
        {
            if (!IsUniform(screen.GetCells(i), rendition))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsUniform(ReadOnlySpan<Cell> cells, Rendition rendition)
    {
        foreach (Cell cell in cells)
        {
            if (!CellContent.IsBlank(cell) && cell.Rendition != rendition)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Grey text, or PSReadLine's white in italics (its "dim" is not part of mosh's terminal).</summary>
    private static bool IsSubdued(Rendition rendition)
    {
        Color color = rendition.Foreground;
        return color.Kind switch
        {
            ColorKind.Palette => color.PaletteIndex is BrightBlack or (>= FirstGrey and <= LastDimGrey)
                || (rendition.Attributes & CharacterAttributes.Italic) != 0,
            ColorKind.Rgb => Math.Max(color.Red, Math.Max(color.Green, color.Blue)) is var brightest
                && brightest <= BrightestGrey
                && brightest - Math.Min(color.Red, Math.Min(color.Green, color.Blue)) <= LargestTint,
            _ => (rendition.Attributes & CharacterAttributes.Italic) != 0,
        };
    }
}
