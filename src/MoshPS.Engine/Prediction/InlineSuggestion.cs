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
    /// Whether all text from a cell to the end of the row is a suggestion: of one rendition, subdued, and another one
    /// than the cell to the left.
    /// </summary>
    /// <param name="cells">A row of the server's screen.</param>
    /// <param name="column">Where the cursor is, or is expected to be.</param>
    public static bool IsAt(ReadOnlySpan<Cell> cells, int column)
    {
        if (CellContent.IsBlank(cells[column]) && !IsSubdued(cells[column].Rendition))
        {
            return false;
        }

        Rendition rendition = cells[column].Rendition;
        if (!IsSubdued(rendition) || (column > 0 && cells[column - 1].Rendition == rendition))
        {
            return false;
        }

        foreach (Cell cell in cells[column..])
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
