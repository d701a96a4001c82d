using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace MoshPS.Engine.Crypto;

/// <summary>
/// AES-128 in OCB mode with a 96-bit nonce and a 128-bit tag (RFC 7253), without its block cipher: what the
/// implementations for different instruction sets share. Lengths have been checked by <see cref="AesOcb"/>.
/// </summary>
internal abstract class OcbCipher : IDisposable
{
    // Spans are shorter than 2^31 bytes, so block numbers have at most 27 trailing zeros.
    private const int OffsetCount = 28;
    private const int CombinationCount = 7;

    // Pinned, so that the garbage collector leaves no copies of key material behind.
    private readonly Vector128<byte>[] _offsets =
        GC.AllocateArray<Vector128<byte>>(OffsetCount + CombinationCount + 2, pinned: true);

    private Vector128<byte> _topBlock;
    private ulong _top;
    private ulong _bottom;

    /// <summary><c>L_*</c>.</summary>
    protected internal Vector128<byte> Star => _offsets[OffsetCount + CombinationCount];

    /// <summary><c>L_$</c>.</summary>
    protected internal Vector128<byte> Dollar => _offsets[OffsetCount + CombinationCount + 1];

    /// <summary><c>L_i</c>: what block n adds to the offset, where i is the number of n's trailing zeros.</summary>
    protected internal ref Vector128<byte> Offsets => ref MemoryMarshal.GetArrayDataReference(_offsets);

    /// <summary>
    /// What the blocks 1 to 7 after a multiple of eight add to the offset at that multiple. Eight blocks at a
    /// time can so be masked without waiting for each other.
    /// </summary>
    protected internal ref Vector128<byte> Combinations => ref Unsafe.Add(ref Offsets, OffsetCount);

    /// <summary>Encrypts and writes the ciphertext, then the tag.</summary>
    public abstract void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> plaintext, Span<byte> destination);

    /// <summary>Decrypts and says whether the tag is right. When it is not, the plaintext is zeroed.</summary>
    public abstract bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> ciphertextAndTag, Span<byte> plaintext);

    /// <summary>Zeroes everything that was derived from the key.</summary>
    public virtual void Dispose()
    {
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_offsets.AsSpan()));
        _topBlock = default;
        _top = 0;
        _bottom = 0;
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

        _offsets[OffsetCount + CombinationCount] = star;
        _offsets[OffsetCount + CombinationCount + 1] = dollar;
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

        return OcbNonce.Offset(nonce, _top, _bottom);
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
        (_top, _bottom) = OcbBlock.ToBigEndian(EncryptBlock(topBlock));
        _topBlock = topBlock;
    }
}
