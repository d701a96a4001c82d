using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace MoshPS.Engine.Crypto;

/// <summary>OCB on <see cref="BitslicedAes"/>, for processors without AES instructions.</summary>
internal sealed class BitslicedOcb : OcbCipher
{
    private readonly BitslicedAes _aes;

    /// <summary>Expands the key.</summary>
    /// <param name="key">16 bytes.</param>
    public BitslicedOcb(ReadOnlySpan<byte> key)
        : base(keyBlocks: 0)
    {
        _aes = new BitslicedAes(key);
        DeriveOffsets();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _aes.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    public override void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        Span<Vector128<byte>> blocks = stackalloc Vector128<byte>[BitslicedAes.Blocks];
        Span<Vector128<byte>> offsets = stackalloc Vector128<byte>[BitslicedAes.Blocks];
        Vector128<byte> offset = FirstOffset(nonce);
        Vector128<byte> checksum = Vector128<byte>.Zero;
        int number = 1;
        int position = 0;
        for (int count; (count = CountBlocks(plaintext.Length - position)) > 0; position += count * OcbBlock.Size)
        {
            for (int i = 0; i < count; i++)
            {
                Vector128<byte> data = Load(plaintext, position, i);
                checksum ^= data;
                offset ^= OffsetOf(number++);
                offsets[i] = offset;
                blocks[i] = data ^ offset;
            }

            _aes.Encrypt(blocks);
            Store(blocks, offsets, destination, position, count);
        }

        int tail = plaintext.Length - position;
        if (tail > 0)
        {
            // The tag needs no ciphertext, so that it can be made together with the mask of the tail.
            offset ^= Star;
            Vector128<byte> data = OcbBlock.LoadPartial(ref MemoryMarshal.GetReference(plaintext[position..]), tail);
            checksum ^= data ^ OcbBlock.PaddingAfter(tail);
            blocks[0] = checksum ^ offset ^ Dollar;
            blocks[1] = offset;
            _aes.Encrypt(blocks);
            OcbBlock.StorePartial(data ^ blocks[1], ref MemoryMarshal.GetReference(destination[position..]), tail);
        }
        else
        {
            blocks[0] = checksum ^ offset ^ Dollar;
            _aes.Encrypt(blocks);
        }

        (blocks[0] ^ Hash(associatedData)).CopyTo(destination[plaintext.Length..]);
    }

    /// <inheritdoc/>
    public override bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> ciphertextAndTag, Span<byte> plaintext)
    {
        ReadOnlySpan<byte> ciphertext = ciphertextAndTag[..^OcbBlock.Size];
        // Read first: the plaintext may overwrite it.
        Vector128<byte> received = Vector128.Create(ciphertextAndTag[ciphertext.Length..]);
        Span<Vector128<byte>> blocks = stackalloc Vector128<byte>[BitslicedAes.Blocks];
        Span<Vector128<byte>> offsets = stackalloc Vector128<byte>[BitslicedAes.Blocks];
        Vector128<byte> offset = FirstOffset(nonce);
        Vector128<byte> checksum = Vector128<byte>.Zero;
        int number = 1;
        int position = 0;
        for (int count; (count = CountBlocks(ciphertext.Length - position)) > 0; position += count * OcbBlock.Size)
        {
            for (int i = 0; i < count; i++)
            {
                offset ^= OffsetOf(number++);
                offsets[i] = offset;
                blocks[i] = Load(ciphertext, position, i) ^ offset;
            }

            _aes.Decrypt(blocks);
            for (int i = 0; i < count; i++)
            {
                checksum ^= blocks[i] ^ offsets[i];
            }

            Store(blocks, offsets, plaintext, position, count);
        }

        int tail = ciphertext.Length - position;
        if (tail > 0)
        {
            offset ^= Star;
            Vector128<byte> data =
                OcbBlock.LoadPartial(ref MemoryMarshal.GetReference(ciphertext[position..]), tail)
                ^ (EncryptBlock(offset) & OcbBlock.PartialMask(tail));
            checksum ^= data ^ OcbBlock.PaddingAfter(tail);
            OcbBlock.StorePartial(data, ref MemoryMarshal.GetReference(plaintext[position..]), tail);
        }

        // Compares whole vectors: the time does not depend on where they differ.
        if ((EncryptBlock(checksum ^ offset ^ Dollar) ^ Hash(associatedData)) == received)
        {
            return true;
        }

        CryptographicOperations.ZeroMemory(plaintext[..ciphertext.Length]);
        return false;
    }

    /// <inheritdoc/>
    protected override Vector128<byte> EncryptBlock(Vector128<byte> block)
    {
        Span<Vector128<byte>> blocks = stackalloc Vector128<byte>[BitslicedAes.Blocks];
        blocks[0] = block;
        _aes.Encrypt(blocks);
        return blocks[0];
    }

    private static int CountBlocks(int length) => Math.Min(length / OcbBlock.Size, BitslicedAes.Blocks);

    private static Vector128<byte> Load(ReadOnlySpan<byte> source, int position, int block) =>
        Vector128.Create(source[(position + (block * OcbBlock.Size))..]);

    private static void Store(
        ReadOnlySpan<Vector128<byte>> blocks,
        ReadOnlySpan<Vector128<byte>> offsets,
        Span<byte> destination,
        int position,
        int count)
    {
        for (int i = 0; i < count; i++)
        {
            (blocks[i] ^ offsets[i]).CopyTo(destination[(position + (i * OcbBlock.Size))..]);
        }
    }

    private Vector128<byte> OffsetOf(int number) => Unsafe.Add(ref Offsets, BitOperations.TrailingZeroCount(number));
}
