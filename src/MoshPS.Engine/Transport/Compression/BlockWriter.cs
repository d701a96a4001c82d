namespace MoshPS.Engine.Transport.Compression;

/// <summary>Writes a block of tokens in whichever of DEFLATE's three forms is the shortest (RFC 1951 §3.2.3).</summary>
internal sealed class BlockWriter
{
    private const int HeaderBits = 3;
    private const uint StoredType = 0;
    private const uint FixedType = 1;
    private const uint DynamicType = 2;

    // Length and its complement, which a stored block starts with.
    private const int StoredHeaderBits = 32;

    // Below this size the description of a dynamic code costs more than the code can gain.
    private const int LeastBitsForDynamic = 160;

    private static readonly HuffmanCode FixedLiterals = MakeFixedLiterals();
    private static readonly HuffmanCode FixedDistances = MakeFixedDistances();

    private readonly HuffmanCode _literals = new(DeflateFormat.LiteralCount, DeflateFormat.MaximumCodeLength);
    private readonly HuffmanCode _distances = new(DeflateFormat.DistanceCount, DeflateFormat.MaximumCodeLength);
    private readonly CodeLengthCoder _lengths = new();

    /// <summary>The most bytes that a source can grow to, with room for the writer to scribble on.</summary>
    /// <remarks>
    /// No block is longer than the stored form: 5 bytes for each 65535, and bits to align it once a block; and
    /// a block that is not the last stands for <see cref="TokenBuffer.MaximumTokens"/> bytes or more.
    /// </remarks>
    public static int MaximumLength(int sourceLength) =>
        sourceLength + (sourceLength / (TokenBuffer.MaximumTokens / 16)) + 16 + BitWriter.Slack;

    /// <summary>Writes a block.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="tokens">What the block holds.</param>
    /// <param name="source">The source bytes that the tokens stand for.</param>
    /// <param name="isLast">Whether no block follows.</param>
    public void Write(ref BitWriter writer, TokenBuffer tokens, ReadOnlySpan<byte> source, bool isLast)
    {
        int storedBits = CountStoredBits(source.Length, writer.PendingBits);
        int fixedBits = tokens.FixedBits;
        int dynamicBits = int.MaxValue;
        if (fixedBits >= LeastBitsForDynamic)
        {
            _literals.Build(tokens.LiteralFrequencies);
            _distances.Build(tokens.DistanceFrequencies);
            dynamicBits = tokens.ExtraBits
                + _lengths.Prepare(_literals.Lengths, _distances.Lengths)
                + _literals.CountBits(tokens.LiteralFrequencies)
                + _distances.CountBits(tokens.DistanceFrequencies);
        }

        if (storedBits < Math.Min(fixedBits, dynamicBits))
        {
            WriteStored(ref writer, source, isLast);
        }
        else if (fixedBits <= dynamicBits)
        {
            WriteHeader(ref writer, FixedType, isLast);
            WriteTokens(ref writer, tokens.Tokens, FixedLiterals, FixedDistances);
        }
        else
        {
            WriteHeader(ref writer, DynamicType, isLast);
            _lengths.Write(ref writer);
            WriteTokens(ref writer, tokens.Tokens, _literals, _distances);
        }
    }

    /// <summary>The bits of the stored form, without the header that every form starts with.</summary>
    private static int CountStoredBits(int length, int pendingBits)
    {
        int blocks = Math.Max(1, (length + DeflateFormat.MaximumStored - 1) / DeflateFormat.MaximumStored);
        int padding = (8 - ((pendingBits + HeaderBits) % 8)) % 8;

        // Later parts start aligned: 3 bits of header and 5 of padding.
        return padding + (8 * length) + (blocks * StoredHeaderBits) + ((blocks - 1) * 8);
    }

    private static void WriteStored(ref BitWriter writer, ReadOnlySpan<byte> source, bool isLast)
    {
        do
        {
            ReadOnlySpan<byte> part = source[..Math.Min(source.Length, DeflateFormat.MaximumStored)];
            source = source[part.Length..];
            WriteHeader(ref writer, StoredType, isLast && source.IsEmpty);
            writer.Align();
            writer.Write((uint)part.Length, 16);
            writer.Write((ushort)~part.Length, 16);
            writer.WriteBytes(part);
        }
        while (!source.IsEmpty);
    }

    private static void WriteHeader(ref BitWriter writer, uint type, bool isLast) =>
        writer.Write((type << 1) | (isLast ? 1U : 0U), HeaderBits);

    private static void WriteTokens(
        ref BitWriter destination, ReadOnlySpan<Token> tokens, HuffmanCode literalCode, HuffmanCode distanceCode)
    {
        // A copy that the JIT can keep in registers.
        BitWriter writer = destination;
        ReadOnlySpan<ushort> literals = literalCode.Codes;
        ReadOnlySpan<byte> literalLengths = literalCode.Lengths;
        ReadOnlySpan<ushort> distances = distanceCode.Codes;
        ReadOnlySpan<byte> distanceLengths = distanceCode.Lengths;
        foreach (Token token in tokens)
        {
            if (token.IsLiteral)
            {
                writer.Write(literals[token.Literal], literalLengths[token.Literal]);
                continue;
            }

            // At most 48 bits: 15 + 5 + 15 + 13.
            int index = DeflateFormat.LengthIndex(token.Length);
            writer.Add(literals[DeflateFormat.FirstLength + index], literalLengths[DeflateFormat.FirstLength + index]);
            writer.Add((uint)(token.Length - DeflateFormat.LengthBases[index]), DeflateFormat.LengthExtraBits[index]);
            int symbol = DeflateFormat.DistanceSymbol(token.Distance);
            writer.Add(distances[symbol], distanceLengths[symbol]);
            writer.Write((uint)(token.Distance - DeflateFormat.DistanceBases[symbol]), DeflateFormat.DistanceExtraBits[symbol]);
        }

        writer.Write(literals[DeflateFormat.EndOfBlock], literalLengths[DeflateFormat.EndOfBlock]);
        destination = writer;
    }

    private static HuffmanCode MakeFixedLiterals()
    {
        // The two symbols that are never used have codes as well, which the others' codes depend on.
        Span<byte> lengths = stackalloc byte[DeflateFormat.FixedLiteralCount];
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            lengths[symbol] = (byte)DeflateFormat.FixedLiteralLength(symbol);
        }

        HuffmanCode code = new(lengths.Length, DeflateFormat.MaximumCodeLength);
        code.SetLengths(lengths);
        return code;
    }

    private static HuffmanCode MakeFixedDistances()
    {
        Span<byte> lengths = stackalloc byte[DeflateFormat.FixedDistanceCount];
        lengths.Fill(DeflateFormat.FixedDistanceLength);
        HuffmanCode code = new(lengths.Length, DeflateFormat.MaximumCodeLength);
        code.SetLengths(lengths);
        return code;
    }
}
