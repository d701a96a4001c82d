using System.Buffers.Binary;

namespace MoshPS.Engine.Transport.Compression;

/// <summary>Decompresses DEFLATE (RFC 1951). Reusable; no input makes it throw or allocate.</summary>
internal sealed class InflateDecoder
{
    private const int LiteralTableBits = 9;
    private const int DistanceTableBits = 8;

    // The most entries that any code can need, found by going through all of them: for 286 symbols and 9 bits
    // (as in zlib's documentation), for 30 symbols and 8 bits, and for codes that all fit the first table.
    private const int LiteralTableCapacity = 852;
    private const int DistanceTableCapacity = 400;
    private const int CodeLengthTableCapacity = 1 << DeflateFormat.MaximumCodeLengthLength;

    // A length and a distance with their extra bits: 15 + 5 + 15 + 13.
    private const int MaximumPairBits = 48;

    // Marks, among the code length symbols, the one that repeats a length other than zero.
    private const int RepeatsPrevious = 0x100;

    private static readonly HuffmanEntry[] LiteralSymbols = MakeLiteralSymbols();
    private static readonly HuffmanEntry[] DistanceSymbols = MakeDistanceSymbols();
    private static readonly HuffmanEntry[] CodeLengthSymbols = MakeCodeLengthSymbols();
    private static readonly HuffmanTable FixedLiterals = MakeFixedLiterals();
    private static readonly HuffmanTable FixedDistances = MakeFixedDistances();

    private readonly HuffmanTable _literals = new(LiteralSymbols, LiteralTableBits, LiteralTableCapacity);
    private readonly HuffmanTable _distances = new(DistanceSymbols, DistanceTableBits, DistanceTableCapacity);
    private readonly HuffmanTable _codeLengths =
        new(CodeLengthSymbols, DeflateFormat.MaximumCodeLengthLength, CodeLengthTableCapacity);

    private readonly byte[] _lengths = new byte[DeflateFormat.LiteralCount + DeflateFormat.DistanceCount];

    /// <summary>Decompresses a whole stream.</summary>
    /// <param name="source">Starts with the stream; anything.</param>
    /// <param name="output">Receives the content.</param>
    /// <param name="written">Length of the content, when it is done.</param>
    /// <param name="rest">What follows the stream, from the next byte on, when it is done.</param>
    public InflateResult Decode(
        ReadOnlySpan<byte> source, Span<byte> output, out int written, out ReadOnlySpan<byte> rest)
    {
        rest = default;
        written = 0;
        BitReader reader = new(source);
        bool last;
        do
        {
            reader.Refill();
            last = reader.Take(1) != 0;
            uint type = reader.Take(2);
            if (reader.Available < 0)
            {
                return InflateResult.Invalid;
            }

            InflateResult result = type switch
            {
                0 => CopyStored(ref reader, output, ref written),
                1 => DecodeBlock(ref reader, FixedLiterals, FixedDistances, output, ref written),
                2 when TryReadCodes(ref reader) => DecodeBlock(ref reader, _literals, _distances, output, ref written),
                _ => InflateResult.Invalid,
            };
            if (result != InflateResult.Done)
            {
                return result;
            }
        }
        while (!last);

        rest = reader.AlignedRest();
        return InflateResult.Done;
    }

