using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Prediction;

/// <summary>The text of a cell, as far as predictions compare it.</summary>
internal static class CellContent
{
    private const uint Space = 0x20;
    private const uint NoBreakSpace = 0xA0;

    /// <summary>Whether nothing is to be seen: no text, a space or a no-break space (spec 3 §5.2).</summary>
    public static bool IsBlank(Cell cell) => Of(cell) == Space;

    /// <summary>The text as a number; all blanks are the same.</summary>
    public static uint Of(Cell cell) => cell.Content is 0 or NoBreakSpace ? Space : cell.Content;
}
