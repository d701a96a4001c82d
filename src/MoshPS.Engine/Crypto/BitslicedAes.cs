using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using MoshPS.Engine.Memory;

namespace MoshPS.Engine.Crypto;

/// <summary>
/// AES-128 for processors without instructions for it, eight blocks at once and in constant time: no branch and
/// no address depends on data. It works on bit planes: byte j of plane i holds bit i of byte j of all eight
/// blocks (E. Käsper and P. Schwabe, "Faster and timing-attack resistant AES-GCM", 2009), so that ShiftRows
/// and MixColumns move whole bytes.
/// </summary>
internal sealed class BitslicedAes : IDisposable
{
    /// <summary>How many blocks are encrypted at once.</summary>
    public const int Blocks = 8;

    private const int Planes = 8;
    private const int Rounds = AesKeySchedule.Rounds;

    // Eight planes for each of the eleven round keys.
    private readonly LockedMemory _keys = new((Rounds + 1) * Planes * OcbBlock.Size);

    /// <summary>Expands the key.</summary>
    /// <param name="key">16 bytes.</param>
    public BitslicedAes(ReadOnlySpan<byte> key)
    {
        Span<Vector128<byte>> roundKeys = stackalloc Vector128<byte>[Rounds + 1];
        AesKeySchedule.Expand(key, roundKeys, SubstituteWord);
        for (int round = 0; round <= Rounds; round++)
        {
            // The same key for all eight blocks.
            Span<Vector128<byte>> planes = KeyOf(round);
            planes.Fill(roundKeys[round]);
            Transpose(planes);
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(roundKeys));
    }

    /// <summary>Encrypts eight blocks in place.</summary>
    public void Encrypt(Span<Vector128<byte>> blocks)
    {
        Transpose(blocks);
        AddRoundKey(blocks, 0);
        for (int round = 1; round < Rounds; round++)
        {
            BitslicedSubBytes.Apply(blocks);
            ShiftRows(blocks);
            MixColumns(blocks);
            AddRoundKey(blocks, round);
        }

        BitslicedSubBytes.Apply(blocks);
        ShiftRows(blocks);
        AddRoundKey(blocks, Rounds);
        Transpose(blocks);
    }

    /// <summary>Decrypts eight blocks in place.</summary>
    public void Decrypt(Span<Vector128<byte>> blocks)
    {
        Transpose(blocks);
        AddRoundKey(blocks, Rounds);
        for (int round = Rounds - 1; round > 0; round--)
        {
            UndoShiftRows(blocks);
            BitslicedSubBytes.ApplyInverse(blocks);
            AddRoundKey(blocks, round);
            UndoMixColumns(blocks);
        }

        UndoShiftRows(blocks);
        BitslicedSubBytes.ApplyInverse(blocks);
        AddRoundKey(blocks, 0);
        Transpose(blocks);
    }

    /// <summary>Zeroes the round keys.</summary>
    public void Dispose() => _keys.Dispose();

    /// <summary>SubBytes on the four bytes of a word, for the key schedule.</summary>
    private static uint SubstituteWord(uint word)
    {
        Span<Vector128<byte>> planes = stackalloc Vector128<byte>[Planes];
        planes.Fill(Vector128.CreateScalar(word).AsByte());
        Transpose(planes);
        BitslicedSubBytes.Apply(planes);
        Transpose(planes);
        return planes[0].AsUInt32().ToScalar();
    }

    private Span<Vector128<byte>> KeyOf(int round) => MemoryMarshal.Cast<byte, Vector128<byte>>(_keys.Bytes).Slice(round * Planes, Planes);

    /// <summary>
    /// Turns eight blocks into bit planes and back: in each column of eight bytes, one of every block, bit i of
    /// byte k changes places with bit k of byte i.
    /// </summary>
    private static void Transpose(Span<Vector128<byte>> rows)
    {
        for (int i = 0; i < Planes; i += 2)
        {
            SwapBits(ref rows[i], ref rows[i + 1], 1, 0x55);
        }

        for (int i = 0; i < Planes; i += 4)
        {
            SwapBits(ref rows[i], ref rows[i + 2], 2, 0x33);
            SwapBits(ref rows[i + 1], ref rows[i + 3], 2, 0x33);
        }

        for (int i = 0; i < Planes / 2; i++)
        {
            SwapBits(ref rows[i], ref rows[i + 4], 4, 0x0F);
        }
    }

