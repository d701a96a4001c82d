using MoshPS.Engine.Datagrams;

namespace MoshPS.Engine.Tests.Datagrams;

/// <summary>Timestamps and replies, both ways (spec 1 §3.1–3.3 and §13).</summary>
public sealed class TimestampTests : IDisposable
{
    private readonly RawPeer _peer = new();

    public void Dispose() => _peer.Dispose();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0x1234, 0x1234)]
    [InlineData(65534, 65534)]
    [InlineData(65535, 0)]
    [InlineData(65536, 0)]
    [InlineData(65537, 1)]
    [InlineData(131071, 0)]
    [InlineData((1L << 40) + 77, 77)]
    public void The_clock_is_sent_modulo_65536_and_never_as_65535(long now, int expected) =>
        Assert.Equal(expected, _peer.Receive(now).Timestamp);

    [Fact]
    public void Without_a_timestamp_from_the_peer_there_is_no_reply() =>
        Assert.Equal(Timestamp.None, _peer.Receive(10).Reply);

    [Fact]
    public void A_timestamp_is_answered_once_with_the_time_it_was_held()
    {
        _peer.Deliver(5000, _peer.Make(0, timestamp: 40_000));
        Assert.Equal(40_123, _peer.Receive(5123).Reply);
        Assert.Equal(Timestamp.None, _peer.Receive(5124).Reply);
    }

    [Fact]
    public void Only_the_newest_timestamp_is_answered()
    {
        _peer.Deliver(5000, _peer.Make(0, timestamp: 40_000));
        _peer.Deliver(5010, _peer.Make(1, timestamp: 40_020));
        Assert.Equal(40_025, _peer.Receive(5015).Reply);
        Assert.Equal(Timestamp.None, _peer.Receive(5015).Reply);
    }

    [Theory]
    [InlineData(999, true)]
    [InlineData(1000, false)]
    [InlineData(1001, false)]
    [InlineData(100_000, false)]
    public void A_timestamp_held_for_a_second_is_not_answered(long held, bool answered)
    {
        _peer.Deliver(5000, _peer.Make(0, timestamp: 100));
        Assert.Equal(answered ? (ushort)(100 + held) : Timestamp.None, _peer.Receive(5000 + held).Reply);
    }

    [Fact]
    public void Replies_wrap_at_65536()
    {
        _peer.Deliver(5000, _peer.Make(0, timestamp: 65_500));
        Assert.Equal(64, _peer.Receive(5100).Reply);
    }

    [Fact]
    public void A_reply_that_happens_to_be_65535_counts_as_none_and_uses_the_timestamp_up()
    {
        _peer.Deliver(5000, _peer.Make(0, timestamp: 65_500));
        Assert.Equal(Timestamp.None, _peer.Receive(5035).Reply);
        Assert.Equal(Timestamp.None, _peer.Receive(5036).Reply);
    }

    [Fact]
    public void A_datagram_without_a_timestamp_leaves_the_saved_one()
    {
        _peer.Deliver(5000, _peer.Make(0, timestamp: 100));
        _peer.Deliver(5010, _peer.Make(1, timestamp: Timestamp.None));
        Assert.Equal(120, _peer.Receive(5020).Reply);
    }

    [Theory]
    [InlineData(10_000, 9_500)]
    [InlineData(500, 0)]
    [InlineData(100, 65_136)]
    public void Congestion_moves_the_reply_500_milliseconds_into_the_past(int timestamp, int expected)
    {
        _peer.Deliver(5000, _peer.Make(0, (ushort)timestamp), congestionExperienced: true);
        Assert.Equal(expected, _peer.Receive(5000).Reply);
    }

    [Fact]
    public void A_clock_that_goes_back_has_held_a_timestamp_for_no_time()
    {
        _peer.Deliver(5000, _peer.Make(0, timestamp: 100));
        Assert.Equal(100, _peer.Receive(3000).Reply);
    }

    [Theory]
    [InlineData(1000, 960, 40)]
    [InlineData(65_536 + 20, 65_500, 56)]
    [InlineData(65_535, 65_500, 36)] // shows 0 instead of 65535: one millisecond of error
    [InlineData(1000, 1000, 0)]
    [InlineData(4999, 0, 4999)]
    public void A_reply_gives_a_sample_modulo_65536(long now, int reply, int expected)
    {
        _peer.Deliver(now, _peer.Make(0, reply: (ushort)reply));
        Assert.True(_peer.Channel.RoundTrip.HasSample);
        Assert.Equal(expected, _peer.Channel.RoundTrip.Smoothed);
    }

    [Theory]
    [InlineData(5000, 0)]
    [InlineData(6000, 10)]
    [InlineData(100, 101)] // from the future: almost 65536 ms ago
    public void A_reply_that_is_5000_milliseconds_old_is_ignored(long now, int reply)
    {
        _peer.Deliver(now, _peer.Make(0, reply: (ushort)reply));
        Assert.False(_peer.Channel.RoundTrip.HasSample);
        Assert.Equal(now, _peer.Channel.LastHeard);
    }

    [Fact]
    public void No_reply_gives_no_sample()
    {
        // 65535 as a number would be a sample of 10 ms.
        _peer.Deliver(65_536 + 9, _peer.Make(0, reply: Timestamp.None));
        Assert.False(_peer.Channel.RoundTrip.HasSample);
    }

    [Fact]
    public void Two_channels_measure_the_network_and_not_how_long_the_other_holds()
    {
        using DatagramChannel server = new(RawPeer.Key, Direction.ToClient);
        byte[] datagram = new byte[100];
        byte[] buffer = new byte[DatagramSize.MaximumReceived];
        DatagramChannel client = _peer.Channel;

        // 30 ms there, 400 ms held, 50 ms back; the clocks have nothing to do with each other.
        const long ServerClock = 987_654_321;
        int length = client.Seal(70_000, [], datagram);
        server.TryOpen(ServerClock, datagram.AsSpan(0, length), false, buffer, out _);
        length = server.Seal(ServerClock + 400, [], datagram);
        client.TryOpen(70_480, datagram.AsSpan(0, length), false, buffer, out _);

        Assert.Equal(80, client.RoundTrip.Smoothed);
    }
}
