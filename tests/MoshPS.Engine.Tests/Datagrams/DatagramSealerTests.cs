using MoshPS.Engine.Datagrams;

namespace MoshPS.Engine.Tests.Datagrams;

/// <summary>The limits of a key: spec 1 §2.4 and §2.5.</summary>
public sealed class DatagramSealerTests
{
    private const int OverheadBesidePlaintext = DatagramSize.Nonce + DatagramSize.Tag;

    [Fact]
    public void The_last_sequence_number_is_used_and_none_after_it()
    {
        using DatagramSealer sealer = new(RawPeer.Key, Direction.ToClient, DatagramSealer.SequenceLimit - 2, 0);
        byte[] datagram = new byte[40];
        sealer.Seal(datagram);
        Assert.Equal("FFFFFFFFFFFFFFFE", Convert.ToHexString(datagram.AsSpan(0, 8)));
        sealer.Seal(datagram);
        Assert.Equal("FFFFFFFFFFFFFFFF", Convert.ToHexString(datagram.AsSpan(0, 8)));
        AssertExhausted(sealer, 40);
        AssertExhausted(sealer, 40);
    }

    [Fact]
    public void The_last_sequence_number_to_the_server_leaves_the_direction_bit_alone()
    {
        using DatagramSealer sealer = new(RawPeer.Key, Direction.ToServer, DatagramSealer.SequenceLimit - 1, 0);
        byte[] datagram = new byte[40];
        sealer.Seal(datagram);
        Assert.Equal("7FFFFFFFFFFFFFFF", Convert.ToHexString(datagram.AsSpan(0, 8)));
        AssertExhausted(sealer, 40);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(16, 1)]
    [InlineData(17, 2)]
    [InlineData(32, 2)]
    [InlineData(1228, 77)]
    public void A_datagram_that_would_reach_the_block_limit_is_not_sealed(int plaintextLength, int blocks)
    {
        // One block below the limit after this datagram is the most there may be.
        ulong most = DatagramSealer.BlockLimit - 1 - (ulong)blocks;
        using DatagramSealer sealer = new(RawPeer.Key, Direction.ToServer, 0, most);
        sealer.Seal(new byte[plaintextLength + OverheadBesidePlaintext]);
        Assert.Equal(1UL, sealer.NextSequence);
        AssertExhausted(sealer, 1 + OverheadBesidePlaintext);

        using DatagramSealer oneMore = new(RawPeer.Key, Direction.ToServer, 0, most + 1);
        AssertExhausted(oneMore, plaintextLength + OverheadBesidePlaintext);
        Assert.Equal(0UL, oneMore.NextSequence);
    }

    [Fact]
    public void Blocks_add_up_over_datagrams()
    {
        using DatagramSealer sealer = new(RawPeer.Key, Direction.ToServer, 0, DatagramSealer.BlockLimit - 21);
        for (int i = 0; i < 10; i++)
        {
            sealer.Seal(new byte[20 + OverheadBesidePlaintext]);
        }

        AssertExhausted(sealer, 1 + OverheadBesidePlaintext);
    }

    [Fact]
    public void Both_ends_together_stay_within_what_OCB_allows_a_key() =>
        Assert.Equal(1UL << 48, 2 * DatagramSealer.BlockLimit);

    [Fact]
    public void Limits_show_through_a_channel()
    {
        using DatagramChannel channel = new(
            RawPeer.Key,
            Direction.ToServer,
            new DatagramSealer(RawPeer.Key, Direction.ToServer, DatagramSealer.SequenceLimit, 0));
        MoshSessionException error = Assert.Throws<MoshSessionException>(() => channel.Seal(0, [], new byte[28]));
        Assert.Equal("SessionKeyExhausted", error.ErrorId);
        Assert.Equal(0, channel.Counters.DatagramsSent);
    }

    private static void AssertExhausted(DatagramSealer sealer, int datagramLength)
    {
        byte[] datagram = new byte[datagramLength];
        MoshSessionException error = Assert.Throws<MoshSessionException>(() => sealer.Seal(datagram));
        Assert.Equal("SessionKeyExhausted", error.ErrorId);
        Assert.NotEmpty(error.RecommendedAction);
        Assert.Equal(-1, datagram.AsSpan().IndexOfAnyExcept((byte)0));
    }
}
