using System.Text;

namespace MoshPS.Engine.Terminal;

/// <summary>
/// Compares screens by what a frame can convey (spec 2 §8): an empty cell is as good as a space, a mark without a
/// base as good as one on a no-break space, and a wide character without room as good as a blank.
/// </summary>
internal static class ScreenAppearance
{
    /// <summary>What a lone combining mark is shown on (spec 2 §4.3).</summary>
    public const int NoBreakSpace = 0xA0;

    /// <summary>
    /// As many characters of a title fit into an OSC after its number and semicolon (spec 2 §6). A title that came
    /// without a number may be one longer, which no frame conveys.
    /// </summary>
    public const int MaximumTitleCodePoints = 254;

    /// <summary>
    /// Whether two screens are alike in everything that frames convey, bell apart: a frame rings it once, however
    /// often it rang.
    /// </summary>
    public static bool AreAlike(Screen left, Screen right)
    {
        if (left.Columns != right.Columns
            || left.Rows != right.Rows
            || left.CursorRow != right.CursorRow
            || left.CursorColumn != right.CursorColumn
            || left.IsCursorVisible != right.IsCursorVisible
            || left.IsReverseVideo != right.IsReverseVideo
            || left.Pen != right.Pen
            || left.IsBracketedPasteOn != right.IsBracketedPasteOn
            || left.MouseReporting != right.MouseReporting
            || left.MouseEncoding != right.MouseEncoding
            || left.IsMouseFocusOn != right.IsMouseFocusOn
            || left.CursorShape != right.CursorShape
            || !AreTitlesAlike(left.WindowTitle, right.WindowTitle)
            || !string.Equals(left.Clipboard, right.Clipboard, StringComparison.Ordinal)
            || !HyperlinkTable.AreEqual(left.HyperlinkId, left.Hyperlinks, right.HyperlinkId, right.Hyperlinks))
        {
            return false;
        }

        for (int row = 0; row < left.Rows; row++)
        {
            if (!AreRowsAlike(left, row, right, row))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether two titles are the same as far as a frame can carry them.</summary>
    public static bool AreTitlesAlike(string left, string right) =>
        ReferenceEquals(left, right)
        || Clip(left).SequenceEqual(Clip(right));

    /// <summary>The part of a title that a frame can carry.</summary>
    public static ReadOnlySpan<char> Clip(string title)
    {
        if (title.Length <= MaximumTitleCodePoints)
        {
            return title;
        }

        int length = 0;
        int codePoints = 0;
        foreach (Rune rune in title.EnumerateRunes())
        {
            if (++codePoints > MaximumTitleCodePoints)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return title.AsSpan(0, length);
    }

    /// <summary>Whether rows of two screens of equal width are alike, the wrap flag included.</summary>
    public static bool AreRowsAlike(Screen left, int leftRow, Screen right, int rightRow)
    {
        bool isWrapped = IsWrapped(left, leftRow);
        if (isWrapped != IsWrapped(right, rightRow))
        {
            return false;
        }

        if (left.HasSameCells(leftRow, right, rightRow))
        {
            return true;
        }

        ReadOnlySpan<Cell> leftCells = left.GetCells(leftRow);
        ReadOnlySpan<Cell> rightCells = right.GetCells(rightRow);
        for (int column = 0; column < leftCells.Length; column++)
        {
            if (!AreAlike(leftCells[column], left, rightCells[column], right, column == leftCells.Length - 1))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether the line goes on in the next row. Nothing goes on after the last row: a flag that was moved there
    /// cannot be conveyed and does not count.
    /// </summary>
    public static bool IsWrapped(Screen screen, int row) =>
        row < screen.Rows - 1 && screen.GetCells(row)[^1].IsWrapped;

    /// <summary>Whether all cells of a row are empty and have the default rendition.</summary>
    public static bool IsBlankRow(Screen screen, int row)
    {
        ReadOnlySpan<Cell> cells = screen.GetCells(row);

        // Most rows that are not blank begin with text.
        return cells[0].IsEmpty && cells.IndexOfAnyExcept(default(Cell)) < 0;
    }

    /// <summary>Whether two cells look alike; wrap flags do not count.</summary>
    public static bool AreAlike(Cell left, Screen leftScreen, Cell right, Screen rightScreen, bool isLastColumn)
    {
        if (Screen.CellsAreEqual(left, leftScreen, right, rightScreen))
        {
            return true;
        }

        return left.Rendition == right.Rendition
            && HyperlinkTable.AreEqual(
                left.HyperlinkId, leftScreen.Hyperlinks, right.HyperlinkId, rightScreen.Hyperlinks)
            && HaveSameText(left, leftScreen, right, rightScreen, isLastColumn);
    }

    /// <summary>Whether a cell shows nothing but its background and attributes.</summary>
    public static bool IsBlank(Cell cell, bool isLastColumn) =>
        cell.Content is 0 or ' ' || (cell.IsWide && isLastColumn);

    /// <summary>
    /// Writes the code points that show a cell and returns their number: a space when it is blank, a no-break space
    /// before a lone mark, and no more than a cell takes (spec 2 §5).
    /// </summary>
    public static int CopyVisibleCodePoints(Cell cell, Screen screen, bool isLastColumn, Span<int> codePoints)
    {
        if (IsBlank(cell, isLastColumn))
        {
            codePoints[0] = ' ';
            return 1;
        }

        if (!cell.IsFallback)
        {
            return screen.CopyCodePoints(cell, codePoints);
        }

        codePoints[0] = NoBreakSpace;
        int count = 1 + screen.CopyCodePoints(cell, codePoints[1..]);
        int bytes = 0;
        for (int i = 0; i < count; i++)
        {
            if (bytes >= ClusterTable.FullCellBytes)
            {
                return i;
            }

            bytes += new Rune(codePoints[i]).Utf8SequenceLength;
        }

        return count;
    }

    private static bool HaveSameText(Cell left, Screen leftScreen, Cell right, Screen rightScreen, bool isLastColumn)
    {
        bool isBlank = IsBlank(left, isLastColumn);
        if (isBlank || IsBlank(right, isLastColumn))
        {
            return isBlank && IsBlank(right, isLastColumn);
        }

        if (left.IsWide != right.IsWide)
        {
            return false;
        }

        if (left.IsFallback == right.IsFallback)
        {
            return ClusterTable.AreEqual(left.Content, leftScreen.Clusters, right.Content, rightScreen.Clusters);
        }

        Span<int> leftText = stackalloc int[ClusterTable.MaximumCodePoints + 1];
        Span<int> rightText = stackalloc int[ClusterTable.MaximumCodePoints + 1];
        int leftLength = CopyVisibleCodePoints(left, leftScreen, isLastColumn, leftText);
        int rightLength = CopyVisibleCodePoints(right, rightScreen, isLastColumn, rightText);
        return leftText[..leftLength].SequenceEqual(rightText[..rightLength]);
    }
}
