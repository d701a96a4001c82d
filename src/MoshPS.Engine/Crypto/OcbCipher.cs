using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MoshPS.Engine.Memory;

namespace MoshPS.Engine.Crypto;

/// <summary>
/// AES-128 in OCB mode with a 96-bit nonce and a 128-bit tag (RFC 7253), without its block cipher: what the
/// implementations for different instruction sets share. Lengths have been checked by <see cref="AesOcb"/>.
/// </summary>
internal abstract unsafe class OcbCipher : IDisposable
{
    // Spans are shorter than 2^31 bytes, so block numbers have at most 27 trailing zeros.
    private const int OffsetCount = 28;
    private const int CombinationCount = 7;

    private const int StarIndex = OffsetCount + CombinationCount;
    private const int DollarIndex = StarIndex + 1;
    private const int TopIndex = DollarIndex + 1;

    // The round keys, then offsets, their combinations, L_*, L_$ and Ktop: all that is derived from the key.
    private readonly LockedMemory _memory;
    private Vector128<byte>* _offsets;
    private Vector128<byte> _topBlock;

    /// <summary>Takes the memory for everything that is derived from the key.</summary>
    /// <param name="keyBlocks">How many blocks <see cref="RoundKeys"/> has.</param>
    protected OcbCipher(int keyBlocks)
    {
        _memory = new LockedMemory((keyBlocks + TopIndex + 1) * OcbBlock.Size);
        RoundKeys = (Vector128<byte>*)_memory.Address;
        _offsets = RoundKeys + keyBlocks;
    }

    /// <summary><c>L_*</c>.</summary>
    protected internal Vector128<byte> Star => _offsets[StarIndex];

    /// <summary><c>L_$</c>.</summary>
    protected internal Vector128<byte> Dollar => _offsets[DollarIndex];

    /// <summary><c>L_i</c>: what block n adds to the offset, where i is the number of n's trailing zeros.</summary>
    protected internal ref Vector128<byte> Offsets => ref *_offsets;

    /// <summary>
    /// What the blocks 1 to 7 after a multiple of eight add to the offset at that multiple. Eight blocks at a
    /// time can so be masked without waiting for each other.
    /// </summary>
    protected internal ref Vector128<byte> Combinations => ref Unsafe.Add(ref Offsets, OffsetCount);

    /// <summary>Room for the round keys of the derived class; null once disposed of.</summary>
    protected Vector128<byte>* RoundKeys { get; private set; }

    // Ktop of the last nonce, as two big-endian numbers.
    private ulong* Top => (ulong*)(_offsets + TopIndex);

    /// <summary>Encrypts and writes the ciphertext, then the tag.</summary>
    public abstract void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> plaintext, Span<byte> destination);

    /// <summary>Decrypts and says whether the tag is right. When it is not, the plaintext is zeroed.</summary>
    public abstract bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> ciphertextAndTag, Span<byte> plaintext);

    /// <summary>Zeroes everything that was derived from the key, and frees it.</summary>
    public virtual void Dispose()
    {
        // A mistake is to meet a null and not memory that is somebody else's by then.
        RoundKeys = null;
        _offsets = null;
        _topBlock = default;
        _memory.Dispose();
    }

    /// <summary>Encrypts one block with AES.</summary>
    protected abstract Vector128<byte> EncryptBlock(Vector128<byte> block);

    /// <summary>Derives the offsets; to be called once the round keys are there.</summary>
    protected void DeriveOffsets()
    {
        Vector128<byte> star = EncryptBlock(Vector128<byte>.Zero);
        Vector128<byte> dollar = OcbBlock.Double(star);
        Vector128<byte> next = dollar;
        for (int i = 0; i < OffsetCount; i++)
        {
            next = OcbBlock.Double(next);
            _offsets[i] = next;
        }

        Vector128<byte> combination = Vector128<byte>.Zero;
        for (int block = 1; block <= CombinationCount; block++)
        {
            combination ^= _offsets[int.TrailingZeroCount(block)];
            _offsets[OffsetCount + block - 1] = combination;
        }

        _offsets[StarIndex] = star;
        _offsets[DollarIndex] = dollar;
        SetTop(Vector128<byte>.Zero);
    }

    /// <summary>The offset before the first block. Ktop is kept, since it serves 64 consecutive nonces.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected internal Vector128<byte> FirstOffset(ReadOnlySpan<byte> nonce)
    {
        Vector128<byte> topBlock = OcbNonce.TopBlock(nonce);
        if (topBlock != _topBlock)
        {
            SetTop(topBlock);
        }

        return OcbNonce.Offset(nonce, Top[0], Top[1]);
    }

    /// <summary><c>HASH(K, A)</c> (RFC 7253 §4.1). Mosh has no associated data, so this one need not be fast.</summary>
    protected Vector128<byte> Hash(ReadOnlySpan<byte> associatedData)
    {
        Vector128<byte> sum = Vector128<byte>.Zero;
        Vector128<byte> offset = Vector128<byte>.Zero;
        int block = 1;
        while (associatedData.Length >= OcbBlock.Size)
        {
            offset ^= _offsets[int.TrailingZeroCount(block)];
            sum ^= EncryptBlock(Vector128.Create(associatedData[..OcbBlock.Size]) ^ offset);
            associatedData = associatedData[OcbBlock.Size..];
            block++;
        }

        if (!associatedData.IsEmpty)
        {
            Vector128<byte> last =
                OcbBlock.LoadPartial(ref MemoryMarshal.GetReference(associatedData), associatedData.Length)
                ^ OcbBlock.PaddingAfter(associatedData.Length);
            sum ^= EncryptBlock(last ^ offset ^ Star);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SetTop(Vector128<byte> topBlock)
    {
        (Top[0], Top[1]) = OcbBlock.ToBigEndian(EncryptBlock(topBlock));
        _topBlock = topBlock;
    }
}