    /// <summary>Exchanges the bits of <paramref name="low"/> above the mask with those of <paramref name="high"/> in it.</summary>
    private static void SwapBits(ref Vector128<byte> low, ref Vector128<byte> high, int shift, byte mask)
    {
        Vector128<byte> difference = ((low >>> shift) ^ high) & Vector128.Create(mask);
        high ^= difference;
        low ^= difference << shift;
    }

    private void AddRoundKey(Span<Vector128<byte>> planes, int round)
    {
        ReadOnlySpan<Vector128<byte>> key = KeyOf(round);
        for (int i = 0; i < key.Length; i++)
        {
            planes[i] ^= key[i];
        }
    }

    // Byte 4c + r of a block is row r of column c; row r moves r columns.
    private static void ShiftRows(Span<Vector128<byte>> planes)
    {
        Vector128<byte> source = Vector128.Create((byte)0, 5, 10, 15, 4, 9, 14, 3, 8, 13, 2, 7, 12, 1, 6, 11);
        for (int i = 0; i < Planes; i++)
        {
            planes[i] = Vector128.Shuffle(planes[i], source);
        }
    }

    private static void UndoShiftRows(Span<Vector128<byte>> planes)
    {
        Vector128<byte> source = Vector128.Create((byte)0, 13, 10, 7, 4, 1, 14, 11, 8, 5, 2, 15, 12, 9, 6, 3);
        for (int i = 0; i < Planes; i++)
        {
            planes[i] = Vector128.Shuffle(planes[i], source);
        }
    }

    /// <summary>
    /// With a' the next row, a'' the one after it, …: 2a + 3a' + a'' + a''' = 2(a + a') + a' + (a + a')''.
    /// </summary>
    private static void MixColumns(Span<Vector128<byte>> planes)
    {
        Vector128<byte> highest = planes[7] ^ NextRow(planes[7]);
        Vector128<byte> doubled = highest;
        for (int i = 0; i < Planes; i++)
        {
            Vector128<byte> next = NextRow(planes[i]);
            Vector128<byte> sum = planes[i] ^ next;
            planes[i] = doubled ^ next ^ NextButOneRow(sum);
            doubled = IsReduced(i + 1) ? sum ^ highest : sum;
        }
    }

    /// <summary>
    /// The inverse of MixColumns is MixColumns after a + 4(a + a''), since its matrix is the product of both.
    /// </summary>
    private static void UndoMixColumns(Span<Vector128<byte>> planes)
    {
        Span<Vector128<byte>> quadruple = stackalloc Vector128<byte>[Planes];
        for (int i = 0; i < Planes; i++)
        {
            quadruple[i] = planes[i] ^ NextButOneRow(planes[i]);
        }

        Double(quadruple);
        Double(quadruple);
        for (int i = 0; i < Planes; i++)
        {
            planes[i] ^= quadruple[i];
        }

        MixColumns(planes);
    }

    private static void Double(Span<Vector128<byte>> planes)
    {
        Vector128<byte> highest = planes[7];
        for (int i = Planes - 1; i > 0; i--)
        {
            planes[i] = IsReduced(i) ? planes[i - 1] ^ highest : planes[i - 1];
        }

        planes[0] = highest;
    }

    // x^8 = x^4 + x^3 + x + 1 in AES's field; the 1 is bit 0, which has no lower bit to take.
    private static bool IsReduced(int bit) => bit is 1 or 3 or 4;

    private static Vector128<byte> NextRow(Vector128<byte> plane)
    {
        Vector128<uint> columns = plane.AsUInt32();
        return ((columns >>> 8) | (columns << 24)).AsByte();
    }

    private static Vector128<byte> NextButOneRow(Vector128<byte> plane)
    {
        Vector128<uint> columns = plane.AsUInt32();
        return ((columns >>> 16) | (columns << 16)).AsByte();
    }
}
