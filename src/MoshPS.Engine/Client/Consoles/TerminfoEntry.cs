using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace MoshPS.Engine.Client.Consoles;

/// <summary>
/// One compiled terminal description: the binary format of term(5), with 16-bit or 32-bit numbers. The extended
/// part that may follow is not read.
/// </summary>
/// <remarks>
/// <code>
/// offset  length         content (16-bit, little-endian)
/// 0       2              magic: 0432 octal for 16-bit numbers, 01036 for 32-bit ones
/// 2       2              length of the names section
/// 4       2              count of booleans
/// 6       2              count of numbers
/// 8       2              count of strings
/// 10      2              length of the string table
/// 12      …              names, booleans (a byte each), padding to an even offset, numbers,
///                        string offsets (2 bytes each), string table
/// </code>
/// </remarks>
internal sealed class TerminfoEntry
{
    /// <summary>Largest file that is read, in bytes: the format's own limit for 32-bit numbers.</summary>
    public const int LargestFile = 32768;

    private const int HeaderSize = 12;
    private const ushort Magic16BitNumbers = 0x011A;
    private const ushort Magic32BitNumbers = 0x021E;

    private readonly byte[] _booleans;
    private readonly int[] _numbers;
    private readonly byte[]?[] _strings;

    private TerminfoEntry(byte[] booleans, int[] numbers, byte[]?[] strings)
    {
        _booleans = booleans;
        _numbers = numbers;
        _strings = strings;
    }

    /// <summary>Positions of the booleans that a mosh client looks at, in the order of term(5).</summary>
    public enum Flag
    {
        /// <summary><c>gn</c>: describes a family of terminals, not one.</summary>
        GenericType = 6,

        /// <summary><c>hc</c>: prints on paper.</summary>
        Hardcopy = 7,

        /// <summary><c>bce</c>: erases with the present background colour.</summary>
        BackgroundColorErase = 28,
    }

    /// <summary>Positions of the numbers that a mosh client looks at.</summary>
    public enum Number
    {
        /// <summary><c>colors</c>.</summary>
        MaxColors = 13,
    }

    /// <summary>Positions of the strings that a mosh client looks at.</summary>
    public enum Text
    {
        /// <summary><c>smcup</c>.</summary>
        EnterCursorAddressingMode = 28,

        /// <summary><c>ech</c>.</summary>
        EraseCharacters = 37,

        /// <summary><c>rmcup</c>.</summary>
        ExitCursorAddressingMode = 40,
    }

    /// <summary>Whether the terminal has the property.</summary>
    public bool Has(Flag flag) => (int)flag < _booleans.Length && _booleans[(int)flag] == 1;

    /// <summary>The number, or −1 when the terminal has none.</summary>
    public int Get(Number number) => (int)number < _numbers.Length && _numbers[(int)number] >= 0 ? _numbers[(int)number] : -1;

    /// <summary>The string as it stands in the description, or null when the terminal has none.</summary>
    public byte[]? Get(Text text) => (int)text < _strings.Length ? _strings[(int)text] : null;

    /// <summary>Reads a compiled description; false when it is not one.</summary>
    public static bool TryParse(ReadOnlySpan<byte> file, [NotNullWhen(true)] out TerminfoEntry? entry)
    {
        entry = null;
        if (file.Length is < HeaderSize or > LargestFile)
        {
            return false;
        }

        ushort magic = BinaryPrimitives.ReadUInt16LittleEndian(file);
        if (magic is not (Magic16BitNumbers or Magic32BitNumbers))
        {
            return false;
        }

        int numberSize = magic == Magic32BitNumbers ? sizeof(int) : sizeof(short);
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(file[2..]);
        int booleanCount = BinaryPrimitives.ReadUInt16LittleEndian(file[4..]);
        int numberCount = BinaryPrimitives.ReadUInt16LittleEndian(file[6..]);
        int stringCount = BinaryPrimitives.ReadUInt16LittleEndian(file[8..]);
        int tableLength = BinaryPrimitives.ReadUInt16LittleEndian(file[10..]);

        int booleanStart = HeaderSize + nameLength;
        int numberStart = (booleanStart + booleanCount + 1) & ~1;
        int offsetStart = numberStart + (numberCount * numberSize);
        int tableStart = offsetStart + (stringCount * sizeof(short));
        if (tableStart + tableLength > file.Length)
        {
            return false;
        }

        int[] numbers = new int[numberCount];
        for (int i = 0; i < numberCount; i++)
        {
            ReadOnlySpan<byte> at = file[(numberStart + (i * numberSize))..];
            numbers[i] = numberSize == sizeof(int)
                ? BinaryPrimitives.ReadInt32LittleEndian(at)
                : BinaryPrimitives.ReadInt16LittleEndian(at);
        }

        ReadOnlySpan<byte> table = file.Slice(tableStart, tableLength);
        byte[]?[] strings = new byte[stringCount][];
        for (int i = 0; i < stringCount; i++)
        {
            short offset = BinaryPrimitives.ReadInt16LittleEndian(file[(offsetStart + (i * sizeof(short)))..]);
            if (offset < 0)
            {
                continue;
            }

            int length = offset < table.Length ? table[offset..].IndexOf((byte)0) : -1;
            if (length < 0)
            {
                return false;
            }

            strings[i] = table.Slice(offset, length).ToArray();
        }

        entry = new TerminfoEntry(file.Slice(booleanStart, booleanCount).ToArray(), numbers, strings);
        return true;
    }
}
