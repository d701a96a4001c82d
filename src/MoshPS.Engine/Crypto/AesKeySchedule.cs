using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MoshPS.Engine.Crypto;

/// <summary>AES-128's key expansion (FIPS 197 §5.2).</summary>
internal static class AesKeySchedule
{
    /// <summary>How many rounds AES-128 has; it has one round key more.</summary>
    public const int Rounds = 10;

    private const int KeyWords = 4;

    /// <summary>Derives the eleven round keys for encryption.</summary>
    /// <param name="key">16 bytes.</param>
    /// <param name="roundKeys">Receives the keys; eleven elements.</param>
    /// <param name="substituteWord">SubBytes on each byte of a word, in constant time.</param>
    public static void Expand(ReadOnlySpan<byte> key, Span<Vector128<byte>> roundKeys, Func<uint, uint> substituteWord)
    {
        Span<uint> words = MemoryMarshal.Cast<Vector128<byte>, uint>(roundKeys);
        key.CopyTo(MemoryMarshal.AsBytes(words));
        uint constant = 1;
        for (int i = KeyWords; i < words.Length; i++)
        {
            uint word = words[i - 1];
            if (i % KeyWords == 0)
            {
                // RotWord goes to the left in big-endian terms, so to the right in a little-endian word.
                word = substituteWord(BitOperations.RotateRight(word, 8)) ^ constant;
                constant = constant == 0x80 ? 0x1B : constant << 1;
            }

            words[i] = words[i - KeyWords] ^ word;
        }
    }
}
