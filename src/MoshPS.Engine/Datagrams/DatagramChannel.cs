using System.Buffers.Binary;
using MoshPS.Engine.Crypto;

namespace MoshPS.Engine.Datagrams;

/// <summary>
/// One end of a UDP association without its sockets: turns fragments into datagrams and back, and learns from
/// them about the network (spec 1 §2 and §3). Times are monotonic milliseconds.
/// </summary>
/// <remarks>
/// <code>
/// offset  length  content
/// 0       8       direction (bit 63) and sequence number
/// 8       2       timestamp        ┐
/// 10      2       timestamp reply  │ encrypted
/// 12      n       fragment         ┘
/// 12+n    16      tag
/// </code>
/// </remarks>
internal sealed class DatagramChannel : IDisposable
{
    /// <summary>How many of the peer's newest datagrams the loss estimate is taken from.</summary>
    public const int LossSample = 512;

    private const int ReplyOffset = sizeof(ushort);
    private const ulong DirectionBit = 1UL << 63;

    private readonly DatagramSealer _sealer;
    private readonly AesOcb _opener;
    private readonly ulong _incomingBit;
    private readonly ReplayWindow _window = new();
    private TimestampEcho _echo;

    /// <summary>Starts with a key that this end has not used before.</summary>
    /// <param name="key">The key that both ends share.</param>
    /// <param name="outgoing">The direction of what this end sends.</param>
    public DatagramChannel(SessionKey key, Direction outgoing)
        : this(key, outgoing, new DatagramSealer(key, outgoing))
    {
    }

    /// <summary>Starts with a sealer that has been used already.</summary>
    internal DatagramChannel(SessionKey key, Direction outgoing, DatagramSealer sealer)
    {
        _sealer = sealer;
        _opener = new AesOcb(key);
        _incomingBit = outgoing == Direction.ToServer ? DirectionBit : 0;
    }

    /// <summary>What the peer's replies tell about the network.</summary>
    public RoundTripEstimator RoundTrip { get; } = new();

    /// <summary>What has been sent and received.</summary>
    public DatagramCounters Counters { get; } = new();

    /// <summary>When the newest fresh datagram arrived; null before the first.</summary>
    public long? LastHeard { get; private set; }

    /// <summary>The highest sequence number that the peer has been seen to use; null before the first datagram.</summary>
    public ulong? HighestSequence => _window.Expected == 0 ? null : _window.Expected - 1;

    /// <summary>
    /// The share of the peer's newest <see cref="LossSample"/> datagrams that have not arrived, 0 to 1, as their
    /// sequence numbers tell; null before the first. Those still on their way count as lost.
    /// </summary>
    public double? LossEstimate
    {
        get
        {
            int missing = _window.CountMissing(LossSample, out int considered);
            return considered == 0 ? null : (double)missing / considered;
        }
    }

    /// <summary>Makes a datagram of a fragment.</summary>
    /// <param name="now">The time.</param>
    /// <param name="fragment">The fragment, header included.</param>
    /// <param name="datagram">
    /// Receives the datagram: <see cref="DatagramSize.SealingOverhead"/> bytes more than the fragment. The two
    /// must not overlap.
    /// </param>
    /// <returns>The length of the datagram.</returns>
    /// <exception cref="MoshSessionException">The key may not be used any more (<c>SessionKeyExhausted</c>).</exception>
    public int Seal(long now, ReadOnlySpan<byte> fragment, Span<byte> datagram)
    {
        int length = fragment.Length + DatagramSize.SealingOverhead;
        datagram = datagram[..length];
        Span<byte> plaintext = datagram[DatagramSize.Nonce..^DatagramSize.Tag];
        BinaryPrimitives.WriteUInt16BigEndian(plaintext, Timestamp.At(now));
        BinaryPrimitives.WriteUInt16BigEndian(plaintext[ReplyOffset..], _echo.Take(now));
        fragment.CopyTo(plaintext[DatagramSize.Timestamps..]);
        _sealer.Seal(datagram);
        Counters.DatagramsSent++;
        Counters.BytesSent += length;
        return length;
    }

    /// <summary>Checks a received datagram and takes its fragment out. No input makes it throw.</summary>
    /// <param name="now">The time.</param>
    /// <param name="datagram">What arrived; anything.</param>
    /// <param name="congestionExperienced">Whether the IP header's ECN bits were 11.</param>
    /// <param name="buffer">
    /// Room for the plaintext: <see cref="DatagramSize.MaximumReceived"/> bytes serve every datagram.
    /// </param>
    /// <param name="fragment">The fragment, inside the buffer, when the verdict is fresh or stale.</param>
    /// <remarks>A stale, replayed or invalid datagram changes nothing but a counter (spec 1 §3.2).</remarks>
    public DatagramVerdict TryOpen(
        long now,
        ReadOnlySpan<byte> datagram,
        bool congestionExperienced,
        Span<byte> buffer,
        out ReadOnlySpan<byte> fragment)
    {
        fragment = default;
        if (datagram.Length is < DatagramSize.SealingOverhead or > DatagramSize.MaximumReceived)
        {
            return Invalid();
        }

        Span<byte> nonce = stackalloc byte[AesOcb.NonceSize];
        nonce[..^DatagramSize.Nonce].Clear();
        datagram[..DatagramSize.Nonce].CopyTo(nonce[^DatagramSize.Nonce..]);
        ulong sequence = BinaryPrimitives.ReadUInt64BigEndian(datagram);
        if ((sequence & DirectionBit) != _incomingBit
            || !_opener.TryOpen(nonce, datagram[DatagramSize.Nonce..], buffer))
        {
            return Invalid();
        }

        sequence &= ~DirectionBit;
        bool fresh = sequence >= _window.Expected;
        if (!_window.TryAdd(sequence))
        {
            Counters.DatagramsReplayed++;
            return DatagramVerdict.Replayed;
        }

        ReadOnlySpan<byte> plaintext = buffer[..(datagram.Length - DatagramSize.Nonce - DatagramSize.Tag)];
        fragment = plaintext[DatagramSize.Timestamps..];
        Counters.DatagramsAccepted++;
        Counters.BytesAccepted += datagram.Length;
        if (!fresh)
        {
            Counters.DatagramsStale++;
            return DatagramVerdict.Stale;
        }

        LastHeard = now;
        _echo.Save(now, BinaryPrimitives.ReadUInt16BigEndian(plaintext), congestionExperienced);
        ushort reply = BinaryPrimitives.ReadUInt16BigEndian(plaintext[ReplyOffset..]);
        if (reply != Timestamp.None)
        {
            RoundTrip.AddSample(Timestamp.Elapsed(reply, Timestamp.At(now)));
        }

        return DatagramVerdict.Fresh;
    }

    /// <summary>Zeroes the key material.</summary>
    public void Dispose()
    {
        _sealer.Dispose();
        _opener.Dispose();
    }

    private DatagramVerdict Invalid()
    {
        Counters.DatagramsInvalid++;
        return DatagramVerdict.Invalid;
    }
}
