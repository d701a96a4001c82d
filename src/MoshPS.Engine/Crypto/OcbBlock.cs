using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MoshPS.Engine.Crypto;

/// <summary>
/// A 128-bit block: as the big-endian number that RFC 7253 §2 takes it for, and its transfer from and to
/// memory when only its first bytes exist. All processors that .NET 10 and PowerShell support together are
/// little-endian, and so is the meaning of a vector's lanes here.
/// </summary>
internal static class OcbBlock
{
    /// <summary>Length of a block in bytes.</summary>
    public const int Size = 16;

    // The low byte of the polynomial that reduces GF(2^128) (RFC 7253 §2, "double").
    private const ulong Reduction = 0x87;

    // What follows the data in a block that is not full (RFC 7253 §4.2: a one bit, then zeros).
    private const ulong Padding = 0x80;

    /// <summary>Makes a block of its first and last eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> FromBigEndian(ulong high, ulong low) =>
        Vector128.Create(BinaryPrimitives.ReverseEndianness(high), BinaryPrimitives.ReverseEndianness(low)).AsByte();

    /// <summary>The first and last eight bytes of a block.</summary>
    public static (ulong High, ulong Low) ToBigEndian(Vector128<byte> block)
    {
        Vector128<ulong> words = block.AsUInt64();
        return (BinaryPrimitives.ReverseEndianness(words[0]), BinaryPrimitives.ReverseEndianness(words[1]));
    }

    /// <summary>Multiplies by x in GF(2^128), in constant time.</summary>
    public static Vector128<byte> Double(Vector128<byte> block)
    {
        (ulong high, ulong low) = ToBigEndian(block);
        ulong carry = high >> 63;
        return FromBigEndian((high << 1) | (low >> 63), (low << 1) ^ (carry * Reduction));
    }

    /// <summary>Loads 1 to 15 bytes, followed by zeros, without touching memory beyond them.</summary>
    public static Vector128<byte> LoadPartial(ref byte source, int count)
    {
        ulong low;
        ulong high = 0;
        if (count >= sizeof(ulong))
        {
            // The two loads overlap; the shift drops what the first has already.
            low = Unsafe.ReadUnaligned<ulong>(ref source);
            high = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, count - sizeof(ulong)));
            high = high >> 1 >> ((8 * (Size - count)) - 1);
        }
        else if (count >= sizeof(uint))
        {
            // Here too, and both have the same bits where they overlap.
            ulong last = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, count - sizeof(uint)));
            low = Unsafe.ReadUnaligned<uint>(ref source) | (last << (8 * (count - sizeof(uint))));
        }
        else
        {
            int middle = count >> 1;
            low = source
                | ((ulong)Unsafe.Add(ref source, middle) << (8 * middle))
                | ((ulong)Unsafe.Add(ref source, count - 1) << (8 * (count - 1)));
        }

        return Vector128.Create(low, high).AsByte();
    }

    /// <summary>Stores the first 1 to 15 bytes of a block.</summary>
    public static void StorePartial(Vector128<byte> block, ref byte destination, int count) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<Vector128<byte>>(in block))[..count]
            .CopyTo(MemoryMarshal.CreateSpan(ref destination, count));

    /// <summary>A mask of ones over the first <paramref name="count"/> bytes, 1 to 15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PartialMask(int count) =>
        Vector128.LessThan(Vector128<byte>.Indices, Vector128.Create((byte)count));

    /// <summary>The one bit that ends a block of which only <paramref name="count"/> bytes, 0 to 15, are data.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PaddingAfter(int count) =>
        Vector128.Equals(Vector128<byte>.Indices, Vector128.Create((byte)count)) & Vector128.Create((byte)Padding);
}
