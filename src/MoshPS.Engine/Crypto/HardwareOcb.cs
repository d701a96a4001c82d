using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace MoshPS.Engine.Crypto;

/// <summary>
/// OCB on AES instructions, eight blocks in flight: an AES round takes about four cycles, but two can start in
/// each. What follows a group is not interleaved with it by hand, since the processor does that by itself.
/// </summary>
/// <typeparam name="TAes">The instruction set.</typeparam>
internal sealed class HardwareOcb<TAes> : OcbCipher
    where TAes : struct, IAesInstructions
{
    private const int Rounds = 10;
    private const nuint Block = OcbBlock.Size;
    private const nuint FourBlocks = 4 * Block;
    private const nuint EightBlocks = 8 * Block;

    // Eleven round keys for encryption, then eleven for decryption. Pinned: no copies are left behind.
    private readonly Vector128<byte>[] _schedule = GC.AllocateArray<Vector128<byte>>(2 * (Rounds + 1), pinned: true);

    /// <summary>Expands the key.</summary>
    /// <param name="key">16 bytes.</param>
    public HardwareOcb(ReadOnlySpan<byte> key)
    {
        AesKeySchedule.Expand(key, _schedule.AsSpan(0, Rounds + 1), TAes.SubstituteWord);
        DecryptionKeys = _schedule[Rounds];
        for (int round = 1; round < Rounds; round++)
        {
            Unsafe.Add(ref DecryptionKeys, round) = TAes.InverseMixColumns(_schedule[Rounds - round]);
        }

        Unsafe.Add(ref DecryptionKeys, Rounds) = _schedule[0];
        DeriveOffsets();
    }

    private ref Vector128<byte> EncryptionKeys => ref MemoryMarshal.GetArrayDataReference(_schedule);

    private ref Vector128<byte> DecryptionKeys => ref Unsafe.Add(ref EncryptionKeys, Rounds + 1);

    /// <inheritdoc/>
    public override void Dispose()
    {
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_schedule.AsSpan()));
        base.Dispose();
    }

    /// <inheritdoc/>
    public override void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        ref byte source = ref MemoryMarshal.GetReference(plaintext);
        ref byte target = ref MemoryMarshal.GetReference(destination);
        nuint length = (nuint)plaintext.Length;
        ref Vector128<byte> keys = ref EncryptionKeys;
        ref Vector128<byte> combinations = ref Combinations;
        Vector128<byte> offset = FirstOffset(nonce);
        Vector128<byte> checksum = Vector128<byte>.Zero;
        nuint position = 0;

        while (length - position >= EightBlocks)
        {
            Vector128<byte> last = offset ^ Unsafe.Add(ref combinations, 6) ^ OffsetOfGroup(position);
            EncryptEight(ref keys, ref combinations, offset, last, ref source, ref target, position, ref checksum);
            offset = last;
            position += EightBlocks;
        }

        if (length - position >= FourBlocks)
        {
            EncryptFour(ref keys, ref combinations, offset, ref source, ref target, position, ref checksum);
            offset ^= Unsafe.Add(ref combinations, 3);
            position += FourBlocks;
        }

        // Up to three blocks more, numbers 1 to 3 after a multiple of four.
        for (int number = 1; length - position >= Block; number++)
        {
            offset ^= Unsafe.Add(ref Offsets, number & 1 ^ 1);
            EncryptOne(ref keys, offset, ref source, ref target, position, ref checksum);
            position += Block;
        }

        int tail = (int)(length - position);
        if (tail > 0)
        {
            offset ^= Star;
            Vector128<byte> data = OcbBlock.LoadPartial(ref Unsafe.Add(ref source, position), tail);
            checksum ^= data ^ OcbBlock.PaddingAfter(tail);
            OcbBlock.StorePartial(data ^ EncryptBlock(offset), ref Unsafe.Add(ref target, position), tail);
        }

        Vector128<byte> tag = EncryptBlock(checksum ^ offset ^ Dollar);
        if (!associatedData.IsEmpty)
        {
            tag ^= Hash(associatedData);
        }

        tag.StoreUnsafe(ref target, length);
    }

    /// <inheritdoc/>
    public override bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> ciphertextAndTag, Span<byte> plaintext)
    {
        ref byte source = ref MemoryMarshal.GetReference(ciphertextAndTag);
        ref byte target = ref MemoryMarshal.GetReference(plaintext);
        nuint length = (nuint)ciphertextAndTag.Length - Block;
        ref Vector128<byte> keys = ref DecryptionKeys;

        // Read first: the plaintext may overwrite it.
        Vector128<byte> received = Vector128.LoadUnsafe(ref source, length);
        ref Vector128<byte> combinations = ref Combinations;
        Vector128<byte> offset = FirstOffset(nonce);
        Vector128<byte> checksum = Vector128<byte>.Zero;
        nuint position = 0;

        while (length - position >= EightBlocks)
        {
            Vector128<byte> last = offset ^ Unsafe.Add(ref combinations, 6) ^ OffsetOfGroup(position);
            DecryptEight(ref keys, ref combinations, offset, last, ref source, ref target, position, ref checksum);
            offset = last;
            position += EightBlocks;
        }

        if (length - position >= FourBlocks)
        {
            DecryptFour(ref keys, ref combinations, offset, ref source, ref target, position, ref checksum);
            offset ^= Unsafe.Add(ref combinations, 3);
            position += FourBlocks;
        }

        // Up to three blocks more, numbers 1 to 3 after a multiple of four.
        for (int number = 1; length - position >= Block; number++)
        {
            offset ^= Unsafe.Add(ref Offsets, number & 1 ^ 1);
            DecryptOne(ref keys, offset, ref source, ref target, position, ref checksum);
            position += Block;
        }

        int tail = (int)(length - position);
        if (tail > 0)
        {
            offset ^= Star;
            Vector128<byte> data = OcbBlock.LoadPartial(ref Unsafe.Add(ref source, position), tail)
                ^ (EncryptBlock(offset) & OcbBlock.PartialMask(tail));
            checksum ^= data ^ OcbBlock.PaddingAfter(tail);
            OcbBlock.StorePartial(data, ref Unsafe.Add(ref target, position), tail);
        }

        Vector128<byte> tag = EncryptBlock(checksum ^ offset ^ Dollar);
        if (!associatedData.IsEmpty)
        {
            tag ^= Hash(associatedData);
        }

        // Compares whole vectors: the time does not depend on where they differ.
        if (tag == received)
        {
            return true;
        }

        CryptographicOperations.ZeroMemory(plaintext[..(int)length]);
        return false;
    }

    /// <inheritdoc/>
    protected override Vector128<byte> EncryptBlock(Vector128<byte> block)
    {
        ref Vector128<byte> keys = ref EncryptionKeys;
        Vector128<byte> previous = keys;
        block = TAes.Whiten(block, previous);
        for (int round = 1; round < Rounds; round++)
        {
            Vector128<byte> key = Unsafe.Add(ref keys, round);
            block = TAes.EncryptRound(block, previous, key);
            previous = key;
        }

        return TAes.EncryptLastRound(block, previous, Unsafe.Add(ref keys, Rounds));
    }

    /// <summary>What the last block of the eight after <paramref name="position"/> adds to the offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<byte> OffsetOfGroup(nuint position) =>
        Unsafe.Add(ref Offsets, BitOperations.TrailingZeroCount((position + EightBlocks) / Block));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EncryptEight(
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
        checksum ^= b0 ^ b1 ^ b2 ^ b3 ^ b4 ^ b5 ^ b6 ^ b7;
        Vector128<byte> previous = keys;
        b0 = TAes.Whiten(b0 ^ offset0, previous);
        b1 = TAes.Whiten(b1 ^ offset1, previous);
        b2 = TAes.Whiten(b2 ^ offset2, previous);
        b3 = TAes.Whiten(b3 ^ offset3, previous);
        b4 = TAes.Whiten(b4 ^ offset4, previous);
        b5 = TAes.Whiten(b5 ^ offset5, previous);
        b6 = TAes.Whiten(b6 ^ offset6, previous);
        b7 = TAes.Whiten(b7 ^ lastOffset, previous);
        for (int round = 1; round < Rounds; round++)
        {
            Vector128<byte> key = Unsafe.Add(ref keys, round);
            b0 = TAes.EncryptRound(b0, previous, key);
            b1 = TAes.EncryptRound(b1, previous, key);
            b2 = TAes.EncryptRound(b2, previous, key);
            b3 = TAes.EncryptRound(b3, previous, key);
            b4 = TAes.EncryptRound(b4, previous, key);
            b5 = TAes.EncryptRound(b5, previous, key);
            b6 = TAes.EncryptRound(b6, previous, key);
            b7 = TAes.EncryptRound(b7, previous, key);
            previous = key;
        }

        Vector128<byte> lastKey = Unsafe.Add(ref keys, Rounds);
        b0 = TAes.EncryptLastRound(b0, previous, lastKey) ^ offset0;
        b1 = TAes.EncryptLastRound(b1, previous, lastKey) ^ offset1;
        b2 = TAes.EncryptLastRound(b2, previous, lastKey) ^ offset2;
        b3 = TAes.EncryptLastRound(b3, previous, lastKey) ^ offset3;
        b4 = TAes.EncryptLastRound(b4, previous, lastKey) ^ offset4;
        b5 = TAes.EncryptLastRound(b5, previous, lastKey) ^ offset5;
        b6 = TAes.EncryptLastRound(b6, previous, lastKey) ^ offset6;
        b7 = TAes.EncryptLastRound(b7, previous, lastKey) ^ lastOffset;
        b0.StoreUnsafe(ref target, position);
        b1.StoreUnsafe(ref target, position + 16);
        b2.StoreUnsafe(ref target, position + 32);
        b3.StoreUnsafe(ref target, position + 48);
        b4.StoreUnsafe(ref target, position + 64);
        b5.StoreUnsafe(ref target, position + 80);
        b6.StoreUnsafe(ref target, position + 96);
        b7.StoreUnsafe(ref target, position + 112);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EncryptFour(
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
        checksum ^= b0 ^ b1 ^ b2 ^ b3;
        Vector128<byte> previous = keys;
        b0 = TAes.Whiten(b0 ^ offset0, previous);
        b1 = TAes.Whiten(b1 ^ offset1, previous);
        b2 = TAes.Whiten(b2 ^ offset2, previous);
        b3 = TAes.Whiten(b3 ^ offset3, previous);
        for (int round = 1; round < Rounds; round++)
        {
            Vector128<byte> key = Unsafe.Add(ref keys, round);
            b0 = TAes.EncryptRound(b0, previous, key);
            b1 = TAes.EncryptRound(b1, previous, key);
            b2 = TAes.EncryptRound(b2, previous, key);
            b3 = TAes.EncryptRound(b3, previous, key);
            previous = key;
        }

        Vector128<byte> lastKey = Unsafe.Add(ref keys, Rounds);
        b0 = TAes.EncryptLastRound(b0, previous, lastKey) ^ offset0;
        b1 = TAes.EncryptLastRound(b1, previous, lastKey) ^ offset1;
        b2 = TAes.EncryptLastRound(b2, previous, lastKey) ^ offset2;
        b3 = TAes.EncryptLastRound(b3, previous, lastKey) ^ offset3;
        b0.StoreUnsafe(ref target, position);
        b1.StoreUnsafe(ref target, position + 16);
        b2.StoreUnsafe(ref target, position + 32);
        b3.StoreUnsafe(ref target, position + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EncryptOne(
        ref Vector128<byte> keys,
        Vector128<byte> offset,
        ref byte source,
        ref byte target,
        nuint position,
        ref Vector128<byte> checksum)
    {
        Vector128<byte> block = Vector128.LoadUnsafe(ref source, position);
        checksum ^= block;
        Vector128<byte> previous = keys;
        block = TAes.Whiten(block ^ offset, previous);
        for (int round = 1; round < Rounds; round++)
        {
            Vector128<byte> key = Unsafe.Add(ref keys, round);
            block = TAes.EncryptRound(block, previous, key);
            previous = key;
        }

        block = TAes.EncryptLastRound(block, previous, Unsafe.Add(ref keys, Rounds)) ^ offset;
        block.StoreUnsafe(ref target, position);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DecryptEight(
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
        Vector128<byte> previous = keys;
        b0 = TAes.Whiten(b0 ^ offset0, previous);
        b1 = TAes.Whiten(b1 ^ offset1, previous);
        b2 = TAes.Whiten(b2 ^ offset2, previous);
        b3 = TAes.Whiten(b3 ^ offset3, previous);
        b4 = TAes.Whiten(b4 ^ offset4, previous);
        b5 = TAes.Whiten(b5 ^ offset5, previous);
        b6 = TAes.Whiten(b6 ^ offset6, previous);
        b7 = TAes.Whiten(b7 ^ lastOffset, previous);
        for (int round = 1; round < Rounds; round++)
        {
            Vector128<byte> key = Unsafe.Add(ref keys, round);
            b0 = TAes.DecryptRound(b0, previous, key);
            b1 = TAes.DecryptRound(b1, previous, key);
            b2 = TAes.DecryptRound(b2, previous, key);
            b3 = TAes.DecryptRound(b3, previous, key);
            b4 = TAes.DecryptRound(b4, previous, key);
            b5 = TAes.DecryptRound(b5, previous, key);
            b6 = TAes.DecryptRound(b6, previous, key);
            b7 = TAes.DecryptRound(b7, previous, key);
            previous = key;
        }

        Vector128<byte> lastKey = Unsafe.Add(ref keys, Rounds);
        b0 = TAes.DecryptLastRound(b0, previous, lastKey) ^ offset0;
        b1 = TAes.DecryptLastRound(b1, previous, lastKey) ^ offset1;
        b2 = TAes.DecryptLastRound(b2, previous, lastKey) ^ offset2;
        b3 = TAes.DecryptLastRound(b3, previous, lastKey) ^ offset3;
        b4 = TAes.DecryptLastRound(b4, previous, lastKey) ^ offset4;
        b5 = TAes.DecryptLastRound(b5, previous, lastKey) ^ offset5;
        b6 = TAes.DecryptLastRound(b6, previous, lastKey) ^ offset6;
        b7 = TAes.DecryptLastRound(b7, previous, lastKey) ^ lastOffset;
        checksum ^= b0 ^ b1 ^ b2 ^ b3 ^ b4 ^ b5 ^ b6 ^ b7;
        b0.StoreUnsafe(ref target, position);
        b1.StoreUnsafe(ref target, position + 16);
        b2.StoreUnsafe(ref target, position + 32);
        b3.StoreUnsafe(ref target, position + 48);
        b4.StoreUnsafe(ref target, position + 64);
        b5.StoreUnsafe(ref target, position + 80);
        b6.StoreUnsafe(ref target, position + 96);
        b7.StoreUnsafe(ref target, position + 112);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DecryptFour(
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
        Vector128<byte> previous = keys;
        b0 = TAes.Whiten(b0 ^ offset0, previous);
        b1 = TAes.Whiten(b1 ^ offset1, previous);
        b2 = TAes.Whiten(b2 ^ offset2, previous);
        b3 = TAes.Whiten(b3 ^ offset3, previous);
        for (int round = 1; round < Rounds; round++)
        {
            Vector128<byte> key = Unsafe.Add(ref keys, round);
            b0 = TAes.DecryptRound(b0, previous, key);
            b1 = TAes.DecryptRound(b1, previous, key);
            b2 = TAes.DecryptRound(b2, previous, key);
            b3 = TAes.DecryptRound(b3, previous, key);
            previous = key;
        }

        Vector128<byte> lastKey = Unsafe.Add(ref keys, Rounds);
        b0 = TAes.DecryptLastRound(b0, previous, lastKey) ^ offset0;
        b1 = TAes.DecryptLastRound(b1, previous, lastKey) ^ offset1;
        b2 = TAes.DecryptLastRound(b2, previous, lastKey) ^ offset2;
        b3 = TAes.DecryptLastRound(b3, previous, lastKey) ^ offset3;
        checksum ^= b0 ^ b1 ^ b2 ^ b3;
        b0.StoreUnsafe(ref target, position);
        b1.StoreUnsafe(ref target, position + 16);
        b2.StoreUnsafe(ref target, position + 32);
        b3.StoreUnsafe(ref target, position + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DecryptOne(
        ref Vector128<byte> keys,
        Vector128<byte> offset,
        ref byte source,
        ref byte target,
        nuint position,
        ref Vector128<byte> checksum)
    {
        Vector128<byte> block = Vector128.LoadUnsafe(ref source, position);
        Vector128<byte> previous = keys;
        block = TAes.Whiten(block ^ offset, previous);
        for (int round = 1; round < Rounds; round++)
        {
            Vector128<byte> key = Unsafe.Add(ref keys, round);
            block = TAes.DecryptRound(block, previous, key);
            previous = key;
        }

        block = TAes.DecryptLastRound(block, previous, Unsafe.Add(ref keys, Rounds)) ^ offset;
        checksum ^= block;
        block.StoreUnsafe(ref target, position);
    }
}
