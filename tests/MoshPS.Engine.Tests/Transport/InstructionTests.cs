using System.Buffers;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Transport;

public sealed class InstructionTests
{
    [Fact]
    public void The_shutdown_instruction_is_that_of_the_specification()
    {
        var instruction = new Instruction
        {
            ProtocolVersion = 2,
            OldNumber = 4,
            NewNumber = Instruction.ShutdownNumber,
            AcknowledgedNumber = 9,
            ThrowawayNumber = 4,
        };
        Assert.Equal("0802100418FFFFFFFFFFFFFFFFFF01200928043200" + "3A00", Hex(instruction));
    }

    [Fact]
    public void An_instruction_with_a_difference_and_chaff_is_that_of_the_specification()
    {
        var instruction = new Instruction
        {
            ProtocolVersion = 2,
            OldNumber = 0,
            NewNumber = 1,
            AcknowledgedNumber = 1,
            ThrowawayNumber = 0,
            Diff = Convert.FromHexString("0A043A0240010A061A04285030180A06120422026869"),
            Chaff = [0xC0, 0xFF, 0xEE],
        };
        Assert.Equal(
            "080210001801200128003216" + "0A043A0240010A061A04285030180A06120422026869" + "3A03C0FFEE", Hex(instruction));
    }

    [Fact]
    public void What_was_written_is_read_back()
    {
        var buffer = new ArrayBufferWriter<byte>();
        new Instruction
        {
            ProtocolVersion = 2,
            OldNumber = 1,
            NewNumber = 1ul << 63,
            AcknowledgedNumber = 3,
            ThrowawayNumber = ulong.MaxValue,
            Diff = "diff"u8,
            Chaff = "chaff"u8,
        }.Write(buffer);

        Assert.True(Instruction.TryParse(buffer.WrittenSpan, out Instruction parsed));
        Assert.Equal(
            (2u, 1ul, 1ul << 63, 3ul, ulong.MaxValue),
            (parsed.ProtocolVersion, parsed.OldNumber, parsed.NewNumber, parsed.AcknowledgedNumber, parsed.ThrowawayNumber));
        Assert.Equal("diff"u8, parsed.Diff);
        Assert.Equal("chaff"u8, parsed.Chaff);
    }

    [Fact]
    public void Missing_fields_are_zero_or_empty()
    {
        Assert.True(Instruction.TryParse([], out Instruction parsed));
        Assert.Equal(
            (0u, 0ul, 0ul, 0ul, 0ul),
            (parsed.ProtocolVersion, parsed.OldNumber, parsed.NewNumber, parsed.AcknowledgedNumber, parsed.ThrowawayNumber));
        Assert.True(parsed.Diff.IsEmpty && parsed.Chaff.IsEmpty);
    }

    [Theory]
    [InlineData("0802" + "980105" + "1003")] // field 19, varint
    [InlineData("0802" + "4A03AABBCC" + "1003")] // field 9, bytes
    [InlineData("0802" + "4500000000" + "1003")] // field 8, fixed32
    [InlineData("0802" + "410000000000000000" + "1003")] // field 8, fixed64
    [InlineData("0802" + "120100" + "1003")] // field 2 as bytes
    [InlineData("1001" + "1003" + "0802")] // a repeated field: the last counts
    public void Unknown_fields_are_skipped(string hex)
    {
        Assert.True(Instruction.TryParse(Convert.FromHexString(hex), out Instruction parsed));
        Assert.Equal((2u, 3ul), (parsed.ProtocolVersion, parsed.OldNumber));
    }

    [Theory]
    [InlineData("08")] // no value
    [InlineData("3205AA")] // shorter than it says
    [InlineData("18FFFFFFFFFFFFFFFFFFFF01")] // a varint of eleven bytes
    [InlineData("0002")] // field 0
    [InlineData("0B")] // a group
    public void What_is_no_message_is_refused(string hex) =>
        Assert.False(Instruction.TryParse(Convert.FromHexString(hex), out _));

    [Fact]
    public void Chaff_is_the_first_octet_modulo_17_long()
    {
        byte[] draw = new byte[Chaff.DrawLength];
        for (int octet = 0; octet < 256; octet++)
        {
            ReadOnlySpan<byte> chaff = Chaff.Draw(destination => destination.Fill((byte)octet), draw);
            Assert.Equal(octet % 17, chaff.Length);
            Assert.True(chaff.Length == 0 || chaff[0] == octet);
        }
    }

    private static string Hex(in Instruction instruction)
    {
        var buffer = new ArrayBufferWriter<byte>();
        instruction.Write(buffer);
        return Convert.ToHexString(buffer.WrittenSpan);
    }
}
