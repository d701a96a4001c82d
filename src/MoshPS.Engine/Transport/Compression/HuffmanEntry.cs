using System.Runtime.CompilerServices;

namespace MoshPS.Engine.Transport.Compression;

/// <summary>What some bits of a Huffman code stand for, packed into 32 bits so that tables stay small.</summary>
/// <remarks>
/// <code>
/// bits 0–3    length of the code in bits, or of the bits looked at so far for a link; 0: no such code
/// bits 4–7    how many extra bits follow, or how many more bits index a second table
/// bits 8–9    kind
/// bits 16–31  literal, least length or distance, or start of the second table
/// </code>
/// </remarks>
internal readonly struct HuffmanEntry
{
    private const int ExtraShift = 4;
    private const int KindShift = 8;
    private const int ValueShift = 16;
    private const uint Nibble = 15;

    private readonly uint _packed;

    /// <summary>
    /// In an alphabet: a symbol that may have a code but never be used (RFC 1951 §3.2.6). No code stands for it.
    /// </summary>
    public static readonly HuffmanEntry Unusable = new(HuffmanEntryKind.Link, 0, 0, 0);

    /// <summary>Packs an entry.</summary>
    public HuffmanEntry(HuffmanEntryKind kind, int value, int extraBits, int codeLength) =>
        _packed = (uint)codeLength | ((uint)extraBits << ExtraShift) | ((uint)kind << KindShift) | ((uint)value << ValueShift);

    private HuffmanEntry(uint packed) => _packed = packed;

    /// <summary>How many bits the code has; 0 when no code starts like this.</summary>
    public int CodeLength => (int)(_packed & Nibble);

    /// <summary>How many extra bits follow the code.</summary>
    public int ExtraBits => (int)((_packed >> ExtraShift) & Nibble);

    /// <summary>What kind of entry this is.</summary>
    public HuffmanEntryKind Kind
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (HuffmanEntryKind)((_packed >> KindShift) & 3);
    }

    /// <summary>The literal, the least length or distance, or where the second table starts.</summary>
    public int Value => (int)(_packed >> ValueShift);

    /// <summary>The same entry for a code of another length.</summary>
    public HuffmanEntry WithCodeLength(int codeLength) => new((_packed & ~Nibble) | (uint)codeLength);
}
