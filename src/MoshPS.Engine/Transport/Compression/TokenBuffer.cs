namespace MoshPS.Engine.Transport.Compression;

/// <summary>The tokens of one block, with how often each symbol occurs in them.</summary>
internal sealed class TokenBuffer
{
    /// <summary>The most tokens of a block: after as many it pays to adapt the codes (zlib takes as many).</summary>
    public const int MaximumTokens = 16384;

    private const int InitialCapacity = 256;

    private readonly int[] _literalFrequencies = new int[DeflateFormat.LiteralCount];
    private readonly int[] _distanceFrequencies = new int[DeflateFormat.DistanceCount];
    private Token[] _tokens = new Token[InitialCapacity];
    private int _count;

    /// <summary>The tokens.</summary>
    public ReadOnlySpan<Token> Tokens => _tokens.AsSpan(0, _count);

    /// <summary>How often each literal, length and the end of the block occur.</summary>
    public ReadOnlySpan<int> LiteralFrequencies => _literalFrequencies;

    /// <summary>How often each distance symbol occurs.</summary>
    public ReadOnlySpan<int> DistanceFrequencies => _distanceFrequencies;

    /// <summary>How many source bytes the tokens stand for.</summary>
    public int SourceLength { get; private set; }

    /// <summary>How many extra bits the tokens take.</summary>
    public int ExtraBits { get; private set; }

    /// <summary>How many bits the block takes in the fixed code, without its header.</summary>
    public int FixedBits { get; private set; }

    /// <summary>Whether the block has to be written before another token.</summary>
    public bool IsFull => _count == MaximumTokens;

    /// <summary>Starts a new block.</summary>
    public void Clear()
    {
        _count = 0;
        SourceLength = 0;
        ExtraBits = 0;
        FixedBits = DeflateFormat.FixedLiteralLength(DeflateFormat.EndOfBlock);
        Array.Clear(_literalFrequencies);
        Array.Clear(_distanceFrequencies);
        _literalFrequencies[DeflateFormat.EndOfBlock] = 1;
    }

    /// <summary>Adds a literal.</summary>
    public void Add(byte literal)
    {
        Append(new Token(literal));
        _literalFrequencies[literal]++;
        FixedBits += DeflateFormat.FixedLiteralLength(literal);
        SourceLength++;
    }

    /// <summary>Adds a match.</summary>
    public void Add(int length, int distance)
    {
        Append(new Token(length, distance));
        int index = DeflateFormat.LengthIndex(length);
        int symbol = DeflateFormat.DistanceSymbol(distance);
        _literalFrequencies[DeflateFormat.FirstLength + index]++;
        _distanceFrequencies[symbol]++;
        int extraBits = DeflateFormat.LengthExtraBits[index] + DeflateFormat.DistanceExtraBits[symbol];
        ExtraBits += extraBits;
        FixedBits += DeflateFormat.FixedLiteralLength(DeflateFormat.FirstLength + index)
            + DeflateFormat.FixedDistanceLength
            + extraBits;
        SourceLength += length;
    }

    private void Append(Token token)
    {
        if (_count == _tokens.Length)
        {
            Array.Resize(ref _tokens, 2 * _tokens.Length);
        }

        _tokens[_count++] = token;
    }
}
