using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Transport;

public sealed class FragmentTests
{
    [Theory]
    [InlineData(0, false, "00000000000000070000")]
    [InlineData(1, true, "00000000000000078001")]
    public void The_header_is_that_of_the_specification(int number, bool isFinal, string hex)
    {
        byte[] header = new byte[Fragment.HeaderLength];
        Assert.Equal(10, new Fragment(7, number, isFinal, []).Write(header));
        Assert.Equal(hex, Convert.ToHexString(header));

        Assert.True(Fragment.TryParse(header, out Fragment parsed));
        Assert.Equal((7ul, number, isFinal, 0), (parsed.Id, parsed.Number, parsed.IsFinal, parsed.Piece.Length));
    }

    [Fact]
    public void What_was_written_is_read_back()
    {
        byte[] bytes = new byte[64];
        int length = new Fragment(ulong.MaxValue, Fragment.MaximumNumber, true, "piece"u8).Write(bytes);
        Assert.True(Fragment.TryParse(bytes.AsSpan(0, length), out Fragment parsed));
        Assert.Equal((ulong.MaxValue, 32_767, true), (parsed.Id, parsed.Number, parsed.IsFinal));
        Assert.Equal("piece"u8, parsed.Piece);
    }

    [Fact]
    public void Fewer_than_ten_bytes_are_no_fragment()
    {
        for (int length = 0; length < 10; length++)
        {
            Assert.False(Fragment.TryParse(new byte[length], out _));
        }
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(1214, 1, 1214)]
    [InlineData(1215, 2, 1)]
    [InlineData(3642, 3, 1214)]
    public void An_instruction_is_split_into_numbered_pieces_of_which_the_last_is_final(int length, int count, int last)
    {
        byte[] compressed = new byte[length];
        new Random(length).NextBytes(compressed);
        var joined = new List<byte>();
        var fragmenter = new Fragmenter(9, compressed, 1214);
        for (int i = 0; i < count; i++)
        {
            Assert.True(fragmenter.TryNext(out Fragment fragment));
            Assert.Equal((9ul, i, i == count - 1), (fragment.Id, fragment.Number, fragment.IsFinal));
            Assert.Equal(i == count - 1 ? last : 1214, fragment.Piece.Length);
            joined.AddRange(fragment.Piece);
        }

        Assert.False(fragmenter.TryNext(out _));
        Assert.Equal(compressed, joined);
    }

    [Fact]
    public void More_than_32768_fragments_are_refused()
    {
        byte[] compressed = new byte[32_769];
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new Fragmenter(1, compressed, 1); });
        var fragmenter = new Fragmenter(1, compressed.AsSpan(1), 1);
        int number = -1;
        while (fragmenter.TryNext(out Fragment fragment))
        {
            number = fragment.Number;
        }

        Assert.Equal(32_767, number);
    }
}
