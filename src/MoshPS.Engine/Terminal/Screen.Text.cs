using System.Text;

namespace MoshPS.Engine.Terminal;

/// <content>The screen as text.</content>
public sealed partial class Screen
{
    private const char NoBreakSpace = '\u00A0';

    /// <summary>
    /// The text of a row without trailing spaces. An empty cell is a space, a combining mark without a base stands
    /// on a no-break space, and the cell behind a wide character is left out.
    /// </summary>
    public string GetRowText(int row)
    {
        var text = new StringBuilder(Columns);
        AppendRowText(row, text);
        return text.ToString();
    }

    /// <summary>The text of all rows, without trailing spaces, each ended by a line feed.</summary>
    public string GetText()
    {
        var text = new StringBuilder((Columns + 1) * Math.Min(Rows, 64));
        for (int row = 0; row < Rows; row++)
        {
            AppendRowText(row, text);
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The text of one cell as it shows: a space when it is empty.</summary>
    public string GetCellText(int row, int column)
    {
        var text = new StringBuilder();
        AppendCellText(this[row, column], text);
        return text.ToString();
    }

    /// <summary>The address of the hyperlink of a cell, or null when it has none.</summary>
    public string? GetCellHyperlink(int row, int column)
    {
        // The table holds parameters;address, and parameters have no semicolon.
        string? link = Hyperlinks.Get(this[row, column].HyperlinkId);
        return link?[(link.IndexOf(';', StringComparison.Ordinal) + 1)..];
    }

    /// <summary>
    /// Writes what a cell holds, as code points, and returns their number: none for an empty cell, at most
    /// <see cref="ClusterTable.MaximumCodePoints"/>. The no-break space under a lone mark is not among them.
    /// </summary>
    internal int CopyCodePoints(Cell cell, Span<int> codePoints) => Clusters.CopyCodePoints(cell.Content, codePoints);

    private void AppendRowText(int row, StringBuilder text)
    {
        int start = text.Length;
        ReadOnlySpan<Cell> cells = GetCells(row);
        for (int column = 0; column < cells.Length; column++)
        {
            Cell cell = cells[column];
            AppendCellText(cell, text);
            if (cell.IsWide)
            {
                column++;
            }
        }

        int end = text.Length;
        while (end > start && text[end - 1] == ' ')
        {
            end--;
        }

        text.Length = end;
    }

    private void AppendCellText(Cell cell, StringBuilder text)
    {
        if (cell.IsEmpty)
        {
            text.Append(' ');
            return;
        }

        if (cell.IsFallback)
        {
            text.Append(NoBreakSpace);
        }

        Span<int> codePoints = stackalloc int[ClusterTable.MaximumCodePoints];
        Span<char> utf16 = stackalloc char[2];
        int count = CopyCodePoints(cell, codePoints);
        foreach (int codePoint in codePoints[..count])
        {
            int length = new Rune(codePoint).EncodeToUtf16(utf16);
            text.Append(utf16[..length]);
        }
    }
}
