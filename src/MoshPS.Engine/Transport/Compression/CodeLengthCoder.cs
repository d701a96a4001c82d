namespace MoshPS.Engine.Transport.Compression;

/// <summary>
/// Codes the code lengths that start a dynamic block (RFC 1951 §3.2.7): runs become repeat symbols, and the
/// symbols get a Huffman code of their own. Reusable.
/// </summary>
internal sealed class CodeLengthCoder
{
    private const int LiteralCountBits = 5;
    private const int DistanceCountBits = 5;
    private const int CodeLengthCountBits = 4;
    private const int CodeLengthLengthBits = 3;
    private const int MinimumCodeLengthCount = 4;

    // Shortest and longest run of each repeat symbol, and its extra bits.
    private const int ShortestRepeat = 3;
    private const int LongestRepeat = 6;
    private const int ShortestLongZeros = 11;
    private const int LongestZeros = 138;
    private const int RepeatExtraBits = 2;
    private const int ZerosExtraBits = 3;
    private const int LongZerosExtraBits = 7;

    private readonly HuffmanCode _code = new(DeflateFormat.CodeLengthCount, DeflateFormat.MaximumCodeLengthLength);
    private readonly int[] _frequencies = new int[DeflateFormat.CodeLengthCount];
    private readonly byte[] _lengths = new byte[DeflateFormat.LiteralCount + DeflateFormat.DistanceCount];

    // The symbols, and above them the extra bits' value.
    private readonly ushort[] _symbols = new ushort[DeflateFormat.LiteralCount + DeflateFormat.DistanceCount];

    private int _literalCount;
    private int _distanceCount;
    private int _codeLengthCount;
    private int _symbolCount;

    /// <summary>Prepares the lengths of two codes for writing.</summary>
    /// <returns>How many bits they will take.</returns>
    public int Prepare(ReadOnlySpan<byte> literalLengths, ReadOnlySpan<byte> distanceLengths)
    {
        _literalCount = Math.Max(literalLengths.LastIndexOfAnyExcept((byte)0) + 1, DeflateFormat.FirstLength);
        _distanceCount = Math.Max(distanceLengths.LastIndexOfAnyExcept((byte)0) + 1, 1);
        literalLengths[.._literalCount].CopyTo(_lengths);
        distanceLengths[.._distanceCount].CopyTo(_lengths.AsSpan(_literalCount));
        Array.Clear(_frequencies);
        int bits = FindRuns(_lengths.AsSpan(0, _literalCount + _distanceCount));

        // A code of one symbol would be incomplete, which is not allowed here.
        if (_frequencies.AsSpan().Count(0) == _frequencies.Length - 1)
        {
            _frequencies[_frequencies[0] == 0 ? 0 : 1] = 1;
        }

        _code.Build(_frequencies);
        _codeLengthCount = DeflateFormat.CodeLengthCount;
        while (_codeLengthCount > MinimumCodeLengthCount
            && _code.Lengths[DeflateFormat.CodeLengthOrder[_codeLengthCount - 1]] == 0)
        {
            _codeLengthCount--;
        }

        return bits
            + LiteralCountBits + DistanceCountBits + CodeLengthCountBits
            + (CodeLengthLengthBits * _codeLengthCount)
            + _code.CountBits(_frequencies);
    }

    /// <summary>Writes what has been prepared.</summary>
    public void Write(ref BitWriter writer)
    {
        writer.Add((uint)(_literalCount - DeflateFormat.FirstLength), LiteralCountBits);
        writer.Add((uint)(_distanceCount - 1), DistanceCountBits);
        writer.Write((uint)(_codeLengthCount - MinimumCodeLengthCount), CodeLengthCountBits);
        for (int i = 0; i < _codeLengthCount; i++)
        {
            writer.Write(_code.Lengths[DeflateFormat.CodeLengthOrder[i]], CodeLengthLengthBits);
        }

        foreach (ushort packed in _symbols.AsSpan(0, _symbolCount))
        {
            int symbol = packed & byte.MaxValue;
            writer.Add(_code.Codes[symbol], _code.Lengths[symbol]);
            writer.Write((uint)packed >> 8, ExtraBitsOf(symbol));
        }
    }

    /// <summary>Splits the lengths into symbols, literals' and distances' in one go.</summary>
    /// <returns>How many extra bits the symbols have.</returns>
    private int FindRuns(ReadOnlySpan<byte> lengths)
    {
        _symbolCount = 0;
        int extraBits = 0;
        while (!lengths.IsEmpty)
        {
            byte length = lengths[0];
            int run = lengths.IndexOfAnyExcept(length);
            run = run < 0 ? lengths.Length : run;
            lengths = lengths[run..];
            if (length != 0)
            {
                // Only what has been sent can be repeated.
                Append(length, 0);
                run--;
            }

            while (run >= ShortestRepeat)
            {
                int symbol = DeflateFormat.RepeatPrevious;
                int shortest = ShortestRepeat;
                int longest = LongestRepeat;
                if (length == 0)
                {
                    bool isLong = run >= ShortestLongZeros;
                    symbol = isLong ? DeflateFormat.RepeatZeroLong : DeflateFormat.RepeatZero;
                    shortest = isLong ? ShortestLongZeros : ShortestRepeat;
                    longest = LongestZeros;
                }

                int part = Math.Min(run, longest);
                Append(symbol, part - shortest);
                extraBits += ExtraBitsOf(symbol);
                run -= part;
            }

            for (; run > 0; run--)
            {
                Append(length, 0);
            }
        }

        return extraBits;
    }

    private void Append(int symbol, int extra)
    {
        _symbols[_symbolCount++] = (ushort)(symbol | (extra << 8));
        _frequencies[symbol]++;
    }

    private static int ExtraBitsOf(int symbol) => symbol switch
    {
        DeflateFormat.RepeatPrevious => RepeatExtraBits,
        DeflateFormat.RepeatZero => ZerosExtraBits,
        DeflateFormat.RepeatZeroLong => LongZerosExtraBits,
        _ => 0,
    };
}
