using System.Buffers;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Datagrams;
using MoshPS.Engine.Transport;
using MoshPS.Engine.Transport.Compression;

namespace MoshPS.Engine.Tests.Transport;

/// <summary>A peer that has the key but not our manners: seals whatever it is told.</summary>
internal sealed class PeerForger(TransportRole role) : IDisposable
{
    private readonly DatagramChannel _channel = new(
        Key,
        DirectionOf(role),
        new DatagramSealer(Key, DirectionOf(role), firstSequence: 1_000_000, blocks: 0));

    private ulong _id = 1_000_000;

    /// <summary>The key of the sessions that are forged.</summary>
    public static SessionKey Key { get; } = SessionKey.FromBytes("0123456789abcdef"u8);

    /// <summary>Seals a fragment, header included.</summary>
    public byte[] Datagram(long now, ReadOnlySpan<byte> fragment)
    {
        byte[] datagram = new byte[fragment.Length + DatagramSize.SealingOverhead];
        _channel.Seal(now, fragment, datagram);
        return datagram;
    }

    /// <summary>Compresses a message into a single fragment.</summary>
    public byte[] Compressed(long now, ReadOnlySpan<byte> message)
    {
        var compressed = new ArrayBufferWriter<byte>();
        new ZlibCompressor().Compress(message, compressed);
        byte[] fragment = new byte[Fragment.HeaderLength + compressed.WrittenCount];
        new Fragment(_id++, 0, true, compressed.WrittenSpan).Write(fragment);
        return Datagram(now, fragment);
    }

    public byte[] Datagram(long now, in Instruction instruction)
    {
        var message = new ArrayBufferWriter<byte>();
        instruction.Write(message);
        return Compressed(now, message.WrittenSpan);
    }

    public void Dispose() => _channel.Dispose();

    private static Direction DirectionOf(TransportRole role) =>
        role == TransportRole.Client ? Direction.ToServer : Direction.ToClient;
}