    private static InflateResult CopyStored(ref BitReader reader, Span<byte> output, ref int written)
    {
        ReadOnlySpan<byte> rest = reader.AlignedRest();
        if (rest.Length < 2 * sizeof(ushort))
        {
            return InflateResult.Invalid;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        int complement = BinaryPrimitives.ReadUInt16LittleEndian(rest[sizeof(ushort)..]);
        rest = rest[(2 * sizeof(ushort))..];
        if (length != (ushort)~complement || length > rest.Length)
        {
            return InflateResult.Invalid;
        }

        if (length > output.Length - written)
        {
            return InflateResult.OutputFull;
        }

        rest[..length].CopyTo(output[written..]);
        written += length;
        reader = new BitReader(rest[length..]);
        return InflateResult.Done;
    }

    private static InflateResult DecodeBlock(
        ref BitReader source, HuffmanTable literals, HuffmanTable distances, Span<byte> output, ref int written)
    {
        // A copy that the JIT can keep in registers.
        BitReader reader = source;
        int position = written;
        reader.Refill();
        while (true)
        {
            HuffmanEntry entry = literals.Find(reader.Bits);
            reader.Drop(entry.CodeLength);
            if (entry.Kind == HuffmanEntryKind.Literal)
            {
                if (entry.CodeLength == 0 || reader.Available < 0)
                {
                    return InflateResult.Invalid;
                }

                if ((uint)position >= (uint)output.Length)
                {
                    return InflateResult.OutputFull;
                }

                output[position++] = (byte)entry.Value;
            }
            else if (entry.Kind == HuffmanEntryKind.EndOfBlock)
            {
                source = reader;
                written = position;
                return reader.Available < 0 ? InflateResult.Invalid : InflateResult.Done;
            }
            else
            {
                int length = entry.Value + (int)reader.Take(entry.ExtraBits);
                HuffmanEntry code = distances.Find(reader.Bits);
                reader.Drop(code.CodeLength);
                int distance = code.Value + (int)reader.Take(code.ExtraBits);
                if (code.CodeLength == 0 || reader.Available < 0 || distance > position)
                {
                    return InflateResult.Invalid;
                }

                if (length > output.Length - position)
                {
                    return InflateResult.OutputFull;
                }

                CopyMatch(output, position, distance, length);
                position += length;
            }

            if (reader.Available < MaximumPairBits)
            {
                reader.Refill();
            }
        }
    }

    private static void CopyMatch(Span<byte> output, int position, int distance, int length)
    {
        if (distance >= length)
        {
            output.Slice(position - distance, length).CopyTo(output[position..]);
        }
        else if (distance == 1)
        {
            output.Slice(position, length).Fill(output[position - 1]);
        }
        else
        {
            // The match repeats itself, so it has to be copied from its start on, byte by byte.
            Span<byte> target = output.Slice(position - distance, distance + length);
            for (int i = distance; i < target.Length; i++)
            {
                target[i] = target[i - distance];
            }
        }
    }

    /// <summary>Reads the codes of a dynamic block (RFC 1951 §3.2.7). What is accepted is what zlib accepts.</summary>
    private bool TryReadCodes(ref BitReader reader)
    {
        reader.Refill();
        int literalCount = (int)reader.Take(5) + DeflateFormat.FirstLength;
        int distanceCount = (int)reader.Take(5) + 1;
        int codeLengthCount = (int)reader.Take(4) + 4;
        if (reader.Available < 0
            || literalCount > DeflateFormat.LiteralCount
            || distanceCount > DeflateFormat.DistanceCount)
        {
            return false;
        }

        Span<byte> codeLengthLengths = stackalloc byte[DeflateFormat.CodeLengthCount];
        codeLengthLengths.Clear();
        for (int i = 0; i < codeLengthCount; i++)
        {
            reader.Refill();
            codeLengthLengths[DeflateFormat.CodeLengthOrder[i]] = (byte)reader.Take(3);
            if (reader.Available < 0)
            {
                return false;
            }
        }

        Span<byte> lengths = _lengths.AsSpan(0, literalCount + distanceCount);
        return _codeLengths.TryBuild(codeLengthLengths, mayBeIncomplete: false)
            && TryReadLengths(ref reader, lengths)
            && lengths[DeflateFormat.EndOfBlock] != 0
            && _literals.TryBuild(lengths[..literalCount], mayBeIncomplete: true)
            && _distances.TryBuild(lengths[literalCount..], mayBeIncomplete: true);
    }

    private bool TryReadLengths(ref BitReader reader, Span<byte> lengths)
    {
        int done = 0;
        while (done < lengths.Length)
        {
            // 7 bits of code and 7 bits more.
            reader.Refill();
            HuffmanEntry entry = _codeLengths.Find(reader.Bits);
            reader.Drop(entry.CodeLength);
            int repeat = 1;
            byte value = 0;
            if (entry.Kind == HuffmanEntryKind.Literal)
            {
                value = (byte)entry.Value;
            }
            else
            {
                repeat = (entry.Value & ~RepeatsPrevious) + (int)reader.Take(entry.ExtraBits);
                if ((entry.Value & RepeatsPrevious) != 0)
                {
                    if (done == 0)
                    {
                        return false;
                    }

                    value = lengths[done - 1];
                }
            }

            if (reader.Available < 0 || repeat > lengths.Length - done)
            {
                return false;
            }

            lengths.Slice(done, repeat).Fill(value);
            done += repeat;
        }

        return true;
    }

    private static HuffmanEntry[] MakeLiteralSymbols()
    {
        HuffmanEntry[] symbols = new HuffmanEntry[DeflateFormat.FixedLiteralCount];
        symbols.AsSpan().Fill(HuffmanEntry.Unusable);
        for (int literal = 0; literal < DeflateFormat.EndOfBlock; literal++)
        {
            symbols[literal] = new HuffmanEntry(HuffmanEntryKind.Literal, literal, 0, 0);
        }

        symbols[DeflateFormat.EndOfBlock] = new HuffmanEntry(HuffmanEntryKind.EndOfBlock, 0, 0, 0);
        FillBases(symbols.AsSpan(DeflateFormat.FirstLength), DeflateFormat.LengthBases.AsSpan(), DeflateFormat.LengthExtraBits);
        return symbols;
    }

    private static HuffmanEntry[] MakeDistanceSymbols()
    {
        HuffmanEntry[] symbols = new HuffmanEntry[DeflateFormat.FixedDistanceCount];
        symbols.AsSpan().Fill(HuffmanEntry.Unusable);
        FillBases(symbols, DeflateFormat.DistanceBases.AsSpan(), DeflateFormat.DistanceExtraBits);
        return symbols;
    }

    private static void FillBases(Span<HuffmanEntry> symbols, ReadOnlySpan<ushort> bases, ReadOnlySpan<byte> extraBits)
    {
        for (int i = 0; i < bases.Length; i++)
        {
            symbols[i] = new HuffmanEntry(HuffmanEntryKind.Base, bases[i], extraBits[i], 0);
        }
    }

    private static HuffmanEntry[] MakeCodeLengthSymbols()
    {
        HuffmanEntry[] symbols = new HuffmanEntry[DeflateFormat.CodeLengthCount];
        for (int length = 0; length <= DeflateFormat.MaximumCodeLength; length++)
        {
            symbols[length] = new HuffmanEntry(HuffmanEntryKind.Literal, length, 0, 0);
        }

        symbols[DeflateFormat.RepeatPrevious] = new HuffmanEntry(HuffmanEntryKind.Base, RepeatsPrevious | 3, 2, 0);
        symbols[DeflateFormat.RepeatZero] = new HuffmanEntry(HuffmanEntryKind.Base, 3, 3, 0);
        symbols[DeflateFormat.RepeatZeroLong] = new HuffmanEntry(HuffmanEntryKind.Base, 11, 7, 0);
        return symbols;
    }

    private static HuffmanTable MakeFixedLiterals()
    {
        Span<byte> lengths = stackalloc byte[DeflateFormat.FixedLiteralCount];
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            lengths[symbol] = (byte)DeflateFormat.FixedLiteralLength(symbol);
        }

        HuffmanTable table = new(LiteralSymbols, LiteralTableBits, 1 << LiteralTableBits);
        table.TryBuild(lengths, mayBeIncomplete: false);
        return table;
    }

    private static HuffmanTable MakeFixedDistances()
    {
        Span<byte> lengths = stackalloc byte[DeflateFormat.FixedDistanceCount];
        lengths.Fill(DeflateFormat.FixedDistanceLength);
        HuffmanTable table = new(DistanceSymbols, DistanceTableBits, 1 << DistanceTableBits);
        table.TryBuild(lengths, mayBeIncomplete: false);
        return table;
    }
}
