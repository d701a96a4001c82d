using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MoshPS.Engine.Transport.Compression;

/// <summary>The checksum that ends a zlib stream (RFC 1950 §8.2).</summary>
internal static class Adler32
{
    private const uint Modulus = 65521;

    // The most bytes after which neither sum can have overflowed 32 bits (a well-known property: the greatest n
    // for which 255n(n+1)/2 + (n+1)(Modulus−1) < 2^32), cut to whole vectors.
    private const int ChunkLength = 5552;

    /// <summary>Computes the checksum of all the data.</summary>
    public static uint Compute(ReadOnlySpan<byte> data)
    {
        uint first = 1;
        uint second = 0;
        while (!data.IsEmpty)
        {
            ReadOnlySpan<byte> chunk = data[..Math.Min(data.Length, ChunkLength)];
            data = data[chunk.Length..];
            int vectorised = AddVectors(chunk, ref first, ref second);
            foreach (byte value in chunk[vectorised..])
            {
                first += value;
                second += first;
            }

            first %= Modulus;
            second %= Modulus;
        }

        return (second << 16) | first;
    }

    /// <summary>
    /// Adds as many whole vectors as there are. Over 16 bytes the second sum grows by 16 times the first sum
    /// before them, 16 times the first byte, 15 times the second, …
    /// </summary>
    /// <returns>How many bytes were added.</returns>
    // Optimised from the first call on: the JIT's quick code for vectors is slow and allocates.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int AddVectors(ReadOnlySpan<byte> chunk, ref uint first, ref uint second)
    {
        int count = chunk.Length / Vector128<byte>.Count;
        if (count == 0)
        {
            return 0;
        }

        Vector128<ushort> earlyWeights = Vector128.Create((ushort)16, 15, 14, 13, 12, 11, 10, 9);
        Vector128<ushort> lateWeights = Vector128.Create((ushort)8, 7, 6, 5, 4, 3, 2, 1);
        Vector128<uint> sums = Vector128<uint>.Zero;
        Vector128<uint> sumsBefore = Vector128<uint>.Zero;
        Vector128<uint> weighted = Vector128<uint>.Zero;
        ref byte start = ref MemoryMarshal.GetReference(chunk);
        for (int i = 0; i < count; i++)
        {
            Vector128<byte> bytes = Vector128.LoadUnsafe(ref Unsafe.Add(ref start, i * Vector128<byte>.Count));
            (Vector128<ushort> early, Vector128<ushort> late) = Vector128.Widen(bytes);
            sumsBefore += sums;
            sums += Fold(early + late);
            weighted += Fold((early * earlyWeights) + (late * lateWeights));
        }

        // The loop left out what had been there before it.
        second += (uint)(count * Vector128<byte>.Count) * first;
        second += ((uint)Vector128<byte>.Count * Vector128.Sum(sumsBefore)) + Vector128.Sum(weighted);
        first += Vector128.Sum(sums);
        return count * Vector128<byte>.Count;
    }

    private static Vector128<uint> Fold(Vector128<ushort> values)
    {
        (Vector128<uint> low, Vector128<uint> high) = Vector128.Widen(values);
        return low + high;
    }
}
