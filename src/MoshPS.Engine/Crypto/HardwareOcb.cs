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
internal sealed unsafe class HardwareOcb<TAes> : OcbCipher
    where TAes : struct, IAesInstructions
{
    private const int Rounds = AesKeySchedule.Rounds;
    private const nuint Block = OcbBlock.Size;
    private const nuint FourBlocks = 4 * Block;
    private const nuint EightBlocks = 8 * Block;

    /// <summary>Expands the key.</summary>
    /// <param name="key">16 bytes.</param>
    public HardwareOcb(ReadOnlySpan<byte> key)
        : base(2 * (Rounds + 1))
    {
        AesKeySchedule.Expand(key, new Span<Vector128<byte>>(RoundKeys, Rounds + 1), TAes.SubstituteWord);
        DecryptionKeys = RoundKeys[Rounds];
        for (int round = 1; round < Rounds; round++)
        {
            Unsafe.Add(ref DecryptionKeys, round) = TAes.InverseMixColumns(RoundKeys[Rounds - round]);
        }

        Unsafe.Add(ref DecryptionKeys, Rounds) = RoundKeys[0];
        DeriveOffsets();
    }

    // Eleven round keys for encryption, then eleven for decryption.
    private ref Vector128<byte> EncryptionKeys => ref *RoundKeys;

    private ref Vector128<byte> DecryptionKeys => ref Unsafe.Add(ref EncryptionKeys, Rounds + 1);

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
            OcbBlocks<AesEncryption<TAes>>.Eight(
                ref keys, ref combinations, offset, last, ref source, ref target, position, ref checksum);
            offset = last;
            position += EightBlocks;
        }

        if (length - position >= FourBlocks)
        {
            OcbBlocks<AesEncryption<TAes>>.Four(
                ref keys, ref combinations, offset, ref source, ref target, position, ref checksum);
            offset ^= Unsafe.Add(ref combinations, 3);
            position += FourBlocks;
        }

        // Up to three blocks more, numbers 1 to 3 after a multiple of four.
        for (int number = 1; length - position >= Block; number++)
        {
            offset ^= Unsafe.Add(ref Offsets, (number & 1) ^ 1);
            OcbBlocks<AesEncryption<TAes>>.One(ref keys, offset, ref source, ref target, position, ref checksum);
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
            OcbBlocks<AesDecryption<TAes>>.Eight(
                ref keys, ref combinations, offset, last, ref source, ref target, position, ref checksum);
            offset = last;
            position += EightBlocks;
        }

        if (length - position >= FourBlocks)
        {
            OcbBlocks<AesDecryption<TAes>>.Four(
                ref keys, ref combinations, offset, ref source, ref target, position, ref checksum);
            offset ^= Unsafe.Add(ref combinations, 3);
            position += FourBlocks;
        }

        // Up to three blocks more, numbers 1 to 3 after a multiple of four.
        for (int number = 1; length - position >= Block; number++)
        {
            offset ^= Unsafe.Add(ref Offsets, (number & 1) ^ 1);
            OcbBlocks<AesDecryption<TAes>>.One(ref keys, offset, ref source, ref target, position, ref checksum);
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
}
