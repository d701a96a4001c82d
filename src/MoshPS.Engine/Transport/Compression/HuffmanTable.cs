using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MoshPS.Engine.Transport.Compression;

/// <summary>
/// Decodes a canonical Huffman code (RFC 1951 §3.2.2) by look-up: a first table for the bits that most codes
/// fit in, and second tables for the longer ones. Reusable; it never grows.
/// </summary>
internal sealed class HuffmanTable
{
    private readonly int _primaryBits;
    private readonly int _primaryMask;
    private readonly HuffmanEntry[] _symbols;
    private readonly HuffmanEntry[] _entries;

    // Scratch: symbols in the order of their codes.
    private readonly ushort[] _sorted;

    /// <summary>Makes room for a code over an alphabet.</summary>
    /// <param name="symbols">What each symbol stands for, with a code length of 0.</param>
    /// <param name="primaryBits">How many bits index the first table.</param>
    /// <param name="capacity">
    /// The most entries that any code of 15 bits or fewer over this alphabet can need, second tables included.
    /// </param>
    public HuffmanTable(HuffmanEntry[] symbols, int primaryBits, int capacity)
    {
        _symbols = symbols;
        _primaryBits = primaryBits;
        _primaryMask = (1 << primaryBits) - 1;
        _entries = new HuffmanEntry[capacity];
        _sorted = new ushort[symbols.Length];
    }

    /// <summary>Looks the next code up; an entry with a code length of 0 means that there is no such code.</summary>
    /// <param name="bits">The next bits, the first one lowest.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public HuffmanEntry Find(ulong bits)
    {
        // The table has at least 2^_primaryBits entries.
        ref HuffmanEntry first = ref MemoryMarshal.GetArrayDataReference(_entries);
        HuffmanEntry entry = Unsafe.Add(ref first, (nint)(bits & (ulong)_primaryMask));
        return entry.Kind == HuffmanEntryKind.Link ? FindSecond(entry, bits) : entry;
    }

    /// <summary>Builds the table. What is accepted is what zlib accepts.</summary>
    /// <param name="lengths">The length of each symbol's code, 0 to 15 bits; 0 means that it has none.</param>
    /// <param name="mayBeIncomplete">
    /// Whether a single code of one bit, and no code at all, are fine. (The latter fails when it is used.)
    /// </param>
    /// <returns>Whether the lengths make a code.</returns>
    public bool TryBuild(ReadOnlySpan<byte> lengths, bool mayBeIncomplete)
    {
        Span<int> counts = stackalloc int[DeflateFormat.MaximumCodeLength + 1];
        counts.Clear();
        foreach (byte length in lengths)
        {
            counts[length]++;
        }

        counts[0] = 0;
        int longest = DeflateFormat.MaximumCodeLength;
        while (longest > 0 && counts[longest] == 0)
        {
            longest--;
        }

        int left = 1;
        for (int length = 1; length <= DeflateFormat.MaximumCodeLength; length++)
        {
            left = (left << 1) - counts[length];
            if (left < 0)
            {
                return false;
            }
        }

        if (left > 0 && (!mayBeIncomplete || longest > 1))
        {
            return false;
        }

        SortSymbols(lengths, counts);
        Fill(counts, longest, incomplete: left > 0);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private HuffmanEntry FindSecond(HuffmanEntry link, ulong bits)
    {
        int index = (int)(bits >> _primaryBits) & ((1 << link.ExtraBits) - 1);
        return _entries[link.Value + index];
    }

    private void SortSymbols(ReadOnlySpan<byte> lengths, ReadOnlySpan<int> counts)
    {
        Span<int> next = stackalloc int[DeflateFormat.MaximumCodeLength + 1];
        int start = 0;
        for (int length = 1; length < next.Length; length++)
        {
            next[length] = start;
            start += counts[length];
        }

        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol];
            if (length != 0)
            {
                _sorted[next[length]++] = (ushort)symbol;
            }
        }
    }

    /// <summary>Goes through all codes from the shortest on, in order, and enters each wherever it matches.</summary>
    private void Fill(ReadOnlySpan<int> counts, int longest, bool incomplete)
    {
        int primarySize = 1 << _primaryBits;
        if (incomplete)
        {
            _entries.AsSpan(0, primarySize).Clear();
        }

        // The code with its first bit lowest, as it is read.
        int code = 0;
        int sorted = 0;
        int end = primarySize;
        int linkedPrefix = -1;
        int secondStart = 0;
        int secondBits = 0;
        for (int length = 1; length <= longest; length++)
        {
            for (int count = counts[length]; count > 0; count--)
            {
                HuffmanEntry entry = _symbols[_sorted[sorted++]];
                entry = entry.Kind == HuffmanEntryKind.Link ? default : entry.WithCodeLength(length);
                if (length <= _primaryBits)
                {
                    Repeat(entry, code, length, 0, primarySize);
                }
                else
                {
                    int prefix = code & (primarySize - 1);
                    if (prefix != linkedPrefix)
                    {
                        linkedPrefix = prefix;
                        secondStart = end;
                        secondBits = SecondTableBits(counts, length, count);
                        end += 1 << secondBits;
                        _entries[prefix] = new HuffmanEntry(HuffmanEntryKind.Link, secondStart, secondBits, _primaryBits);
                    }

                    Repeat(entry, code >> _primaryBits, length - _primaryBits, secondStart, 1 << secondBits);
                }

                code = Next(code, length);
            }
        }
    }

    /// <summary>Enters a code into every place of a table whose index ends with it.</summary>
    private void Repeat(HuffmanEntry entry, int code, int length, int start, int size)
    {
        for (int index = code; index < size; index += 1 << length)
        {
            _entries[start + index] = entry;
        }
    }

    /// <summary>
    /// How many bits index the second table that starts with a code of this length: as many as it takes until
    /// the codes that follow fill it.
    /// </summary>
    private int SecondTableBits(ReadOnlySpan<int> counts, int length, int count)
    {
        int bits = length - _primaryBits;
        int left = (1 << bits) - count;
        while (left > 0 && bits + _primaryBits < DeflateFormat.MaximumCodeLength)
        {
            bits++;
            left = (left << 1) - counts[bits + _primaryBits];
        }

        return bits;
    }

    /// <summary>The code after this one, of the same length: an increment with the bits in reverse.</summary>
    private static int Next(int code, int length)
    {
        int bit = 1 << (length - 1);
        while ((code & bit) != 0)
        {
            code ^= bit;
            bit >>= 1;
        }

        return code | bit;
    }
}
