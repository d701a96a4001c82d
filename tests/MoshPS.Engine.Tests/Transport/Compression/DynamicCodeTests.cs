using System.Buffers;
using MoshPS.Engine.Transport.Compression;

namespace MoshPS.Engine.Tests.Transport.Compression;

/// <summary>
/// The codes that start a dynamic block: each unusual one is read, or refused, as stock zlib does. The code
/// length code of these tests is always the same: 13 symbols have four bits and six have five.
/// </summary>
public sealed class DynamicCodeTests
{
    private const int EndOfBlock = 256;
    private const int ShortSymbols = 13;

    [Fact]
    public void A_block_of_literals_alone_needs_no_distance_code()
    {
        // 'a' and the end, one bit each; one distance code of no bits.
        DeflateWriter deflate = Start(257, 1, Literals(257, ('a', 1), (EndOfBlock, 1)), [0]);
        deflate.AddCode(0, 1).AddCode(0, 1).AddCode(1, 1);
        AssertReads(deflate.ToZlib("aa"u8), "aa"u8);
    }

    [Fact]
    public void A_distance_code_of_one_bit_may_stand_alone()
    {
        // 'a', the end, and length 3; then a match at distance 1.
        DeflateWriter deflate = Start(258, 1, Literals(258, ('a', 2), (EndOfBlock, 2), (257, 1)), [1]);
        deflate.AddCode(0b10, 2).AddCode(0, 1).AddCode(0, 1).AddCode(0b11, 2);
        AssertReads(deflate.ToZlib("aaaa"u8), "aaaa"u8);
    }

    [Fact]
    public void The_other_half_of_a_lone_distance_code_is_refused()
    {
        DeflateWriter deflate = Start(258, 1, Literals(258, ('a', 2), (EndOfBlock, 2), (257, 1)), [1]);
        deflate.AddCode(0b10, 2).AddCode(0, 1).AddCode(1, 1).AddCode(0b11, 2);
        AssertRefused(deflate.ToZlib("aaaa"u8));
    }

    [Fact]
    public void A_match_without_any_distance_code_is_refused()
    {
        DeflateWriter deflate = Start(258, 1, Literals(258, ('a', 2), (EndOfBlock, 2), (257, 1)), [0]);
        deflate.AddCode(0b10, 2).AddCode(0, 1).AddCode(0, 1).AddCode(0b11, 2);
        AssertRefused(deflate.ToZlib("aaaa"u8));
    }

    [Fact]
    public void A_lone_literal_code_is_read()
    {
        // Only the end of the block, one bit: the content is empty.
        DeflateWriter deflate = Start(257, 1, Literals(257, (EndOfBlock, 1)), [0]);
        AssertReads(deflate.AddCode(0, 1).ToZlib([]), []);
    }

    [Fact]
    public void A_block_that_cannot_end_is_refused()
    {
        DeflateWriter deflate = Start(257, 1, Literals(257, ('a', 1), ('b', 1)), [0]);
        AssertRefused(deflate.AddCode(0, 1).Add(0, 32).ToZlib("a"u8));
    }

    [Fact]
    public void Incomplete_and_oversubscribed_codes_are_refused()
    {
        AssertRefused(Start(257, 1, Literals(257, ('a', 2), (EndOfBlock, 2)), [0]).Add(0, 32).ToZlib([]));
        AssertRefused(Start(257, 1, Literals(257, (EndOfBlock, 2)), [0]).Add(0, 32).ToZlib([]));
        AssertRefused(Start(257, 1, Literals(257, ('a', 1), ('b', 1), (EndOfBlock, 1)), [0]).Add(0, 32).ToZlib([]));
        AssertRefused(Start(257, 2, Literals(257, ('a', 1), (EndOfBlock, 1)), [2, 2]).AddCode(1, 1).ToZlib([]));
        AssertRefused(Start(257, 3, Literals(257, ('a', 1), (EndOfBlock, 1)), [1, 1, 1]).AddCode(1, 1).ToZlib([]));
    }

