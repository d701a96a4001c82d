using System.Buffers;
using System.Reflection;
using MoshPS.Engine.Transport.Compression;

namespace MoshPS.Engine.Tests.Transport.Compression;

public sealed class ZlibCompressorTests
{
    private readonly ZlibCompressor _compressor = new();
    private readonly ArrayBufferWriter<byte> _output = new();

    [Fact]
    public void Stock_zlib_reads_every_length_up_to_1000_of_every_kind()
    {
        for (int length = 0; length <= 1000; length++)
        {
            AssertStockReads(length % CompressionSamples.KindCount, length, seed: length);
        }
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    [InlineData(1_000_000)]
    public void Stock_zlib_reads_long_data_of_every_kind(int length)
    {
        for (int kind = 0; kind < CompressionSamples.KindCount; kind++)
        {
            AssertStockReads(kind, length, seed: kind);
        }
    }

    [Fact]
    public void Stock_zlib_reads_data_of_random_kind_and_length()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            Random random = new(seed);
            AssertStockReads(random.Next(CompressionSamples.KindCount), random.Next(6000), seed);
        }
    }

    [Fact]
    public void The_header_says_default_level_and_a_window_of_32_KiB()
    {
        foreach (int length in (int[])[0, 1, 100, 10_000])
        {
            Assert.Equal([0x78, 0x9C], Compress(new byte[length])[..2]);
        }
    }

    [Fact]
    public void The_instruction_of_the_example_takes_no_more_bytes_than_stock_made_of_it()
    {
        byte[] instruction = Convert.FromHexString("0802100018012000280032080a061a04285030183a00");
        Assert.True(Compress(instruction).Length <= 30);
    }

    [Theory]
    [InlineData(0, 1)] // nothing: the fixed code
    [InlineData(20, 1)] // short text: the fixed code
    [InlineData(5000, 2)] // long text: a code of its own
    public void Text_is_coded_with_the_code_that_suits_its_length(int length, int blockType)
    {
        byte[] compressed = Compress(CompressionSamples.Make(5, length, new Random(1)));
        Assert.Equal(blockType, (compressed[2] >> 1) & 3);
        Assert.Equal(1, compressed[2] & 1);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(5000)]
    [InlineData(200_000)]
    public void Data_that_cannot_be_compressed_is_stored(int length)
    {
        byte[] source = new byte[length];
        new Random(1).NextBytes(source);
        byte[] compressed = Compress(source);
        Assert.Equal(0, (compressed[2] >> 1) & 3);

        // 6 bytes around it, 5 bytes for each 65535 bytes or block of 16384 tokens.
        Assert.InRange(compressed.Length, length, length + 6 + (5 * ((length / 16_384) + 1)));
    }

    [Fact]
    public void Screen_updates_take_at_most_two_percent_more_than_zlib_level_6()
    {
        long ours = 0;
        long stock = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            Random random = new(seed);
            byte[] source = CompressionSamples.Repaint(random.Next(200, 12_000), random);
            int our = Compress(source).Length;
            int its = StockZlib.Compress(source).Length;
            Assert.True(our <= (1.02 * its) + 4, $"Seed {seed}: {our} bytes, stock {its}.");
            ours += our;
            stock += its;
        }

        Assert.True(ours <= 1.005 * stock, $"{ours} bytes, stock {stock}.");
    }

    [Fact]
    public void Short_updates_take_no_more_than_zlib_level_6()
    {
        int ours = 0;
        int stock = 0;
        for (int seed = 0; seed < 500; seed++)
        {
            Random random = new(seed);
            byte[] source = CompressionSamples.Make(5 + (seed % 2), random.Next(1, 100), random);
            int our = Compress(source).Length;
            int its = StockZlib.Compress(source).Length;
            Assert.True(our <= its + 3, $"Seed {seed}: {our} bytes of {source.Length}, stock {its}.");
            ours += our;
            stock += its;
        }

        Assert.True(ours <= stock, $"{ours} bytes, stock {stock}.");
    }

    [Fact]
    public void A_dynamic_code_is_never_dismissed_where_it_would_have_been_shorter()
    {
        // Short blocks are not tried with a code of their own. The most skewed data that could gain from one:
        // a few symbols that the fixed code gives 9 bits.
        for (int length = 1; length <= 60; length++)
        {
            for (int seed = 0; seed < 20; seed++)
            {
                Random random = new(seed);
                byte[] source = new byte[length];
                for (int i = 0; i < length; i++)
                {
                    source[i] = (byte)(200 + random.Next(2));
                }

                Assert.True(Compress(source).Length <= StockZlib.Compress(source).Length + 2);
            }
        }
    }

    [Fact]
    public void What_is_appended_leaves_what_was_there()
    {
        _output.Write((ReadOnlySpan<byte>)[1, 2, 3]);
        _compressor.Compress("hello"u8, _output);
        Assert.Equal([1, 2, 3], _output.WrittenSpan[..3].ToArray());
        Assert.Equal("hello"u8.ToArray(), StockZlib.Decompress(_output.WrittenSpan[3..].ToArray()));
    }

    [Fact]
    public void Compressing_again_allocates_nothing()
    {
        byte[][] sources = [.. Enumerable.Range(0, 30).Select(seed => CompressionSamples.Repaint(40 + (seed * 200), new Random(seed)))];
        Run();
        Run();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Run()
        {
            foreach (byte[] source in sources)
            {
                _output.ResetWrittenCount();
                _compressor.Compress(source, _output);
            }
        }
    }

    [Fact]
    public void The_same_data_gives_the_same_stream_whatever_was_compressed_before()
    {
        byte[] source = CompressionSamples.Repaint(3000, new Random(1));
        byte[] first = Compress(source);
        for (int seed = 0; seed < 20; seed++)
        {
            // The tables have their final size after the first: a larger one would change the hashes.
            Compress(CompressionSamples.Make(seed % CompressionSamples.KindCount, 3000 - seed, new Random(seed)));
            Assert.Equal(first, Compress(source));
        }
    }

    [Fact]
    public void Positions_start_again_before_they_overflow()
    {
        byte[] source = CompressionSamples.Repaint(3000, new Random(1));
        byte[] expected = Compress(source);
        object finder = Field(typeof(ZlibCompressor), "_finder").GetValue(_compressor)!;
        FieldInfo origin = Field(typeof(MatchFinder), "_origin");
        origin.SetValue(finder, int.MaxValue - 10_000);

        for (int i = 0; i < 6; i++)
        {
            Assert.Equal(expected, Compress(source));
        }

        Assert.InRange((int)origin.GetValue(finder)!, 1, 20_000);
    }

    private static FieldInfo Field(Type type, string name) =>
        type.GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!;

    private byte[] Compress(byte[] source)
    {
        _output.ResetWrittenCount();
        _compressor.Compress(source, _output);
        return _output.WrittenSpan.ToArray();
    }

    private void AssertStockReads(int kind, int length, int seed)
    {
        byte[] source = CompressionSamples.Make(kind, length, new Random(seed));
        byte[] compressed = Compress(source);
        byte[]? content = StockZlib.Decompress(compressed);
        Assert.True(
            content is not null && source.AsSpan().SequenceEqual(content),
            $"Stock zlib reads something else: kind {kind}, length {length}, seed {seed}.");
    }
}
