namespace MoshPS.Engine.Transport.Compression;

/// <summary>A literal byte or a match, packed into 32 bits: what DEFLATE codes.</summary>
internal readonly struct Token
{
    private const int DistanceShift = 9;
    private const uint LengthMask = (1 << DistanceShift) - 1;

    private readonly uint _packed;

    /// <summary>A literal.</summary>
    public Token(byte literal) => _packed = literal;

    /// <summary>A match.</summary>
    /// <param name="length">3 to 258.</param>
    /// <param name="distance">1 to 32768, so that the value is above all literals.</param>
    public Token(int length, int distance) => _packed = ((uint)distance << DistanceShift) | (uint)length;

    /// <summary>Whether this is a literal.</summary>
    public bool IsLiteral => _packed <= byte.MaxValue;

    /// <summary>The literal.</summary>
    public byte Literal => (byte)_packed;

    /// <summary>The match's length.</summary>
    public int Length => (int)(_packed & LengthMask);

    /// <summary>The match's distance.</summary>
    public int Distance => (int)(_packed >> DistanceShift);
}