    [Fact]
    public void An_incomplete_code_length_code_is_refused()
    {
        byte[] lone = new byte[19];
        lone[1] = 1;
        AssertRefused(new DeflateWriter().StartDynamic(257, 1, lone).Add(0, 300).ToZlib([]));
        AssertRefused(new DeflateWriter().StartDynamic(257, 1, new byte[19]).Add(0, 300).ToZlib([]));
    }

    [Theory]
    [InlineData(287, 1)]
    [InlineData(288, 1)]
    [InlineData(257, 31)]
    [InlineData(257, 32)]
    public void More_symbols_than_the_alphabets_have_are_refused(int literalCount, int distanceCount) =>
        AssertRefused(Start(
            literalCount, distanceCount, Literals(literalCount, ('a', 1), (EndOfBlock, 1)), new byte[distanceCount])
            .AddCode(0, 1).AddCode(1, 1).ToZlib("a"u8));

    [Fact]
    public void All_symbols_of_the_alphabets_may_have_codes()
    {
        byte[] literals = new byte[286];
        literals.AsSpan(0, 226).Fill(8);
        literals.AsSpan(226).Fill(9);
        byte[] distances = new byte[30];
        distances.AsSpan(0, 2).Fill(4);
        distances.AsSpan(2).Fill(5);
        // Code of 'a' (97), of eight bits, is 97; the end (256) is the 31st of nine bits: 2 · 226 + 30.
        DeflateWriter deflate = Start(286, 30, literals, distances).AddCode('a', 8).AddCode((2 * 226) + 30, 9);
        AssertReads(deflate.ToZlib("a"u8), "a"u8);
    }

    [Fact]
    public void A_repeat_before_the_first_length_is_refused() =>
        AssertRefused(AddLength(StartLengths(257, 1), 16).Add(0, 2).Add(0, 400).ToZlib([]));

    [Fact]
    public void A_repeat_beyond_the_last_length_is_refused()
    {
        DeflateWriter deflate = StartLengths(257, 1);
        AddLength(deflate, 18).Add(138 - 11, 7);
        AddLength(deflate, 18).Add(118 - 11, 7);
        AddLength(deflate, 1);

        // 257 of 258 are done; three more are too many.
        AssertRefused(AddLength(deflate, 16).Add(0, 2).Add(0, 64).ToZlib([]));
    }

    [Fact]
    public void Repeats_may_run_from_the_literals_into_the_distances()
    {
        // Two bits each for 'a', 'b', 'c' and the end, with zeros between them; the end's length is repeated for
        // four distances.
        DeflateWriter deflate = StartLengths(257, 4);
        AddLength(deflate, 18).Add(97 - 11, 7);
        AddLength(AddLength(AddLength(deflate, 2), 2), 2);
        AddLength(deflate, 18).Add(138 - 11, 7);
        AddLength(deflate, 18).Add(18 - 11, 7);
        AddLength(AddLength(deflate, 2), 16).Add(4 - 3, 2);
        deflate.AddCode(0, 2).AddCode(1, 2).AddCode(2, 2).AddCode(3, 2);
        AssertReads(deflate.ToZlib("abc"u8), "abc"u8);
    }

