using System.Buffers;
using MoshPS.Engine.Transport;
using MoshPS.Engine.Transport.Compression;

namespace MoshPS.Engine.Tests.Transport;

public sealed class InstructionWriterTests
{
    private const int PieceLength = 1_214;

    private readonly InstructionWriter _writer = new(new Random(1).NextBytes);
    private readonly byte[] _large = new byte[5_000];

    public InstructionWriterTests() => new Random(2).NextBytes(_large);

    [Fact]
    public void Ids_start_at_1_and_rise_by_1()
    {
        Write("a"u8);
        Assert.Equal(1ul, _writer.LastId);
        Write("b"u8);
        Assert.Equal(2ul, _writer.LastId);
    }

    [Fact]
    public void What_is_written_is_a_zlib_stream_of_the_message_with_chaff()
    {
        var lengths = new HashSet<int>();
        for (int i = 0; i < 300; i++)
        {
            var message = new ArrayBufferWriter<byte>();
            Assert.True(new ZlibDecompressor().TryDecompress(Write("diff"u8), message, 1_000));
            Assert.True(Instruction.TryParse(message.WrittenSpan, out Instruction instruction));
            Assert.Equal("diff"u8, instruction.Diff);
            Assert.Equal((2u, 4ul, 5ul), (instruction.ProtocolVersion, instruction.OldNumber, instruction.NewNumber));
            lengths.Add(instruction.Chaff.Length);
        }

        Assert.Equal(Enumerable.Range(0, 17), lengths.Order());
    }

    [Fact]
    public void A_small_repeat_gets_an_id_and_chaff_of_its_own()
    {
        byte[] first = Write("a"u8);
        byte[] second = Write("a"u8);
        Assert.Equal(2ul, _writer.LastId);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void A_repeat_of_several_datagrams_keeps_its_id_and_every_byte()
    {
        byte[] first = Write(_large);
        Assert.Equal(first, Write(_large));
        Assert.Equal(1ul, _writer.LastId);
    }

    [Fact]
    public void A_change_of_anything_makes_a_new_id()
    {
        Write(_large);
        _large[^1]++;
        Write(_large);
        Assert.Equal(2ul, _writer.LastId);
        Write(_large, acknowledged: 8);
        Assert.Equal(3ul, _writer.LastId);
        Write(_large, acknowledged: 8, pieceLength: 462);
        Assert.Equal(4ul, _writer.LastId);
        Write(_large, acknowledged: 8, pieceLength: 462);
        Assert.Equal(4ul, _writer.LastId);
    }

    private byte[] Write(ReadOnlySpan<byte> diff, ulong acknowledged = 7, int pieceLength = PieceLength) =>
        _writer.Write(
            new Instruction
            {
                ProtocolVersion = Instruction.CurrentProtocolVersion,
                OldNumber = 4,
                NewNumber = 5,
                AcknowledgedNumber = acknowledged,
                ThrowawayNumber = 4,
                Diff = diff,
            },
            pieceLength).ToArray();
}
