using System.Collections.Immutable;
using System.Numerics;

namespace MoshPS.Engine.Transport.Compression;

/// <summary>The alphabets and limits of DEFLATE (RFC 1951) and of the zlib format around it (RFC 1950).</summary>
internal static class DeflateFormat
{
    /// <summary>What a zlib stream of the default level with a 32-KiB window starts with.</summary>
    public const ushort ZlibHeader = 0x789C;

    /// <summary>Length of the zlib header in bytes.</summary>
    public const int ZlibHeaderSize = 2;

    /// <summary>Length of the checksum that ends a zlib stream, in bytes.</summary>
    public const int ChecksumSize = 4;

    /// <summary>Greatest distance of a match; also the size of the window.</summary>
    public const int WindowSize = 32768;

    /// <summary>Shortest match.</summary>
    public const int MinimumMatch = 3;

    /// <summary>Longest match.</summary>
    public const int MaximumMatch = 258;

    /// <summary>Longest content of a stored block, in bytes.</summary>
    public const int MaximumStored = 65535;

    /// <summary>Longest code of a literal, length or distance, in bits.</summary>
    public const int MaximumCodeLength = 15;

    /// <summary>Longest code of a code length, in bits.</summary>
    public const int MaximumCodeLengthLength = 7;

    /// <summary>Size of the literal and length alphabet: 256 literals, end of block, 29 lengths.</summary>
    public const int LiteralCount = 286;

    /// <summary>Size of the distance alphabet.</summary>
    public const int DistanceCount = 30;

    /// <summary>Size of the alphabet that code lengths are coded with.</summary>
    public const int CodeLengthCount = 19;

    /// <summary>The symbol that ends a block.</summary>
    public const int EndOfBlock = 256;

    /// <summary>The symbol of the shortest length.</summary>
    public const int FirstLength = 257;

    /// <summary>How many code lengths the fixed literal code has, two unusable ones among them.</summary>
    public const int FixedLiteralCount = 288;

    /// <summary>How many code lengths the fixed distance code has, two unusable ones among them.</summary>
    public const int FixedDistanceCount = 32;

    /// <summary>Length of every code of the fixed distance code, in bits.</summary>
    public const int FixedDistanceLength = 5;

    /// <summary>Code length symbol: repeat the previous length 3 to 6 times (2 bits more).</summary>
    public const int RepeatPrevious = 16;

    /// <summary>Code length symbol: 3 to 10 zeros (3 bits more).</summary>
    public const int RepeatZero = 17;

    /// <summary>Code length symbol: 11 to 138 zeros (7 bits more).</summary>
    public const int RepeatZeroLong = 18;

    /// <summary>The order in which the lengths of the code length code are sent (RFC 1951 §3.2.7).</summary>
    public static ReadOnlySpan<byte> CodeLengthOrder =>
        [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    // Arrays, since spans of more than bytes allocate until the JIT has optimised what takes them.

    /// <summary>The least match length of each length symbol, from <see cref="FirstLength"/> on.</summary>
    public static readonly ImmutableArray<ushort> LengthBases =
    [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ];

    /// <summary>How many extra bits follow each length symbol.</summary>
    public static ReadOnlySpan<byte> LengthExtraBits =>
        [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    /// <summary>The least distance of each distance symbol.</summary>
    public static readonly ImmutableArray<ushort> DistanceBases =
    [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577,
    ];

    /// <summary>How many extra bits follow each distance symbol.</summary>
    public static ReadOnlySpan<byte> DistanceExtraBits =>
        [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    /// <summary>The length of a literal's or length's code in the fixed code (RFC 1951 §3.2.6).</summary>
    public static int FixedLiteralLength(int symbol) => symbol switch
    {
        < 144 => 8,
        < 256 => 9,
        < 280 => 7,
        _ => 8,
    };

    /// <summary>Which length symbol, counted from 0, stands for a match length of 3 to 258.</summary>
    public static int LengthIndex(int length)
    {
        int offset = length - MinimumMatch;
        if (offset < 4)
        {
            return offset;
        }

        if (length == MaximumMatch)
        {
            return 28;
        }

        // Four symbols for every doubling.
        int power = BitOperations.Log2((uint)offset);
        return (4 * (power - 1)) + ((offset >> (power - 2)) & 3);
    }

    /// <summary>Which symbol stands for a distance of 1 to 32768.</summary>
    public static int DistanceSymbol(int distance)
    {
        int offset = distance - 1;
        if (offset < 2)
        {
            return offset;
        }

        // Two symbols for every doubling.
        int power = BitOperations.Log2((uint)offset);
        return (2 * power) + ((offset >> (power - 1)) & 1);
    }
}
