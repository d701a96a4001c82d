using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace MoshPS.Engine.Transport.Compression;

/// <summary>Reads bits, the lowest first, as DEFLATE packs them.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> source)
{
    /// <summary>How many bits there are at least after <see cref="Refill"/>, unless the source ends before.</summary>
    public const int RefilledBits = 56;

    private readonly ReadOnlySpan<byte> _source = source;
    private int _position;

    /// <summary>The next bits. Those above <see cref="Available"/> are not to be relied on.</summary>
    public ulong Bits { get; private set; }

    /// <summary>How many of the bits are there. Negative once more were taken than the source had.</summary>
    public int Available { get; private set; }

    /// <summary>Fetches as many bits as fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refill()
    {
        if (BinaryPrimitives.TryReadUInt64LittleEndian(_source[_position..], out ulong word))
        {
            // Bits that do not complete a byte are fetched again, at the same place, by the next call.
            Bits |= word << Available;
            _position += (63 - Available) >> 3;
            Available |= RefilledBits;
        }
        else
        {
            RefillAtEnd();
        }
    }

    /// <summary>Drops bits that have been looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Drop(int count)
    {
        Bits >>= count;
        Available -= count;
    }

    /// <summary>Takes bits that a refill has fetched.</summary>
    /// <param name="count">0 to 31.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Take(int count)
    {
        uint value = (uint)Bits & ((1U << count) - 1);
        Drop(count);
        return value;
    }

    /// <summary>
    /// Gives back the bytes that were fetched but not taken, with the rest of a byte dropped, and returns what
    /// follows. To be used once no more than the source had were taken.
    /// </summary>
    public ReadOnlySpan<byte> AlignedRest()
    {
        int start = _position - (Available >> 3);
        return _source[start..];
    }

    private void RefillAtEnd()
    {
        // The fast way may have left bits of a byte that it did not count.
        Bits &= (1UL << Math.Max(0, Available)) - 1;
        while (Available is >= 0 and < RefilledBits && _position < _source.Length)
        {
            Bits |= (ulong)_source[_position++] << Available;
            Available += 8;
        }
    }
}
