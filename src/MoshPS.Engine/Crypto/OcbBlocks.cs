using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MoshPS.Engine.Crypto;

/// <summary>
/// Full blocks of an OCB message (RFC 7253 §4.2, §4.3), several at a time so that their rounds overlap. The round
/// loops keep all blocks, and one key at a time, in registers.
/// </summary>
/// <typeparam name="TRounds">Encryption or decryption, on some instruction set.</typeparam>
internal static class OcbBlocks<TRounds>
    where TRounds : struct, IAesRounds
{
    /// <summary>Eight blocks, the first of which comes after a multiple of eight.</summary>
    /// <param name="keys">The round keys.</param>
    /// <param name="combinations"><see cref="OcbCipher.Combinations"/>.</param>
    /// <param name="offset">The offset before the first of them.</param>
    /// <param name="lastOffset">The offset of the eighth, which depends on its number.</param>
    /// <param name="source">The message.</param>
    /// <param name="target">Where the result goes; may be the same.</param>
    /// <param name="position">Where in both the blocks are.</param>
    /// <param name="checksum">The sum of all plaintext.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Eight(
        ref Vector128<byte> keys,
        ref Vector128<byte> combinations,
        Vector128<byte> offset,
        Vector128<byte> lastOffset,
        ref byte source,
        ref byte target,
        nuint position,
        ref Vector128<byte> checksum)
    {
        Vector128<byte> offset0 = offset ^ combinations;
        Vector128<byte> offset1 = offset ^ Unsafe.Add(ref combinations, 1);
        Vector128<byte> offset2 = offset ^ Unsafe.Add(ref combinations, 2);
        Vector128<byte> offset3 = offset ^ Unsafe.Add(ref combinations, 3);
        Vector128<byte> offset4 = offset ^ Unsafe.Add(ref combinations, 4);
        Vector128<byte> offset5 = offset ^ Unsafe.Add(ref combinations, 5);
        Vector128<byte> offset6 = offset ^ Unsafe.Add(ref combinations, 6);
        Vector128<byte> b0 = Vector128.LoadUnsafe(ref source, position);
        Vector128<byte> b1 = Vector128.LoadUnsafe(ref source, position + 16);
        Vector128<byte> b2 = Vector128.LoadUnsafe(ref source, position + 32);
        Vector128<byte> b3 = Vector128.LoadUnsafe(ref source, position + 48);
        Vector128<byte> b4 = Vector128.LoadUnsafe(ref source, position + 64);
        Vector128<byte> b5 = Vector128.LoadUnsafe(ref source, position + 80);
        Vector128<byte> b6 = Vector128.LoadUnsafe(ref source, position + 96);
        Vector128<byte> b7 = Vector128.LoadUnsafe(ref source, position + 112);
        if (TRounds.Encrypts)
        {
            checksum ^= b0 ^ b1 ^ b2 ^ b3 ^ b4 ^ b5 ^ b6 ^ b7;
        }

        Vector128<byte> previous = keys;
        b0 = TRounds.Whiten(b0 ^ offset0, previous);
        b1 = TRounds.Whiten(b1 ^ offset1, previous);
        b2 = TRounds.Whiten(b2 ^ offset2, previous);
        b3 = TRounds.Whiten(b3 ^ offset3, previous);
        b4 = TRounds.Whiten(b4 ^ offset4, previous);
        b5 = TRounds.Whiten(b5 ^ offset5, previous);
        b6 = TRounds.Whiten(b6 ^ offset6, previous);
        b7 = TRounds.Whiten(b7 ^ lastOffset, previous);
        for (int round = 1; round < AesKeySchedule.Rounds; round++)
        {
            Vector128<byte> key = Unsafe.Add(ref keys, round);
            b0 = TRounds.Round(b0, previous, key);
            b1 = TRounds.Round(b1, previous, key);
            b2 = TRounds.Round(b2, previous, key);
            b3 = TRounds.Round(b3, previous, key);
            b4 = TRounds.Round(b4, previous, key);
            b5 = TRounds.Round(b5, previous, key);
            b6 = TRounds.Round(b6, previous, key);
            b7 = TRounds.Round(b7, previous, key);
            previous = key;
        }

        Vector128<byte> lastKey = Unsafe.Add(ref keys, AesKeySchedule.Rounds);
        b0 = TRounds.LastRound(b0, previous, lastKey) ^ offset0;
        b1 = TRounds.LastRound(b1, previous, lastKey) ^ offset1;
        b2 = TRounds.LastRound(b2, previous, lastKey) ^ offset2;
        b3 = TRounds.LastRound(b3, previous, lastKey) ^ offset3;
        b4 = TRounds.LastRound(b4, previous, lastKey) ^ offset4;
        b5 = TRounds.LastRound(b5, previous, lastKey) ^ offset5;
        b6 = TRounds.LastRound(b6, previous, lastKey) ^ offset6;
        b7 = TRounds.LastRound(b7, previous, lastKey) ^ lastOffset;
        if (!TRounds.Encrypts)
        {
            checksum ^= b0 ^ b1 ^ b2 ^ b3 ^ b4 ^ b5 ^ b6 ^ b7;
        }

        b0.StoreUnsafe(ref target, position);
        b1.StoreUnsafe(ref target, position + 16);
        b2.StoreUnsafe(ref target, position + 32);
        b3.StoreUnsafe(ref target, position + 48);
        b4.StoreUnsafe(ref target, position + 64);
        b5.StoreUnsafe(ref target, position + 80);
        b6.StoreUnsafe(ref target, position + 96);
        b7.StoreUnsafe(ref target, position + 112);
    }

    /// <summary>Four blocks, the first of which comes after a multiple of eight.</summary>
    /// <inheritdoc cref="Eight"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Four(
        ref Vector128<byte> keys,
        ref Vector128<byte> combinations,
        Vector128<byte> offset,
        ref byte source,
        ref byte target,
        nuint position,
        ref Vector128<byte> checksum)
    {
        Vector128<byte> offset0 = offset ^ combinations;
        Vector128<byte> offset1 = offset ^ Unsafe.Add(ref combinations, 1);
        Vector128<byte> offset2 = offset ^ Unsafe.Add(ref combinations, 2);
        Vector128<byte> offset3 = offset ^ Unsafe.Add(ref combinations, 3);
        Vector128<byte> b0 = Vector128.LoadUnsafe(ref source, position);
        Vector128<byte> b1 = Vector128.LoadUnsafe(ref source, position + 16);
        Vector128<byte> b2 = Vector128.LoadUnsafe(ref source, position + 32);
        Vector128<byte> b3 = Vector128.LoadUnsafe(ref source, position + 48);
        if (TRounds.Encrypts)
        {
            checksum ^= b0 ^ b1 ^ b2 ^ b3;
        }

        Vector128<byte> previous = keys;
        b0 = TRounds.Whiten(b0 ^ offset0, previous);
        b1 = TRounds.Whiten(b1 ^ offset1, previous);
        b2 = TRounds.Whiten(b2 ^ offset2, previous);
        b3 = TRounds.Whiten(b3 ^ offset3, previous);
        for (int round = 1; round < AesKeySchedule.Rounds; round++)
        {
            Vector128<byte> key = Unsafe.Add(ref keys, round);
            b0 = TRounds.Round(b0, previous, key);
            b1 = TRounds.Round(b1, previous, key);
            b2 = TRounds.Round(b2, previous, key);
            b3 = TRounds.Round(b3, previous, key);
            previous = key;
        }

        Vector128<byte> lastKey = Unsafe.Add(ref keys, AesKeySchedule.Rounds);
        b0 = TRounds.LastRound(b0, previous, lastKey) ^ offset0;
        b1 = TRounds.LastRound(b1, previous, lastKey) ^ offset1;
        b2 = TRounds.LastRound(b2, previous, lastKey) ^ offset2;
        b3 = TRounds.LastRound(b3, previous, lastKey) ^ offset3;
        if (!TRounds.Encrypts)
        {
            checksum ^= b0 ^ b1 ^ b2 ^ b3;
        }

        b0.StoreUnsafe(ref target, position);
        b1.StoreUnsafe(ref target, position + 16);
        b2.StoreUnsafe(ref target, position + 32);
        b3.StoreUnsafe(ref target, position + 48);
    }

    /// <summary>One block, whose own offset is given.</summary>
    /// <inheritdoc cref="Eight"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void One(
        ref Vector128<byte> keys,
        Vector128<byte> offset,
        ref byte source,
        ref byte target,
        nuint position,
        ref Vector128<byte> checksum)
    {
        Vector128<byte> block = Vector128.LoadUnsafe(ref source, position);
        if (TRounds.Encrypts)
        {
            checksum ^= block;
        }

        Vector128<byte> previous = keys;
        block = TRounds.Whiten(block ^ offset, previous);
        for (int round = 1; round < AesKeySchedule.Rounds; round++)
        {
            Vector128<byte> key = Unsafe.Add(ref keys, round);
            block = TRounds.Round(block, previous, key);
            previous = key;
        }

        block = TRounds.LastRound(block, previous, Unsafe.Add(ref keys, AesKeySchedule.Rounds)) ^ offset;
        if (!TRounds.Encrypts)
        {
            checksum ^= block;
        }

        block.StoreUnsafe(ref target, position);
    }
}