    [Fact]
    public void Codes_of_fifteen_bits_are_read()
    {
        // Lengths 1, 2, …, 14, 15, 15: the symbols 0 to 14, and the end as the last one.
        byte[] literals = new byte[257];
        for (int i = 0; i < 15; i++)
        {
            literals[i] = (byte)(i + 1);
        }

        literals[EndOfBlock] = 15;
        DeflateWriter deflate = Start(257, 1, literals, [0]);
        for (int i = 0; i < 15; i++)
        {
            // i ones, then a zero.
            deflate.AddCode((1 << (i + 1)) - 2, i + 1);
        }

        deflate.AddCode((1 << 15) - 1, 15);
        byte[] content = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14];
        AssertReads(deflate.ToZlib(content), content);
    }

    [Fact]
    public void Random_complete_codes_of_any_shape_are_read_as_stock_zlib_reads_them()
    {
        byte[] content = new byte[1 << 16];
        for (int seed = 0; seed < 3000; seed++)
        {
            Random random = new(seed);
            byte[] literals = RandomCompleteLengths(286, random);
            byte[] distances = RandomCompleteLengths(30, random);
            DeflateWriter deflate = Start(286, 30, literals, distances);
            for (int i = 0; i < 200; i++)
            {
                deflate.Add(random.Next(), 31);
            }

            byte[] stream = deflate.ToZlib([]);
            InflateResult result = new InflateDecoder().Decode(
                stream.AsSpan(2), content, out int written, out ReadOnlySpan<byte> rest);
            if (result == InflateResult.Done && rest.Length >= 4)
            {
                // Give it the checksum it lacks, so that both can accept it.
                byte[] ended = stream[..^rest.Length];
                uint checksum = Adler32.Compute(content.AsSpan(0, written));
                ended = [.. ended, (byte)(checksum >> 24), (byte)(checksum >> 16), (byte)(checksum >> 8), (byte)checksum];
                Assert.True(
                    content.AsSpan(0, written).SequenceEqual(StockZlib.Decompress(ended) ?? [1, 2, 3]), $"Seed {seed} differs.");
            }
            else
            {
                Assert.True(StockZlib.Decompress(stream) is null, $"Seed {seed}: stock reads it.");
            }
        }
    }

    /// <summary>Splits the code space at random until it is shared by a random number of symbols.</summary>
    private static byte[] RandomCompleteLengths(int symbolCount, Random random)
    {
        List<int> leaves = [0];
        int count = random.Next(2, symbolCount + 1);
        bool deep = random.Next(2) == 0;
        while (leaves.Count < count)
        {
            int index = deep ? leaves.Count - 1 - random.Next(Math.Min(leaves.Count, 3)) : random.Next(leaves.Count);
            int length = leaves[index];
            if (length == 15)
            {
                index = leaves.FindIndex(leaf => leaf < 15);
                length = leaves[index];
            }

            leaves.RemoveAt(index);
            leaves.Add(length + 1);
            leaves.Add(length + 1);
        }

        byte[] lengths = new byte[symbolCount];
        leaves.Select(leaf => (byte)leaf).ToArray().CopyTo(lengths, 0);
        random.Shuffle(lengths);
        if (symbolCount > EndOfBlock && lengths[EndOfBlock] == 0)
        {
            int used = Array.FindIndex(lengths, length => length != 0);
            (lengths[EndOfBlock], lengths[used]) = (lengths[used], (byte)0);
        }

        return lengths;
    }

    private static byte[] Literals(int count, params (int Symbol, byte Length)[] lengths)
    {
        byte[] all = new byte[count];
        foreach ((int symbol, byte length) in lengths)
        {
            all[symbol] = length;
        }

        return all;
    }

    private static DeflateWriter Start(int literalCount, int distanceCount, byte[] literals, byte[] distances)
    {
        DeflateWriter deflate = StartLengths(literalCount, distanceCount);
        foreach (byte length in (byte[])[.. literals, .. distances])
        {
            AddLength(deflate, length);
        }

        return deflate;
    }

    private static DeflateWriter AddLength(DeflateWriter deflate, int symbol) =>
        symbol < ShortSymbols ? deflate.AddCode(symbol, 4) : deflate.AddCode(ShortSymbols + symbol, 5);

    private static DeflateWriter StartLengths(int literalCount, int distanceCount)
    {
        byte[] lengths = new byte[19];
        lengths.AsSpan(0, ShortSymbols).Fill(4);
        lengths.AsSpan(ShortSymbols).Fill(5);
        return new DeflateWriter().StartDynamic(literalCount, distanceCount, lengths);
    }

    private static void AssertReads(byte[] stream, ReadOnlySpan<byte> content)
    {
        Assert.Equal(content.ToArray(), StockZlib.Decompress(stream));
        ArrayBufferWriter<byte> output = new();
        Assert.True(new ZlibDecompressor().TryDecompress(stream, output, 1 << 20));
        Assert.Equal(content.ToArray(), output.WrittenSpan.ToArray());
    }

    private static void AssertRefused(byte[] stream)
    {
        Assert.Null(StockZlib.Decompress(stream));
        Assert.False(new ZlibDecompressor().TryDecompress(stream, new ArrayBufferWriter<byte>(), 1 << 20));
    }
}
