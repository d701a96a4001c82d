using System.Buffers;
using Google.Protobuf;
using Moshps.Tests.Sync;
using MoshPS.Engine.Sync.Messages;

namespace MoshPS.Engine.Tests.Sync.Messages;

/// <summary>Host messages, against spec 1 §14 and against Google.Protobuf.</summary>
public sealed class HostMessageTests
{
    [Theory]
    [InlineData("0a053a0340ac02", "ack 300")]
    [InlineData("0a043a0240010a061a04285030180a06120422026869", "ack 1; size 80x24; text 6869")]
    [InlineData("", "")]
    public void The_examples_of_the_specification_are_read(string hex, string expected) =>
        Assert.Equal(expected, Describe(Convert.FromHexString(hex)));

    [Fact]
    public void The_examples_of_the_specification_are_written()
    {
        ArrayBufferWriter<byte> output = new();
        MessageWriter.WriteEchoAck(output, 300);
        Assert.Equal("0a053a0340ac02", Convert.ToHexStringLower(output.WrittenSpan));

        output.ResetWrittenCount();
        MessageWriter.WriteEchoAck(output, 1);
        MessageWriter.WriteResize(output, 80, 24);
        MessageWriter.WriteHostBytes(output, "hi"u8);
        Assert.Equal("0a043a0240010a061a04285030180a06120422026869", Convert.ToHexStringLower(output.WrittenSpan));
    }

    [Fact]
    public void What_we_write_is_what_Google_Protobuf_writes()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            Random random = new(seed);
            ArrayBufferWriter<byte> ours = new();
            HostMessage theirs = new();
            for (int i = random.Next(5); i > 0; i--)
            {
                switch (random.Next(3))
                {
                    case 0:
                        byte[] text = RandomMessages.Bytes(random, 400);
                        MessageWriter.WriteHostBytes(ours, text);
                        theirs.Instruction.Add(new Moshps.Tests.Sync.HostInstruction
                        {
                            Hostbytes = new HostBytes { Hoststring = ByteString.CopyFrom(text) },
                        });
                        break;
                    case 1:
                        int columns = RandomMessages.Int32(random);
                        int rows = RandomMessages.Int32(random);
                        MessageWriter.WriteResize(ours, columns, rows);
                        theirs.Instruction.Add(new Moshps.Tests.Sync.HostInstruction
                        {
                            Resize = new ResizeMessage { Width = columns, Height = rows },
                        });
                        break;
                    default:
                        ulong number = RandomMessages.UInt64(random);
                        MessageWriter.WriteEchoAck(ours, number);
                        theirs.Instruction.Add(new Moshps.Tests.Sync.HostInstruction
                        {
                            Echoack = new EchoAck { EchoAckNum = number },
                        });
                        break;
                }
            }

            Assert.True(ours.WrittenSpan.SequenceEqual(theirs.ToByteArray()), $"seed {seed}");
        }
    }

    [Fact]
    public void What_Google_Protobuf_writes_is_read_with_unknown_fields_and_merged_messages()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            Random random = new(seed);
            byte[] message = RandomMessages.HostMessage(random);
            Assert.True(
                Describe(HostMessage.Parser.ParseFrom(message)) == Describe(message),
                $"seed {seed}: {Convert.ToHexString(message)}");
        }
    }

    [Fact]
    public void Damaged_messages_are_refused_or_read_as_Google_Protobuf_reads_them()
    {
        for (int seed = 0; seed < 20000; seed++)
        {
            Random random = new(seed);
            byte[] message = RandomMessages.Damage(random, RandomMessages.HostMessage(random));
            HostMessageReader reader = new(message);
            string? ours = Describe(message);
            string? theirs = null;
            try
            {
                theirs = Describe(HostMessage.Parser.ParseFrom(message));
            }
            catch (InvalidProtocolBufferException)
            {
                // Refused, then.
            }

            // We refuse groups, which Google.Protobuf skips; and a tag above 32 bits, which it cuts.
            Assert.True(ours is null || ours == theirs, $"seed {seed}: {Convert.ToHexString(message)}");
        }
    }

    private static string? Describe(byte[] message)
    {
        List<string> parts = [];
        HostMessageReader reader = new(message);
        while (reader.TryRead(out MoshPS.Engine.Sync.Messages.HostInstruction instruction))
        {
            parts.Add(instruction.Kind switch
            {
                HostInstructionKind.HostBytes => "text " + Convert.ToHexString(instruction.HostBytes),
                HostInstructionKind.Resize => $"size {instruction.Columns}x{instruction.Rows}",
                _ => $"ack {instruction.EchoAck}",
            });
        }

        return reader.Malformed ? null : string.Join("; ", parts);
    }

    private static string Describe(HostMessage message) => string.Join("; ", message.Instruction
        .Select(i =>
            i.Hostbytes is not null ? "text " + Convert.ToHexString(i.Hostbytes.Hoststring.Span)
            : i.Resize is not null ? $"size {i.Resize.Width}x{i.Resize.Height}"
            : i.Echoack is not null ? $"ack {i.Echoack.EchoAckNum}"
            : null)
        .Where(part => part is not null));
}
