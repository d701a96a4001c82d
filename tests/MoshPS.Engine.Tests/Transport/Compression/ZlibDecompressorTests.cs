using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using MoshPS.Engine.Transport.Compression;

namespace MoshPS.Engine.Tests.Transport.Compression;

public sealed class ZlibDecompressorTests
{
    private const int Unlimited = 1 << 24;

    private static readonly CompressionLevel[] Levels =
        [CompressionLevel.NoCompression, CompressionLevel.Fastest, CompressionLevel.Optimal, CompressionLevel.SmallestSize];

    private readonly ZlibDecompressor _decompressor = new();
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly byte[] _content = new byte[1 << 20];

    [Fact]
    public void What_stock_zlib_wrote_at_any_level_is_read()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            Random random = new(seed);
            byte[] source = CompressionSamples.Make(random.Next(CompressionSamples.KindCount), random.Next(8000), random);
            AssertReads(StockZlib.Compress(source, Levels[seed % Levels.Length]), source, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void Long_streams_of_stock_zlib_are_read(int length)
    {
        for (int kind = 0; kind < CompressionSamples.KindCount; kind++)
        {
            byte[] source = CompressionSamples.Make(kind, length, new Random(kind));
            foreach (CompressionLevel level in Levels)
            {
                AssertReads(StockZlib.Compress(source, level), source, $"kind {kind}, level {level}");
            }
        }
    }

    [Fact]
    public void What_our_compressor_wrote_is_read()
    {
        ZlibCompressor compressor = new();
        ArrayBufferWriter<byte> compressed = new();
        for (int seed = 0; seed < 1000; seed++)
        {
            Random random = new(seed);
            byte[] source = CompressionSamples.Make(random.Next(CompressionSamples.KindCount), random.Next(30_000), random);
            compressed.ResetWrittenCount();
            compressor.Compress(source, compressed);
            AssertReads(compressed.WrittenSpan.ToArray(), source, $"seed {seed}");
        }
    }

    [Fact]
    public void The_streams_of_the_example_datagrams_are_read()
    {
        AssertReads(
            Convert.FromHexString("789CE360126090605460D06030E2E0629362D1083090B0620000105301DE"),
            Convert.FromHexString("0802100018012000280032080A061A04285030183A00"),
            "client");
        AssertReads(
            Convert.FromHexString("789CE360126090605460D4603012E362B1627260E4629362D1083090E06213625162CAC8B4623EF0FF1D00439F0643"),
            Convert.FromHexString("0802100018012001280032160A043A0240010A061A04285030180A061204220268693A03C0FFEE"),
            "server");
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        foreach (CompressionLevel level in Levels)
        {
            byte[] stream = StockZlib.Compress(CompressionSamples.Repaint(900, new Random(1)), level);
            for (int length = 0; length < stream.Length; length++)
            {
                AssertRefused(stream[..length]);
            }
        }
    }

    [Fact]
    public void Bytes_after_the_end_are_ignored_as_stock_does()
    {
        byte[] source = CompressionSamples.Repaint(900, new Random(1));
        AssertReads([.. StockZlib.Compress(source), 1, 2, 3], source, "trailing bytes");
        AssertReads([.. StockZlib.Compress([]), .. new byte[100]], [], "trailing zeros");
    }

    [Fact]
    public void Every_flipped_bit_gives_what_stock_zlib_gives()
    {
        foreach (CompressionLevel level in Levels)
        {
            byte[] stream = StockZlib.Compress(CompressionSamples.Repaint(300, new Random(2)), level);
            for (int bit = 0; bit < 8 * stream.Length; bit++)
            {
                byte[] flipped = [.. stream];
                flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                AssertAgreesWithStock(flipped, $"level {level}, bit {bit}");
            }
        }
    }

    [Fact]
    public void Random_changes_with_a_mended_checksum_give_what_stock_zlib_gives()
    {
        // The checksum would reject almost every change; with a right one the decoders themselves must agree.
        int read = 0;
        for (int seed = 0; seed < 6000; seed++)
        {
            Random random = new(seed);
            byte[] source = CompressionSamples.Make(random.Next(CompressionSamples.KindCount), random.Next(1, 400), random);
            byte[] stream = Mutate(StockZlib.Compress(source, Levels[seed % Levels.Length]), random);
            if (ContentOf(stream) is { } content)
            {
                BinaryPrimitives.WriteUInt32BigEndian(stream.AsSpan(^4..), Adler32.Compute(content));
                read += AssertAgreesWithStock(stream, $"seed {seed}") ? 1 : 0;
            }
            else
            {
                AssertAgreesWithStock(stream, $"seed {seed}");
            }
        }

        Assert.InRange(read, 500, 6000);
    }

    [Fact]
    public void Random_bytes_after_a_header_never_throw()
    {
        for (int seed = 0; seed < 20_000; seed++)
        {
            Random random = new(seed);
            byte[] stream = new byte[random.Next(120)];
            random.NextBytes(stream);
            if (stream.Length >= 2 && seed % 10 != 0)
            {
                (stream[0], stream[1]) = (0x78, 0x9C);
            }

            _output.ResetWrittenCount();
            _decompressor.TryDecompress(stream, _output, random.Next(5000));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("78")]
    [InlineData("789C")]
    [InlineData("789D0300000000 01")] // header check
    [InlineData("779C0300000000 01")] // method 7
    [InlineData("881C0300000000 01")] // window of 64 KiB
    [InlineData("78BB0300000000 01")] // dictionary
    [InlineData("789C0700000000 01")] // block type 3
    [InlineData("789C0300000000 02")] // checksum
    [InlineData("789C010100FEFE61 00620062")] // complement of a stored length differs
    [InlineData("789C010500FAFF61 00620062")] // stored length beyond the end
    public void A_broken_stream_is_refused(string hex) =>
        AssertRefused(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

    [Theory]
    [InlineData("789C0300 00000001")]
    [InlineData("78010300 00000001")] // other levels
    [InlineData("78DA0300 00000001")]
    [InlineData("081D0300 00000001")] // window of 256 bytes
    [InlineData("789C010000FFFF 00000001")] // stored, empty
    public void An_empty_stream_is_read(string hex) =>
        AssertReads(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), [], hex);

    [Fact]
    public void The_limit_is_exact()
    {
        foreach (int kind in (int[])[0, 3, 5])
        {
            foreach (int length in (int[])[1, 100, 511, 512, 513, 4096, 50_000])
            {
                byte[] source = CompressionSamples.Make(kind, length, new Random(1));
                byte[] stream = StockZlib.Compress(source);
                _output.ResetWrittenCount();
                Assert.True(_decompressor.TryDecompress(stream, _output, source.Length), $"Kind {kind}, length {length}.");
                Assert.True(source.AsSpan().SequenceEqual(_output.WrittenSpan));
                _output.ResetWrittenCount();
                Assert.False(_decompressor.TryDecompress(stream, _output, source.Length - 1));
                Assert.Equal(0, _output.WrittenCount);
            }
        }
    }

    [Fact]
    public void A_bomb_is_refused_without_taking_more_room_than_the_limit()
    {
        byte[] bomb = StockZlib.Compress(new byte[100_000_000], CompressionLevel.SmallestSize);
        const int Limit = 4 << 20;
        Assert.False(_decompressor.TryDecompress(bomb, _output, Limit));
        Assert.Equal(0, _output.WrittenCount);
        Assert.InRange(_output.Capacity, 0, 2 * Limit);
    }

    [Fact]
    public void Content_is_appended()
    {
        _output.Write((ReadOnlySpan<byte>)[1, 2, 3]);
        Assert.True(_decompressor.TryDecompress(StockZlib.Compress([4, 5]), _output, 2));
        Assert.Equal([1, 2, 3, 4, 5], _output.WrittenSpan.ToArray());
    }

    [Fact]
    public void Matches_do_not_reach_into_what_was_there_before()
    {
        // Fixed block: a match of three bytes at distance 1 before anything was written.
        DeflateWriter deflate = new();
        deflate.Add(1, 1);
        deflate.Add(1, 2);
        deflate.AddCode(0b0000001, 7);
        deflate.AddCode(0, 5);
        deflate.AddCode(0, 7);
        _output.Write("aaaaaaaa"u8);
        Assert.False(_decompressor.TryDecompress(deflate.ToZlib("aaa"u8), _output, Unlimited));
    }

    [Fact]
    public void Decompressing_again_allocates_nothing()
    {
        byte[][] streams = [.. Enumerable.Range(0, 30).Select(seed =>
            StockZlib.Compress(CompressionSamples.Repaint(40 + (seed * 200), new Random(seed))))];
        Run();
        Run();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Run()
        {
            foreach (byte[] stream in streams)
            {
                _output.ResetWrittenCount();
                _decompressor.TryDecompress(stream, _output, Unlimited);
            }
        }
    }

    private static byte[] Mutate(byte[] stream, Random random)
    {
        List<byte> bytes = [.. stream];
        for (int count = random.Next(1, 4); count > 0; count--)
        {
            int position = random.Next(2, bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[position] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[position] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.Insert(position, (byte)random.Next(256));
                    break;
                default:
                    if (bytes.Count > 8)
                    {
                        bytes.RemoveAt(position);
                    }

                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>The content that the deflate stream inside has, whatever the checksum says; null when broken.</summary>
    private byte[]? ContentOf(byte[] stream)
    {
        InflateResult result = new InflateDecoder().Decode(
            stream.AsSpan(2), _content, out int written, out ReadOnlySpan<byte> rest);
        return result == InflateResult.Done && rest.Length == 4 ? _content[..written] : null;
    }

    private void AssertReads(byte[] stream, byte[] content, string what)
    {
        _output.ResetWrittenCount();
        Assert.True(_decompressor.TryDecompress(stream, _output, Unlimited), $"Refused: {what}.");
        Assert.True(content.AsSpan().SequenceEqual(_output.WrittenSpan), $"Read as something else: {what}.");
    }

    private void AssertRefused(byte[] stream)
    {
        _output.ResetWrittenCount();
        Assert.False(_decompressor.TryDecompress(stream, _output, Unlimited), Convert.ToHexString(stream));
        Assert.Equal(0, _output.WrittenCount);
    }

    /// <returns>Whether both read the stream.</returns>
    private bool AssertAgreesWithStock(byte[] stream, string what)
    {
        if (StockZlib.Decompress(stream) is { } content)
        {
            AssertReads(stream, content, what);
            return true;
        }

        AssertRefused(stream);
        return false;
    }
}
