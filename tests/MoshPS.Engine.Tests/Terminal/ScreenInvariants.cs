using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Terminal;

/// <summary>What must hold of a screen whatever was written to it.</summary>
internal static class ScreenInvariants
{
    public static void AssertHold(Screen screen, EmulatorRole role)
    {
        Assert.InRange(screen.CursorRow, 0, screen.Rows - 1);
        Assert.InRange(screen.CursorColumn, 0, screen.Columns - 1);
        Assert.InRange(screen.ScrollTop, 0, screen.ScrollBottom);
        Assert.InRange(screen.ScrollBottom, screen.ScrollTop, screen.Rows - 1);
        Assert.InRange(screen.CombiningRow, -1, screen.Rows - 1);
        Assert.InRange(screen.CombiningColumn, screen.CombiningRow < 0 ? -1 : 0, screen.Columns - 1);
        Assert.True(!screen.IsWrapPending || screen.CursorColumn <= screen.Columns - 1);
        Assert.InRange(screen.WindowTitle.EnumerateRunes().Count(), 0, 256);
        Assert.InRange(screen.IconName.EnumerateRunes().Count(), 0, 256);
        Assert.InRange(screen.Clipboard.EnumerateRunes().Count(), 0, 16384);
        Assert.InRange(screen.Clusters.Count, 0, ClusterTable.Capacity);
        Assert.InRange(screen.Hyperlinks.Used, 0, HyperlinkTable.Capacity);
        Assert.InRange(screen.HyperlinkId, 0u, (uint)screen.Hyperlinks.Count);
        for (int row = 0; row < screen.Rows; row++)
        {
            AssertRowHolds(screen, row, role);
        }
    }

    private static void AssertRowHolds(Screen screen, int row, EmulatorRole role)
    {
        ReadOnlySpan<Cell> cells = screen.GetCells(row);
        Assert.Equal(screen.Columns, cells.Length);
        Span<int> codePoints = stackalloc int[ClusterTable.MaximumCodePoints];
        for (int column = 0; column < cells.Length; column++)
        {
            Cell cell = cells[column];
            bool isLast = column == cells.Length - 1;
            Assert.True(isLast || !cell.IsWrapped);
            Assert.True(cell.HyperlinkId <= screen.Hyperlinks.Count);
            int count = screen.CopyCodePoints(cell, codePoints);
            Assert.Equal(cell.IsEmpty, count == 0);
            for (int i = 0; i < count; i++)
            {
                Assert.True(Rune.IsValid(codePoints[i]));
                int width = i > 0 || cell.IsFallback ? 0 : cell.IsWide ? 2 : 1;
                Assert.Equal(width, CharacterWidth.Of(codePoints[i]));
            }

            Assert.False(cell.IsEmpty && (cell.IsFallback || cell.IsWide));
            if (cell.IsWide && role == EmulatorRole.HostFacing)
            {
                Assert.False(isLast);
                Assert.True(cells[column + 1].IsEmpty && !cells[column + 1].IsWide);
            }
        }
    }
}
