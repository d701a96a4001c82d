using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MoshPS.Engine.Transport.Compression;

/// <summary>
/// Finds earlier occurrences of what comes next: chains of positions whose first three bytes have the same hash,
/// the newest first. Its tables are as large as the longest source so far calls for, and need no clearing
/// between sources.
/// </summary>
internal sealed class MatchFinder
{
    private const int MinimumTableBits = 8;
    private const int MaximumTableBits = 15;
    private const uint HashMultiplier = 0x9E3779B1;

    // Positions count on from one source to the next, so that what an earlier source left is known to be old.
    private int[] _newest = [];
    private int[] _previous = [];
    private int _tableBits;
    private int _origin;
    private int _length;

    /// <summary>Starts with a new source.</summary>
    /// <param name="length">Its length.</param>
    public void Start(int length)
    {
        int bits = Math.Clamp(BitOperations.Log2((uint)Math.Max(1, length - 1)) + 1, MinimumTableBits, MaximumTableBits);
        if (bits > _tableBits)
        {
            _tableBits = bits;
            _newest = new int[1 << bits];
            _previous = new int[1 << bits];
            _origin = 1;
        }
        else if (_origin > int.MaxValue - _length - length)
        {
            Array.Clear(_newest);
            _origin = 1;
        }
        else
        {
            _origin += _length;
        }

        _length = length;
    }

    /// <summary>Enters a position into its chain.</summary>
    /// <param name="source">The source.</param>
    /// <param name="position">At least three bytes before its end; all before it have been entered.</param>
    /// <returns>The newest earlier position of the chain, for <see cref="FindLongest"/>; negative if there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Enter(ReadOnlySpan<byte> source, int position)
    {
        ReadOnlySpan<byte> next = source.Slice(position, DeflateFormat.MinimumMatch);
        uint three = BinaryPrimitives.ReadUInt16LittleEndian(next) | ((uint)next[2] << 16);
        uint hash = (three * HashMultiplier) >> (32 - _tableBits);
        ref int newest = ref _newest[hash];
        int candidate = newest;
        newest = _origin + position;
        _previous[position & (_previous.Length - 1)] = candidate;
        return candidate - _origin;
    }

    /// <summary>Follows a chain to the longest match that is longer than a given length.</summary>
    /// <param name="source">The source.</param>
    /// <param name="position">Where the match is to be.</param>
    /// <param name="candidate">What <see cref="Enter"/> returned for this position.</param>
    /// <param name="longerThan">The length to exceed, at least 2.</param>
    /// <param name="steps">How far to follow the chain.</param>
    /// <param name="goodEnough">The length from which on to look no further.</param>
    /// <param name="distance">The match's distance.</param>
    /// <returns>The match's length, or <paramref name="longerThan"/> when there is none.</returns>
    public int FindLongest(
        ReadOnlySpan<byte> source,
        int position,
        int candidate,
        int longerThan,
        int steps,
        int goodEnough,
        out int distance)
    {
        int best = longerThan;
        distance = 0;
        int mask = _previous.Length - 1;
        int end = Math.Min(source.Length - position, DeflateFormat.MaximumMatch);

        // Candidates are below the position, and best is below end: so all reads are inside the source.
        ref int previous = ref MemoryMarshal.GetArrayDataReference(_previous);
        ref byte start = ref MemoryMarshal.GetReference(source);
        ref byte target = ref Unsafe.Add(ref start, position);

        // The table has a slot for each of the newest positions, this one included. That keeps matches inside
        // the window, too.
        int oldest = Math.Max(0, position - mask);
        while (candidate >= oldest && best < end)
        {
            // What does not match at the end of the best so far is not longer.
            ref byte match = ref Unsafe.Add(ref start, candidate);
            if (ReadPair(ref match, best - 1) == ReadPair(ref target, best - 1))
            {
                int length = CommonLength(ref match, ref target, end);
                if (length > best)
                {
                    best = length;
                    distance = position - candidate;
                    if (length >= goodEnough)
                    {
                        break;
                    }
                }
            }

            if (--steps == 0)
            {
                break;
            }

            candidate = Unsafe.Add(ref previous, candidate & mask) - _origin;
        }

        return best;
    }

    private static ushort ReadPair(ref byte start, int offset) =>
        Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref start, offset));

    private static int CommonLength(ref byte first, ref byte second, int end)
    {
        int length = 0;
        for (; length <= end - sizeof(ulong); length += sizeof(ulong))
        {
            ulong difference = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, length))
                ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref second, length));
            if (difference != 0)
            {
                return length + (BitOperations.TrailingZeroCount(difference) >> 3);
            }
        }

        while (length < end && Unsafe.Add(ref first, length) == Unsafe.Add(ref second, length))
        {
            length++;
        }

        return length;
    }
}
