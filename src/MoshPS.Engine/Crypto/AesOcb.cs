using System.Runtime.CompilerServices;

namespace MoshPS.Engine.Crypto;

/// <summary>
/// Authenticated encryption with AES-128 in OCB mode, with a 128-bit tag and 96-bit nonces (RFC 7253, spec 1
/// §2.2–2.3). It allocates nothing once made. It is not safe for several threads at once.
/// </summary>
/// <remarks>It does not know which nonces have been used: see <c>DatagramSealer</c>.</remarks>
internal sealed class AesOcb : IDisposable
{
    /// <summary>Length of a key in bytes.</summary>
    public const int KeySize = 16;

    /// <summary>Length of a nonce in bytes.</summary>
    public const int NonceSize = OcbNonce.Size;

    /// <summary>Length of the tag in bytes, which follows the ciphertext.</summary>
    public const int TagSize = OcbBlock.Size;

    private readonly OcbCipher _cipher;
    private bool _disposed;

    /// <summary>Uses the fastest implementation that this processor supports.</summary>
    public AesOcb(SessionKey key)
    {
        _cipher = AesImplementations.Create(AesImplementations.Best, key.Bytes);
        GC.KeepAlive(key);
    }

    /// <summary>Uses the implementation that is named.</summary>
    /// <param name="key">16 bytes.</param>
    /// <param name="implementation">One that this processor supports.</param>
    public AesOcb(ReadOnlySpan<byte> key, AesImplementation implementation)
    {
        if (key.Length != KeySize)
        {
            throw new ArgumentException($"A key has {KeySize} bytes.", nameof(key));
        }

        _cipher = AesImplementations.Create(implementation, key);
    }

    /// <summary>Encrypts and authenticates.</summary>
    /// <param name="nonce">12 bytes, never used before with this key.</param>
    /// <param name="plaintext">Any length.</param>
    /// <param name="destination">
    /// Receives the ciphertext and the tag: <see cref="TagSize"/> bytes more than the plaintext, at least. It may
    /// start where the plaintext starts, but not overlap it otherwise.
    /// </param>
    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> destination) =>
        Seal(nonce, default, plaintext, destination);

    /// <inheritdoc cref="Seal(ReadOnlySpan{byte}, ReadOnlySpan{byte}, Span{byte})"/>
    /// <param name="nonce">12 bytes, never used before with this key.</param>
    /// <param name="associatedData">Authenticated too, but not transmitted; mosh has none.</param>
    /// <param name="plaintext">Any length.</param>
    /// <param name="destination">As without associated data.</param>
    public void Seal(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (nonce.Length != NonceSize)
        {
            ThrowNonceSize();
        }

        // Not plaintext.Length + TagSize, which may overflow.
        if (destination.Length < TagSize || destination.Length - TagSize < plaintext.Length)
        {
            ThrowDestinationTooShort();
        }

        _cipher.Seal(nonce, associatedData, plaintext, destination);

        // Its memory is not the garbage collector's: the finaliser may not come meanwhile.
        GC.KeepAlive(_cipher);
    }

    /// <summary>Decrypts, if the ciphertext is authentic.</summary>
    /// <param name="nonce">12 bytes.</param>
    /// <param name="ciphertextAndTag">Anything; what is shorter than a tag is never authentic.</param>
    /// <param name="plaintext">
    /// Receives the plaintext, <see cref="TagSize"/> bytes shorter than the input. It may start where the
    /// ciphertext starts, but not overlap it otherwise. Zeroed when the result is false.
    /// </param>
    /// <returns>Whether this was sealed with the same key and nonce.</returns>
    public bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertextAndTag, Span<byte> plaintext) =>
        TryOpen(nonce, default, ciphertextAndTag, plaintext);

    /// <inheritdoc cref="TryOpen(ReadOnlySpan{byte}, ReadOnlySpan{byte}, Span{byte})"/>
    /// <param name="nonce">12 bytes.</param>
    /// <param name="associatedData">What was given when sealing.</param>
    /// <param name="ciphertextAndTag">As without associated data.</param>
    /// <param name="plaintext">As without associated data.</param>
    public bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> ciphertextAndTag, Span<byte> plaintext)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (nonce.Length != NonceSize)
        {
            ThrowNonceSize();
        }

        if (ciphertextAndTag.Length < TagSize)
        {
            return false;
        }

        if (plaintext.Length < ciphertextAndTag.Length - TagSize)
        {
            ThrowDestinationTooShort();
        }

        bool isAuthentic = _cipher.TryOpen(nonce, associatedData, ciphertextAndTag, plaintext);
        GC.KeepAlive(_cipher);
        return isAuthentic;
    }

    /// <summary>Zeroes everything that was derived from the key. Afterwards the object cannot be used.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _cipher.Dispose();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowNonceSize() => throw new ArgumentException($"A nonce has {NonceSize} bytes.");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowDestinationTooShort() => throw new ArgumentException("The destination is too short.");
}
