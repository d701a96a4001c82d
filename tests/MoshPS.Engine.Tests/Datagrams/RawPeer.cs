using System.Buffers.Binary;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Datagrams;

namespace MoshPS.Engine.Tests.Datagrams;

/// <summary>
/// The far end of a channel, made of the cipher alone: it sends what a test says, in any order and with any
/// timestamps, and shows what it receives.
/// </summary>
internal sealed class RawPeer : IDisposable
{
    public static readonly SessionKey Key = SessionKey.FromBytes(Convert.FromHexString("000102030405060708090A0B0C0D0E0F"));

    private readonly AesOcb _cipher = new(Key);
    private readonly byte[] _buffer = new byte[DatagramSize.MaximumReceived];

    /// <summary>The channel under test, a client's.</summary>
    public DatagramChannel Channel { get; } = new(Key, Direction.ToServer);

    /// <summary>A datagram to the client.</summary>
    public byte[] Make(ulong sequence, ushort timestamp = 0, ushort reply = Timestamp.None, int fragmentLength = 10) =>
        Make(Direction.ToClient, sequence, [.. Bytes(timestamp), .. Bytes(reply), .. new byte[fragmentLength]]);

    public byte[] Make(Direction direction, ulong sequence, byte[] plaintext)
    {
        byte[] nonce = new byte[AesOcb.NonceSize];
        BinaryPrimitives.WriteUInt64BigEndian(nonce.AsSpan(4), ((ulong)direction << 63) | sequence);
        byte[] datagram = new byte[DatagramSize.Nonce + plaintext.Length + DatagramSize.Tag];
        nonce.AsSpan(4).CopyTo(datagram);
        _cipher.Seal(nonce, plaintext, datagram.AsSpan(DatagramSize.Nonce));
        return datagram;
    }

    /// <summary>Lets a datagram arrive at the channel.</summary>
    public DatagramVerdict Deliver(long now, byte[] datagram, bool congestionExperienced = false) =>
        Channel.TryOpen(now, datagram, congestionExperienced, _buffer, out _);

    /// <summary>Lets the channel send, and reads the datagram.</summary>
    public (ulong Sequence, Direction Direction, ushort Timestamp, ushort Reply, byte[] Fragment) Receive(
        long now, params byte[] fragment)
    {
        byte[] datagram = new byte[fragment.Length + DatagramSize.SealingOverhead];
        Assert.Equal(datagram.Length, Channel.Seal(now, fragment, datagram));
        byte[] nonce = [0, 0, 0, 0, .. datagram.AsSpan(0, DatagramSize.Nonce)];
        byte[] plaintext = new byte[fragment.Length + DatagramSize.Timestamps];
        Assert.True(_cipher.TryOpen(nonce, datagram.AsSpan(DatagramSize.Nonce), plaintext));
        ulong tail = BinaryPrimitives.ReadUInt64BigEndian(datagram);
        return (
            tail & ~(1UL << 63),
            (Direction)(tail >> 63),
            BinaryPrimitives.ReadUInt16BigEndian(plaintext),
            BinaryPrimitives.ReadUInt16BigEndian(plaintext.AsSpan(2)),
            plaintext[DatagramSize.Timestamps..]);
    }

    public void Dispose()
    {
        _cipher.Dispose();
        Channel.Dispose();
    }

    private static byte[] Bytes(ushort value) => [(byte)(value >> 8), (byte)value];
}
