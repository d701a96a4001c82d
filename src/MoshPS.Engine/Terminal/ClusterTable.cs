using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace MoshPS.Engine.Terminal;

/// <summary>
/// The texts of cells that hold more than one code point. A cluster is stored as a shorter text plus one code
/// point, so appending a mark is one look-up without allocation, and equal texts always get the same index.
/// </summary>
/// <remarks>
/// Entries are only ever added, so that snapshots, which share the table, keep their meaning. One thread at a
/// time may append; others may read indices they got with a snapshot.
/// </remarks>
internal sealed class ClusterTable
{
    /// <summary>A cell of this many bytes of UTF-8 takes no further mark (spec 2 §5).</summary>
    internal const int FullCellBytes = 32;

    /// <summary>
    /// The longest cell text, in code points. Marks take two bytes or more: after the base and 16 marks, or after
    /// 16 marks without a base, the cell is full.
    /// </summary>
    internal const int MaximumCodePoints = 17;

    /// <summary>The most entries of one table; about 10 MB.</summary>
    internal const int Capacity = 1 << 18;

    private const int InitialEntries = 16;

    // An entry itself, and its key, value and place in the dictionary.
    private const int BytesPerEntry = 40;

    // Keyed by the shorter content in the high half and the code point in the low one.
    private readonly Dictionary<ulong, uint> _indices = [];
    private Entry[] _entries = new Entry[InitialEntries];

    /// <summary>The number of entries.</summary>
    internal int Count { get; private set; }

    /// <summary>About how many bytes of memory the entries take.</summary>
    internal long HeldBytes => (long)Count * BytesPerEntry;

    /// <summary>
    /// The content of a cell that held <paramref name="content"/> (not 0) after <paramref name="codePoint"/> joined
    /// it; the same content when the cell is full.
    /// </summary>
    /// <returns><see langword="false"/> when the table has no room.</returns>
    internal bool TryAppend(uint content, int codePoint, out uint appended)
    {
        int length = Utf8Length(content);
        if (length >= FullCellBytes)
        {
            appended = content;
            return true;
        }

        ulong key = ((ulong)content << 32) | (uint)codePoint;
        if (_indices.TryGetValue(key, out appended))
        {
            return true;
        }

        if (Count == Capacity)
        {
            return false;
        }

        if (Count == _entries.Length)
        {
            // Readers on other threads keep the old array, which holds all they know of.
            Array.Resize(ref _entries, _entries.Length * 2);
        }

        int codePointLength = new Rune(codePoint).Utf8SequenceLength;
        _entries[Count] = new Entry(content, codePoint, (byte)(length + codePointLength));
        appended = Cell.ClusterFlag | (uint)Count;
        Count++;
        _indices.Add(key, appended);
        return true;
    }

    /// <summary>The content that means in this table what <paramref name="content"/> means in <paramref name="other"/>.</summary>
    /// <returns><see langword="false"/> when the table has no room.</returns>
    internal bool TryImport(uint content, ClusterTable other, out uint imported)
    {
        Span<int> codePoints = stackalloc int[MaximumCodePoints];
        int count = other.CopyCodePoints(content, codePoints);
        imported = count == 0 ? 0 : (uint)codePoints[0];
        for (int i = 1; i < count; i++)
        {
            if (!TryAppend(imported, codePoints[i], out imported))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Writes the code points of a cell's content and returns their number, 0 to <see cref="MaximumCodePoints"/>.
    /// </summary>
    internal int CopyCodePoints(uint content, Span<int> codePoints)
    {
        if (content == 0)
        {
            return 0;
        }

        int count = 0;
        while ((content & Cell.ClusterFlag) != 0)
        {
            ref readonly Entry entry = ref _entries[content & ~Cell.ClusterFlag];
            codePoints[count++] = entry.CodePoint;
            content = entry.Prefix;
        }

        codePoints[count++] = (int)content;
        codePoints[..count].Reverse();
        return count;
    }

    /// <summary>Whether two contents, each of its own table, are the same text.</summary>
    internal static bool AreEqual(uint left, ClusterTable leftTable, uint right, ClusterTable rightTable)
    {
        if (ReferenceEquals(leftTable, rightTable))
        {
            return left == right;
        }

        while ((left & right & Cell.ClusterFlag) != 0)
        {
            ref readonly Entry leftEntry = ref leftTable._entries[left & ~Cell.ClusterFlag];
            ref readonly Entry rightEntry = ref rightTable._entries[right & ~Cell.ClusterFlag];
            if (leftEntry.CodePoint != rightEntry.CodePoint)
            {
                return false;
            }

            left = leftEntry.Prefix;
            right = rightEntry.Prefix;
        }

        // One code point each, unless one of the texts is longer: then it is still an index.
        return left == right && (left & Cell.ClusterFlag) == 0;
    }

    private int Utf8Length(uint content) => (content & Cell.ClusterFlag) != 0
        ? _entries[content & ~Cell.ClusterFlag].Utf8Length
        : new Rune(content).Utf8SequenceLength;

    [SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
    private readonly struct Entry(uint prefix, int codePoint, byte utf8Length)
    {
        /// <summary>The content before <see cref="CodePoint"/>.</summary>
        internal uint Prefix { get; } = prefix;

        internal int CodePoint { get; } = codePoint;

        /// <summary>Of the whole text.</summary>
        internal byte Utf8Length { get; } = utf8Length;
    }
}
