using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MoshPS.Engine.Crypto;

/// <summary>How a 96-bit nonce becomes OCB's first offset with a 128-bit tag (RFC 7253 §4.2).</summary>
internal static class OcbNonce
{
    /// <summary>Length of a nonce in bytes.</summary>
    public const int Size = 12;

    // The nonce's low six bits choose where in Stretch the offset starts; they are cleared in the block
    // that is encrypted, so 64 consecutive nonces share one Ktop.
    private const int BottomMask = 63;

    // 00 00 00 01, what precedes the nonce in the block, as a little-endian word.
    private const uint Prefix = 0x0100_0000;

    /// <summary>The block whose encryption is Ktop: <c>00 00 00 01 ‖ nonce</c> with its low six bits cleared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> TopBlock(ReadOnlySpan<byte> nonce)
    {
        ulong last = BinaryPrimitives.ReadUInt64LittleEndian(nonce[4..]) & ~((ulong)BottomMask << 56);
        return Vector128.Create(((ulong)BinaryPrimitives.ReadUInt32LittleEndian(nonce) << 32) | Prefix, last).AsByte();
    }

    /// <summary>The first offset: 128 bits of Stretch from the bit that the nonce's low six bits name.</summary>
    /// <param name="nonce">The nonce, 12 bytes.</param>
    /// <param name="top">Bytes 0–7 of Ktop, big-endian.</param>
    /// <param name="bottom">Bytes 8–15 of Ktop, big-endian.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Offset(ReadOnlySpan<byte> nonce, ulong top, ulong bottom)
    {
        int shift = nonce[Size - 1] & BottomMask;
        ulong third = top ^ ((top << 8) | (bottom >> 56));
        // Two shifts to the right, since one by 64, for a shift of zero, would be one by 0.
        ulong high = (top << shift) | (bottom >> 1 >> (63 - shift));
        ulong low = (bottom << shift) | (third >> 1 >> (63 - shift));
        return OcbBlock.FromBigEndian(high, low);
    }
}
