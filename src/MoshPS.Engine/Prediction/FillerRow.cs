using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Prediction;

/// <summary>Recognises the rows that vi, less and others show beyond the end of the text: a tilde and nothing else.</summary>
internal static class FillerRow
{
    private const uint Filler = '~';

    /// <summary>Whether a row is such a one.</summary>
    public static bool Is(ReadOnlySpan<Cell> cells)
    {
        if (cells[0].Content != Filler)
        {
            return false;
        }

        foreach (Cell cell in cells[1..])
        {
            if (!CellContent.IsBlank(cell))
            {
                return false;
            }
        }

        return true;
    }
}
