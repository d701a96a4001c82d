using System.Buffers;
using Google.Protobuf;
using Moshps.Tests.Sync;
using MoshPS.Engine.Sync.Messages;

namespace MoshPS.Engine.Tests.Sync.Messages;

/// <summary>User messages, against spec 1 §14 and against Google.Protobuf.</summary>
public sealed class UserMessageTests
{
    [Theory]
    [InlineData("0a051203220161", "keys 61")]
    [InlineData("0a061a0428503018", "size 80x24")]
    [InlineData("0a07120522036c730d0a061a04287830280a051203220171", "keys 6C730D; size 120x40; keys 71")]
    [InlineData("", "")]
    public void The_examples_of_the_specification_are_read(string hex, string expected) =>
        Assert.Equal(expected, Describe(Convert.FromHexString(hex)));

    [Fact]
    public void What_we_write_is_what_Google_Protobuf_writes()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            Random random = new(seed);
            ArrayBufferWriter<byte> ours = new();
            UserMessage theirs = new();
            for (int i = random.Next(5); i > 0; i--)
            {
                if (random.Next(2) == 0)
                {
                    byte[] keys = RandomMessages.Bytes(random, 400);
                    MessageWriter.WriteKeysHead(ours, keys.Length);
                    ours.Write(keys);
                    theirs.Instruction.Add(new Moshps.Tests.Sync.UserInstruction
                    {
                        Keystroke = new Keystroke { Keys = ByteString.CopyFrom(keys) },
                    });
                }
                else
                {
                    int columns = RandomMessages.Int32(random);
                    int rows = RandomMessages.Int32(random);
                    MessageWriter.WriteResize(ours, columns, rows);
                    theirs.Instruction.Add(new Moshps.Tests.Sync.UserInstruction
                    {
                        Resize = new ResizeMessage { Width = columns, Height = rows },
                    });
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
            byte[] message = RandomMessages.UserMessage(random);
            Assert.True(
                Describe(UserMessage.Parser.ParseFrom(message)) == Describe(message),
                $"seed {seed}: {Convert.ToHexString(message)}");
        }
    }

    [Fact]
    public void Damaged_messages_are_refused_or_read_as_Google_Protobuf_reads_them()
    {
        for (int seed = 0; seed < 20000; seed++)
        {
            Random random = new(seed);
            byte[] message = RandomMessages.Damage(random, RandomMessages.UserMessage(random));
            string? ours = Describe(message);
            string? theirs = null;
            try
            {
                theirs = Describe(UserMessage.Parser.ParseFrom(message));
            }
            catch (InvalidProtocolBufferException)
            {
                // Refused, then.
            }

            Assert.True(ours is null || ours == theirs, $"seed {seed}: {Convert.ToHexString(message)}");
        }
    }

    private static string? Describe(byte[] message)
    {
        List<string> parts = [];
        UserMessageReader reader = new(message);
        while (reader.TryRead(out MoshPS.Engine.Sync.Messages.UserInstruction instruction))
        {
            parts.Add(instruction.Kind == UserInstructionKind.Keys
                ? "keys " + Convert.ToHexString(instruction.Keys)
                : $"size {instruction.Columns}x{instruction.Rows}");
        }

        return reader.Malformed ? null : string.Join("; ", parts);
    }

    private static string Describe(UserMessage message) => string.Join("; ", message.Instruction
        .Select(i =>
            i.Keystroke is not null ? "keys " + Convert.ToHexString(i.Keystroke.Keys.Span)
            : i.Resize is not null ? $"size {i.Resize.Width}x{i.Resize.Height}"
            : null)
        .Where(part => part is not null));
}
