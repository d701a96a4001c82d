using Google.Protobuf;
using Moshps.Tests.Sync;

namespace MoshPS.Engine.Tests.Sync.Messages;

/// <summary>Random messages as a peer might send them: with repeated, unknown and absent fields.</summary>
internal static class RandomMessages
{
    public static byte[] Bytes(Random random, int limit)
    {
        byte[] bytes = new byte[random.Next(4) == 0 ? random.Next(limit) : random.Next(6)];
        random.NextBytes(bytes);
        return bytes;
    }

    public static int Int32(Random random) => random.Next(4) switch
    {
        0 => random.Next(int.MinValue, int.MaxValue),
        1 => random.Next(-3, 3),
        _ => random.Next(1, 300),
    };

    public static ulong UInt64(Random random) => random.Next(3) switch
    {
        0 => ulong.MaxValue - (ulong)random.Next(3),
        1 => (ulong)random.NextInt64(),
        _ => (ulong)random.Next(300),
    };

    public static byte[] HostMessage(Random random) => Compose(random, 4, () => Message(random, 1, Compose(random, 3, () => random.Next(3) switch
    {
        0 => Message(random, 2, Compose(random, 2, () => new HostBytes { Hoststring = ByteString.CopyFrom(Bytes(random, 300)) }.ToByteArray())),
        1 => Message(random, 3, Compose(random, 3, () => Resize(random))),
        _ => Message(random, 7, Compose(random, 2, () => new EchoAck { EchoAckNum = UInt64(random) }.ToByteArray())),
    })));

    public static byte[] UserMessage(Random random) => Compose(random, 4, () => Message(random, 1, Compose(random, 3, () => random.Next(2) switch
    {
        0 => Message(random, 2, Compose(random, 2, () => new Keystroke { Keys = ByteString.CopyFrom(Bytes(random, 300)) }.ToByteArray())),
        _ => Message(random, 3, Compose(random, 3, () => Resize(random))),
    })));

    /// <summary>Changes, cuts, repeats or invents bytes.</summary>
    public static byte[] Damage(Random random, byte[] message)
    {
        List<byte> bytes = [.. message];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 3:
                    bytes.InsertRange(at, Bytes(random, 20));
                    break;
                default:
                    bytes.AddRange(bytes[at..].ToArray());
                    break;
            }
        }

        return [.. bytes];
    }

    private static byte[] Resize(Random random)
    {
        ResizeMessage message = new();
        if (random.Next(4) > 0)
        {
            message.Width = Int32(random);
        }

        if (random.Next(4) > 0)
        {
            message.Height = Int32(random);
        }

        return message.ToByteArray();
    }

    private static byte[] Message(Random random, int field, byte[] content)
    {
        // Sometimes under a wire type that the field does not have, which makes it an unknown field.
        if (random.Next(12) == 0)
        {
            return [(byte)(field << 3), (byte)random.Next(128)];
        }

        using MemoryStream stream = new();
        using CodedOutputStream output = new(stream);
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(content));
        output.Flush();
        return stream.ToArray();
    }

    private static byte[] Compose(Random random, int limit, Func<byte[]> part)
    {
        List<byte> bytes = [];
        for (int i = random.Next(limit + 1); i > 0; i--)
        {
            bytes.AddRange(part());
            if (random.Next(4) == 0)
            {
                bytes.AddRange(Unknown(random));
            }
        }

        return [.. bytes];
    }

    private static byte[] Unknown(Random random)
    {
        Unknown unknown = new();
        switch (random.Next(5))
        {
            case 0:
                unknown.Number = UInt64(random);
                break;
            case 1:
                unknown.Eight = UInt64(random);
                break;
            case 2:
                unknown.Text = ByteString.CopyFrom(Bytes(random, 30));
                break;
            case 3:
                unknown.Four = (uint)random.Next();
                break;
            default:
                unknown.Far = UInt64(random);
                break;
        }

        return unknown.ToByteArray();
    }
}
