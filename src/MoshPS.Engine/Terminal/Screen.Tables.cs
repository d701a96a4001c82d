using System.Diagnostics;

namespace MoshPS.Engine.Terminal;

/// <content>The tables that cells refer to, and how they are kept bounded.</content>
public sealed partial class Screen
{
    // After a table was found full of what the screen itself shows, so many refusals go by before the next try.
    private const int RefusalsBetweenRebuilds = 1 << 16;

    private int _refusals;

    internal ClusterTable Clusters { get; private set; } = new();

    internal HyperlinkTable Hyperlinks { get; private set; } = new();

    /// <summary>The hyperlink that the next character gets, as a number in <see cref="Hyperlinks"/>; 0 is none.</summary>
    internal uint HyperlinkId { get; private set; }

    internal bool SharesTablesWith(Screen other) =>
        ReferenceEquals(Clusters, other.Clusters) && ReferenceEquals(Hyperlinks, other.Hyperlinks);

    /// <summary>Sets the hyperlink of the characters to come.</summary>
    /// <param name="link">
    /// <c>parameters;address</c>, or nothing for none. When the screen already shows as many links as
    /// <see cref="HyperlinkTable.Capacity"/> allows, there is none either.
    /// </param>
    internal void SetHyperlink(ReadOnlySpan<char> link)
    {
        uint id = 0;
        if (!link.IsEmpty && !Hyperlinks.TryAdd(link, out id) && TryMakeRoomInTables())
        {
            _ = Hyperlinks.TryAdd(link, out id);
        }

        HyperlinkId = id;
    }

    /// <summary>
    /// Adds a combining mark to the text of a cell that has text. The mark is dropped when the cell is full, or
    /// when the screen already shows as many clusters as <see cref="ClusterTable.Capacity"/> allows.
    /// </summary>
    internal void AppendToCell(int row, int column, int codePoint)
    {
        ref Cell cell = ref GetWritableCells(row)[column];
        if (!Clusters.TryAppend(cell.Content, codePoint, out uint content))
        {
            if (!TryMakeRoomInTables())
            {
                return;
            }

            // New tables: the cell's own content has another index now.
            cell = ref GetWritableCells(row)[column];
            if (!Clusters.TryAppend(cell.Content, codePoint, out content))
            {
                return;
            }
        }

        cell = cell.WithContent(content);
    }

    /// <summary>Replaces full tables by new ones, unless that was tried in vain not long ago.</summary>
    private bool TryMakeRoomInTables()
    {
        if (_refusals++ % RefusalsBetweenRebuilds != 0)
        {
            return false;
        }

        RebuildTables();
        if (Clusters.Count <= ClusterTable.Capacity / 2 && Hyperlinks.Used <= HyperlinkTable.Capacity / 2)
        {
            _refusals = 0;
        }

        return true;
    }

    /// <summary>
    /// Starts new tables that hold only what this screen uses. Snapshots keep the old ones.
    /// </summary>
    private void RebuildTables()
    {
        ClusterTable oldClusters = Clusters;
        HyperlinkTable oldHyperlinks = Hyperlinks;
        Clusters = new ClusterTable();
        Hyperlinks = new HyperlinkTable();

        for (int row = 0; row < Rows; row++)
        {
            ReadOnlySpan<Cell> cells = GetCells(row);
            for (int column = 0; column < cells.Length; column++)
            {
                Cell cell = cells[column];
                if (cell.NeedsTables)
                {
                    Span<Cell> writable = GetWritableCells(row);
                    writable[column] = Translate(cell);
                    cells = writable;
                }
            }
        }

        HyperlinkId = TranslateHyperlink(HyperlinkId);

        // What the old tables held fits into new ones of the same capacity.
        Cell Translate(Cell cell)
        {
            bool fits = Clusters.TryImport(cell.Content, oldClusters, out uint content);
            Debug.Assert(fits, "A part of a table is no larger than the table.");
            return cell.WithContent(content).WithHyperlinkId(TranslateHyperlink(cell.HyperlinkId));
        }

        uint TranslateHyperlink(uint id)
        {
            if (id == 0)
            {
                return 0;
            }

            bool fits = Hyperlinks.TryAdd(oldHyperlinks.Get(id), out uint translated);
            Debug.Assert(fits, "A part of a table is no larger than the table.");
            return translated;
        }
    }
}
