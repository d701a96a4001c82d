using System.Buffers.Binary;
using MoshPS.Engine.Crypto;

namespace MoshPS.Engine.Datagrams;

/// <summary>
/// Numbers and seals the datagrams of one direction. It owns the nonces: nothing else seals with this key in
/// this direction, no number is used twice, and both limits of a key end the session (spec 1 §2.4–2.5).
/// </summary>
internal sealed class DatagramSealer : IDisposable
{
    /// <summary>What <see cref="MoshException.ErrorId"/> is when a limit is reached.</summary>
    public const string KeyExhausted = "SessionKeyExhausted";

    /// <summary>The first sequence number that must not be used: 63 bits are transmitted.</summary>
    public const ulong SequenceLimit = 1UL << 63;

    /// <summary>Blocks that one end may encrypt: half of what OCB allows a key, since two ends share it.</summary>
    public const ulong BlockLimit = 1UL << 47;

    private readonly AesOcb _cipher;
    private readonly ulong _directionBit;
    private ulong _blocks;

    /// <summary>Starts to seal with a key that has not been used in this direction.</summary>
    public DatagramSealer(SessionKey key, Direction direction)
        : this(key, direction, firstSequence: 0, blocks: 0)
    {
    }

    /// <summary>Starts as though so many datagrams and blocks had been sealed before.</summary>
    internal DatagramSealer(SessionKey key, Direction direction, ulong firstSequence, ulong blocks)
    {
        _cipher = new AesOcb(key);
        _directionBit = (ulong)direction << 63;
        NextSequence = firstSequence;
        _blocks = blocks;
    }

    /// <summary>The next datagram's sequence number; so many have been sealed.</summary>
    public ulong NextSequence { get; private set; }

    /// <summary>
    /// Seals in place. The sequence number is used up even if the datagram is never sent.
    /// </summary>
    /// <param name="datagram">
    /// Room for the nonce, then the plaintext, then room for the tag, and nothing else.
    /// </param>
    /// <exception cref="MoshSessionException">A limit is reached; nothing more can be sent, not even a goodbye.</exception>
    public void Seal(Span<byte> datagram)
    {
        Span<byte> plaintext = datagram[DatagramSize.Nonce..^DatagramSize.Tag];
        ulong blocks = ((ulong)plaintext.Length + AesOcb.TagSize - 1) / AesOcb.TagSize;
        if (NextSequence >= SequenceLimit || _blocks + blocks >= BlockLimit)
        {
            throw new MoshSessionException(
                KeyExhausted,
                "The session has sent as much as its key allows.",
                "Start a new session: it has a key of its own.");
        }

        Span<byte> nonce = stackalloc byte[AesOcb.NonceSize];
        BinaryPrimitives.WriteUInt32BigEndian(nonce, 0);
        BinaryPrimitives.WriteUInt64BigEndian(nonce[^DatagramSize.Nonce..], _directionBit | NextSequence);
        nonce[^DatagramSize.Nonce..].CopyTo(datagram);
        NextSequence++;
        _blocks += blocks;
        _cipher.Seal(nonce, plaintext, datagram[DatagramSize.Nonce..]);
    }

    /// <summary>Zeroes the key material.</summary>
    public void Dispose() => _cipher.Dispose();
}
