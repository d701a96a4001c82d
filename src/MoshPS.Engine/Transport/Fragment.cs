using System.Buffers.Binary;

namespace MoshPS.Engine.Transport;

/// <summary>
/// One piece of a compressed instruction, as one datagram carries it (spec 1 §5):
/// <code>
/// 0..7   instruction id, big-endian
/// 8..9   bit 15: final; bits 14..0: fragment number from 0
/// 10..   piece
/// </code>
/// </summary>
internal readonly ref struct Fragment
{
    public const int HeaderLength = 10;

    /// <summary>Fragment numbers have 15 bits.</summary>
    public const int MaximumNumber = 0x7FFF;

    private const ushort FinalFlag = 0x8000;

    public Fragment(ulong id, int number, bool isFinal, ReadOnlySpan<byte> piece)
    {
        Id = id;
        Number = number;
        IsFinal = isFinal;
        Piece = piece;
    }

    /// <summary>Tells the fragments of one instruction from those of others.</summary>
    public ulong Id { get; }

    /// <summary>Position among the fragments of the instruction, 0..32767.</summary>
    public int Number { get; }

    /// <summary>Whether the instruction ends with this fragment.</summary>
    public bool IsFinal { get; }

    public ReadOnlySpan<byte> Piece { get; }

    /// <summary>Reads a fragment in place; false when it is shorter than its header.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Fragment fragment)
    {
        if (bytes.Length < HeaderLength)
        {
            fragment = default;
            return false;
        }

        ushort flags = BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]);
        fragment = new Fragment(
            BinaryPrimitives.ReadUInt64BigEndian(bytes),
            flags & MaximumNumber,
            (flags & FinalFlag) != 0,
            bytes[HeaderLength..]);
        return true;
    }

    /// <summary>Writes header and piece and returns their length; the destination must have room for both.</summary>
    public int Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, Id);
        BinaryPrimitives.WriteUInt16BigEndian(destination[8..], (ushort)(Number | (IsFinal ? FinalFlag : 0)));
        Piece.CopyTo(destination[HeaderLength..]);
        return HeaderLength + Piece.Length;
    }
}
