using System.Runtime.CompilerServices;

namespace MoshPS.Engine.Terminal;

/// <content>What bounds the work and the memory that a peer can cause.</content>
public sealed partial class Screen
{
    /// <summary>
    /// The most work that one difference may make, in cells that are moved or erased: half a second or so. No honest
    /// frame needs a tenth of it. Without it, a few kilobytes of compressed <c>ESC # 8</c> keep a processor busy for
    /// hours.
    /// </summary>
    internal const long MaximumWork = 1L << 28;

    /// <summary>There is no limit, as for output of the user's own programs.</summary>
    internal const long UnlimitedWork = long.MaxValue;

    /// <summary>
    /// How much work is left, in cells. Once it is negative, functions that cost more than their own bytes have no
    /// effect, and the screen is of no use.
    /// </summary>
    internal long WorkLeft { get; set; } = UnlimitedWork;

    /// <summary>
    /// How much work was done so far, in cells that were moved or erased, beyond what each byte of output costs
    /// anyway.
    /// </summary>
    internal long WorkDone { get; private set; }

    /// <summary>About how many bytes the tables hold, which snapshots share.</summary>
    internal long TableBytes => Clusters.HeldBytes + Hyperlinks.HeldBytes;

    /// <summary>About how many bytes this screen holds if it shares nothing with any other.</summary>
    internal long MaximumBytes =>
        ((long)Columns * Rows * Unsafe.SizeOf<Cell>()) + ((long)Rows * Unsafe.SizeOf<nint>()) + TableBytes
        + ((long)Clipboard.Length * sizeof(char));

    /// <summary>
    /// About how many bytes this screen holds, tables apart, that <paramref name="origin"/> does not, of which it was
    /// a snapshot before it was written to. To be asked before a snapshot of it is taken in turn.
    /// </summary>
    internal long CountOwnBytes(Screen origin)
    {
        long ownRows = 0;
        Row? previous = null;
        foreach (Row row in _rows)
        {
            // A row without an owner may stand in many places, which are neighbours mostly.
            bool isOwn = ReferenceEquals(row.Owner, _owner) || (row.Owner is null && !ReferenceEquals(row, previous));
            ownRows += isOwn ? 1 : 0;
            previous = row;
        }

        long text = ReferenceEquals(Clipboard, origin.Clipboard) ? 0 : (long)Clipboard.Length * sizeof(char);
        return (ownRows * Columns * Unsafe.SizeOf<Cell>()) + ((long)Rows * Unsafe.SizeOf<nint>()) + text;
    }

    private bool TrySpend(long cells)
    {
        WorkDone += cells;
        if (WorkLeft == UnlimitedWork)
        {
            return true;
        }

        WorkLeft -= cells;
        return WorkLeft >= 0;
    }
}
