namespace MoshPS.Engine.Terminal;

/// <summary>
/// The hyperlinks (OSC 8, spec 2 §12) that cells of a screen refer to by number; 0 is no link. Entries are only
/// ever added, like those of <see cref="ClusterTable"/> and under the same rule for threads.
/// </summary>
internal sealed class HyperlinkTable
{
    /// <summary>The most text that one table holds, in characters.</summary>
    internal const int Capacity = 1 << 22;

    private const int InitialEntries = 4;

    // What an entry costs beside its text, so that very many short links are bounded too.
    private const int EntryOverhead = 32;

    // A lookup by span, so that a link that is known already costs no string.
    private readonly Dictionary<string, uint> _ids = new(StringComparer.Ordinal);
    private string[] _links = new string[InitialEntries];

    /// <summary>The number of links.</summary>
    internal int Count { get; private set; }

    /// <summary>The room taken, of <see cref="Capacity"/>.</summary>
    internal int Used { get; private set; }

    /// <summary>About how many bytes of memory the links take.</summary>
    internal long HeldBytes => (long)Used * sizeof(char);

    /// <summary>The number of a link, which is added when it is new.</summary>
    /// <param name="link">Parameters, a semicolon, and an address that is not empty.</param>
    /// <param name="id">The number, from 1.</param>
    /// <returns><see langword="false"/> when the table has no room.</returns>
    internal bool TryAdd(ReadOnlySpan<char> link, out uint id)
    {
        var ids = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        if (ids.TryGetValue(link, out id))
        {
            return true;
        }

        int cost = link.Length + EntryOverhead;
        if (cost > Capacity - Used)
        {
            return false;
        }

        if (Count == _links.Length)
        {
            // Readers on other threads keep the old array, which holds all they know of.
            Array.Resize(ref _links, _links.Length * 2);
        }

        string text = link.ToString();
        _links[Count++] = text;
        Used += cost;
        id = (uint)Count;
        _ids.Add(text, id);
        return true;
    }

    /// <summary>The link with this number as <c>parameters;address</c>, or null for 0.</summary>
    internal string? Get(uint id) => id == 0 ? null : _links[id - 1];

    /// <summary>Whether two numbers, each of its own table, are the same link.</summary>
    internal static bool AreEqual(uint left, HyperlinkTable leftTable, uint right, HyperlinkTable rightTable) =>
        ReferenceEquals(leftTable, rightTable)
            ? left == right
            : string.Equals(leftTable.Get(left), rightTable.Get(right), StringComparison.Ordinal);
}
