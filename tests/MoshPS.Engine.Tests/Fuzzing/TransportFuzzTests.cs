using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Datagrams;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Tests.Transport;
using MoshPS.Engine.Transport;
using MoshPS.Engine.Transport.Protobuf;

namespace MoshPS.Engine.Tests.Fuzzing;

/// <summary>Packets, fragments, instructions and protobuf, with anything in them.</summary>
public sealed class TransportFuzzTests
{
    private static readonly byte[][] ProtobufWords =
    [
        [0x08], [0x10], [0x18], [0x32], [0x3A], [0x0A], [0x12], [0x1A], [0x0B], [0x0C], [0x0D], [0x09],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        [0x80, 0x80, 0x80, 0x80, 0x10],
        [0xFF, 0xFF, 0xFF, 0xFF, 0x07],
    ];

    [Fact]
    public void A_changed_packet_is_never_accepted()
    {
        byte[][] authentic = Fuzzer.Load("packet");
        Assert.True(SessionKey.TryParse("AAECAwQFBgcICQoLDA0ODw", out SessionKey? key, out _));
        using var atServer = new DatagramChannel(key, Direction.ToClient);
        using var atClient = new DatagramChannel(key, Direction.ToServer);
        byte[] buffer = new byte[DatagramSize.MaximumReceived];
        Fuzzer.Run("packet", 30_000, input =>
        {
            if (authentic.Any(packet => packet.AsSpan().SequenceEqual(input)))
            {
                return;
            }

            foreach (DatagramChannel channel in (ReadOnlySpan<DatagramChannel>)[atServer, atClient])
            {
                Assert.Equal(DatagramVerdict.Invalid, channel.TryOpen(1, input, false, buffer, out _));
                Assert.Null(channel.LastHeard);
                Assert.False(channel.RoundTrip.HasSample);
            }
        });
    }

    [Fact]
    public void A_fragment_is_written_as_it_was_read()
    {
        Fuzzer.Run("fragment", 30_000, input =>
        {
            Assert.Equal(input.Length >= Fragment.HeaderLength, Fragment.TryParse(input, out Fragment fragment));
            if (input.Length >= Fragment.HeaderLength)
            {
                byte[] written = new byte[input.Length];
                Assert.Equal(input.Length, fragment.Write(written));
                Assert.Equal(input, written);
            }
        });
    }

    [Fact]
    public void Fragments_in_any_number_and_order_stay_within_the_limits()
    {
        // An input is a series of fragments, each after its length in two bytes.
        Fuzzer.Run("fragment-series", 10_000, input =>
        {
            var assembly = new FragmentAssembly();
            ReadOnlySpan<byte> rest = input;
            while (rest.Length >= 2)
            {
                int length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(rest), rest.Length - 2);
                if (Fragment.TryParse(rest.Slice(2, length), out Fragment fragment)
                    && assembly.TryAdd(fragment, out ReadOnlySpan<byte> complete))
                {
                    Assert.True(complete.Length <= input.Length);
                }

                rest = rest[(2 + length)..];
                Assert.InRange(assembly.PartialInstructions, 0, FragmentAssembly.MaximumPartialInstructions);
                Assert.InRange(assembly.HeldBytes, 0, FragmentAssembly.MaximumHeldBytes);
            }
        });
    }

    [Fact]
    public void An_instruction_that_is_read_can_be_written_and_read_again()
    {
        var buffer = new ArrayBufferWriter<byte>();
        Fuzzer.Run(
            "instruction",
            30_000,
            input =>
            {
                if (!Instruction.TryParse(input, out Instruction first))
                {
                    return;
                }

                Assert.True(first.Diff.Length + first.Chaff.Length <= input.Length);
                buffer.ResetWrittenCount();
                first.Write(buffer);
                Assert.True(Instruction.TryParse(buffer.WrittenSpan, out Instruction second));
                Assert.Equal(
                    (first.ProtocolVersion, first.OldNumber, first.NewNumber, first.AcknowledgedNumber, first.ThrowawayNumber),
                    (second.ProtocolVersion, second.OldNumber, second.NewNumber, second.AcknowledgedNumber, second.ThrowawayNumber));
                Assert.Equal(first.Diff, second.Diff);
                Assert.Equal(first.Chaff, second.Chaff);
            },
            ProtobufWords);
    }

    [Fact]
    public void Protobuf_that_is_accepted_is_accepted_by_Google_too()
    {
        int accepted = 0;
        Fuzzer.Run(
            "instruction",
            30_000,
            input =>
            {
                var reader = new ProtobufReader(input);
                while (reader.TryReadTag(out _, out WireType type))
                {
                    reader.TrySkip(type);
                }

                if (!reader.Malformed)
                {
                    accepted++;
                    Assert.True(GoogleAccepts(input));
                }
            },
            ProtobufWords);
        Assert.True(accepted > 1_000);
    }

    [Fact]
    public void A_peer_that_seals_anything_does_no_harm()
    {
        SessionKey key = PeerForger.Key;
        using var forger = new PeerForger(TransportRole.Client);
        using var server = new TransportEndpoint<ScreenState, UserInput>(
            key,
            TransportRole.Server,
            new ScreenState(80, 24),
            new UserInput(),
            now: 0,
            new TransportOptions { Random = new Random(1).NextBytes });
        var sink = new DatagramQueue();
        long now = 0;
        Fuzzer.Run(
            "instruction",
            10_000,
            input =>
            {
                now += 5;
                server.Receive(now, forger.Compressed(now, input));
                server.Receive(now, forger.Datagram(now, input));
                server.Tick(now, sink);
                sink.Datagrams.Clear();
                (int sent, int received) = server.StatesHeld;
                Assert.InRange(sent, 1, 32);
                Assert.InRange(received, 1, TransportReceiver<UserInput>.MaximumCount);
                Assert.InRange(server.Assembly.HeldBytes, 0, FragmentAssembly.MaximumHeldBytes);
                Assert.True(server.NextDeadline(now) > now);
            },
            ProtobufWords);
        Assert.True(server.Counters.InstructionsReceived > 100);
        Assert.True(server.Counters.StatesReceived > 10);
    }

    private static bool GoogleAccepts(byte[] input)
    {
        using var stream = new CodedInputStream(input);
        try
        {
            while (stream.ReadTag() is > 0 and var tag)
            {
                switch (tag & 7)
                {
                    case 0:
                        stream.ReadUInt64();
                        break;
                    case 1:
                        stream.ReadFixed64();
                        break;
                    case 2:
                        stream.ReadBytes();
                        break;
                    case 5:
                        stream.ReadFixed32();
                        break;
                    default:
                        return false;
                }
            }

            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }
}
