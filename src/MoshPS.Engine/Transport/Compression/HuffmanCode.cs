using System.Buffers.Binary;

namespace MoshPS.Engine.Transport.Compression;

/// <summary>
/// A canonical Huffman code (RFC 1951 §3.2.2) for writing, built from how often each symbol occurs. Reusable.
/// </summary>
/// <param name="symbolCount">Size of the alphabet.</param>
/// <param name="maximumLength">The longest code to make, in bits; enough for the alphabet.</param>
internal sealed class HuffmanCode(int symbolCount, int maximumLength)
{
    private const int SymbolBits = 16;
    private const int SymbolMask = (1 << SymbolBits) - 1;

    private readonly byte[] _lengths = new byte[symbolCount];
    private readonly ushort[] _codes = new ushort[symbolCount];

    // Scratch: frequency and symbol of each symbol that occurs, by frequency; and what the construction needs.
    private readonly ulong[] _sorted = new ulong[symbolCount];
    private readonly long[] _work = new long[symbolCount];

    /// <summary>The length of each symbol's code; 0 for those that do not occur.</summary>
    public ReadOnlySpan<byte> Lengths => _lengths;

    /// <summary>Each symbol's code with its first bit lowest, as <see cref="BitWriter"/> takes it.</summary>
    public ReadOnlySpan<ushort> Codes => _codes;

    /// <summary>Makes the code whose lengths are given.</summary>
    public void SetLengths(ReadOnlySpan<byte> lengths)
    {
        lengths.CopyTo(_lengths);
        AssignCodes();
    }

    /// <summary>Makes a code that is optimal but for the limit of its length.</summary>
    /// <param name="frequencies">How often each symbol occurs.</param>
    public void Build(ReadOnlySpan<int> frequencies)
    {
        int count = 0;
        for (int symbol = 0; symbol < frequencies.Length; symbol++)
        {
            if (frequencies[symbol] != 0)
            {
                _sorted[count++] = ((ulong)frequencies[symbol] << SymbolBits) | (uint)symbol;
            }
        }

        Array.Clear(_lengths);
        Span<ulong> sorted = _sorted.AsSpan(0, count);
        if (count == 1)
        {
            _lengths[(int)sorted[0] & SymbolMask] = 1;
        }
        else if (count > 1)
        {
            sorted.Sort();
            AssignLengths(sorted);
        }

        AssignCodes();
    }

    /// <summary>How many bits the symbols take.</summary>
    /// <param name="frequencies">How often each occurs.</param>
    public int CountBits(ReadOnlySpan<int> frequencies)
    {
        int bits = 0;
        for (int symbol = 0; symbol < frequencies.Length; symbol++)
        {
            bits += frequencies[symbol] * _lengths[symbol];
        }

        return bits;
    }

    private void AssignLengths(ReadOnlySpan<ulong> sorted)
    {
        Span<int> counts = stackalloc int[maximumLength + 1];
        CountLengths(sorted, _work.AsSpan(0, sorted.Length), counts);

        // The rarest symbols come first and get the longest codes.
        int next = 0;
        for (int length = maximumLength; length > 0; length--)
        {
            for (int i = 0; i < counts[length]; i++)
            {
                _lengths[(int)sorted[next++] & SymbolMask] = (byte)length;
            }
        }
    }

    /// <summary>
    /// Finds how many codes have each length: A. Moffat and J. Katajainen, "In-place calculation of
    /// minimum-redundancy codes" (1995), which joins the two lightest nodes as Huffman does, with the tree in
    /// one array: first weights, then parents, then depths.
    /// </summary>
    private static void CountLengths(ReadOnlySpan<ulong> sorted, Span<long> tree, Span<int> counts)
    {
        int count = sorted.Length;
        for (int i = 0; i < count; i++)
        {
            tree[i] = (long)(sorted[i] >> SymbolBits);
        }

        // Inner node i replaces leaf i, which has been used by then.
        int leaf = 0;
        int root = 0;
        for (int inner = 0; inner < count - 1; inner++)
        {
            long weight = 0;
            for (int child = 0; child < 2; child++)
            {
                if (leaf >= count || (root < inner && tree[root] < tree[leaf]))
                {
                    weight += tree[root];
                    tree[root++] = inner;
                }
                else
                {
                    weight += tree[leaf++];
                }
            }

            tree[inner] = weight;
        }

        // From the root down: at each depth, what is not an inner node is a leaf.
        counts.Clear();
        tree[count - 2] = 0;
        for (int inner = count - 3; inner >= 0; inner--)
        {
            tree[inner] = tree[(int)tree[inner]] + 1;
        }

        int available = 1;
        int depth = 0;
        int node = count - 2;
        while (available > 0)
        {
            int used = 0;
            while (node >= 0 && tree[node] == depth)
            {
                used++;
                node--;
            }

            // Too deep ones are put at the limit here, and made room for below.
            counts[Math.Min(depth, counts.Length - 1)] += available - used;
            available = 2 * used;
            depth++;
        }

        LimitLengths(counts);
    }

    /// <summary>
    /// Makes the lengths fit a prefix code again, if some were shortened to the limit: as long as they take too
    /// much of the code space, the deepest leaf above the limit goes down by one and takes one from the limit
    /// beside it.
    /// </summary>
    private static void LimitLengths(Span<int> counts)
    {
        int limit = counts.Length - 1;
        int taken = 0;
        for (int length = 1; length <= limit; length++)
        {
            taken += counts[length] << (limit - length);
        }

        for (; taken > 1 << limit; taken--)
        {
            int length = limit - 1;
            while (counts[length] == 0)
            {
                length--;
            }

            counts[length]--;
            counts[length + 1] += 2;
            counts[limit]--;
        }
    }

    private void AssignCodes()
    {
        Span<int> counts = stackalloc int[maximumLength + 1];
        counts.Clear();
        foreach (byte length in _lengths)
        {
            counts[length]++;
        }

        counts[0] = 0;
        Span<int> next = stackalloc int[maximumLength + 1];
        int code = 0;
        for (int length = 1; length <= maximumLength; length++)
        {
            code = (code + counts[length - 1]) << 1;
            next[length] = code;
        }

        for (int symbol = 0; symbol < _lengths.Length; symbol++)
        {
            int length = _lengths[symbol];
            if (length != 0)
            {
                _codes[symbol] = Reverse(next[length]++, length);
            }
        }
    }

    private static ushort Reverse(int code, int length)
    {
        uint bits = BinaryPrimitives.ReverseEndianness((uint)code);
        bits = ((bits & 0x0F0F_0F0F) << 4) | ((bits >> 4) & 0x0F0F_0F0F);
        bits = ((bits & 0x3333_3333) << 2) | ((bits >> 2) & 0x3333_3333);
        bits = ((bits & 0x5555_5555) << 1) | ((bits >> 1) & 0x5555_5555);
        return (ushort)(bits >> (32 - length));
    }
}
