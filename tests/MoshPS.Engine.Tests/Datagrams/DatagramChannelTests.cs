using MoshPS.Engine.Crypto;
using MoshPS.Engine.Datagrams;

namespace MoshPS.Engine.Tests.Datagrams;

/// <summary>The receive procedure of spec 1 §3.2, and what a channel counts.</summary>
public sealed class DatagramChannelTests : IDisposable
{
    private readonly RawPeer _peer = new();

    private DatagramChannel Channel => _peer.Channel;

    public void Dispose() => _peer.Dispose();

    [Fact]
    public void Sequence_numbers_start_at_0_and_rise_by_1_with_our_direction()
    {
        for (ulong expected = 0; expected < 200; expected++)
        {
            (ulong sequence, Direction direction, _, _, byte[] fragment) = _peer.Receive(5, 1, 2, 3);
            Assert.Equal(expected, sequence);
            Assert.Equal(Direction.ToServer, direction);
            Assert.Equal([1, 2, 3], fragment);
        }
    }

    [Fact]
    public void Two_channels_understand_each_other_for_every_length_of_fragment()
    {
        using DatagramChannel server = new(RawPeer.Key, Direction.ToClient);
        Random random = new(1);
        byte[] datagram = new byte[DatagramSize.MaximumReceived];
        byte[] buffer = new byte[DatagramSize.MaximumReceived];
        for (int length = 0; length <= DatagramSize.MaximumReceived - DatagramSize.SealingOverhead; length++)
        {
            byte[] fragment = new byte[length];
            random.NextBytes(fragment);
            int sent = Channel.Seal(length, fragment, datagram);
            Assert.Equal(
                DatagramVerdict.Fresh,
                server.TryOpen(length, datagram.AsSpan(0, sent), false, buffer, out ReadOnlySpan<byte> received));
            Assert.True(fragment.AsSpan().SequenceEqual(received));
        }
    }

    [Fact]
    public void Gaps_between_sequence_numbers_are_fine()
    {
        Assert.Equal(DatagramVerdict.Fresh, _peer.Deliver(1, _peer.Make(7)));
        Assert.Equal(DatagramVerdict.Fresh, _peer.Deliver(2, _peer.Make(1_000_000)));
        Assert.Equal(DatagramVerdict.Fresh, _peer.Deliver(3, _peer.Make((1UL << 63) - 1)));
        Assert.Equal((1UL << 63) - 1, Channel.HighestSequence);
    }

    [Fact]
    public void An_overtaken_datagram_passes_its_fragment_up_and_touches_nothing_else()
    {
        _peer.Deliver(1000, _peer.Make(10, timestamp: 100, reply: 960));
        double smoothed = Channel.RoundTrip.Smoothed;

        byte[] late = _peer.Make(9, timestamp: 5555, reply: 700, fragmentLength: 17);
        byte[] buffer = new byte[DatagramSize.MaximumReceived];
        DatagramVerdict verdict = Channel.TryOpen(1200, late, true, buffer, out ReadOnlySpan<byte> fragment);

        Assert.Equal(DatagramVerdict.Stale, verdict);
        Assert.Equal(17, fragment.Length);
        Assert.Equal(1000, Channel.LastHeard);
        Assert.Equal(10UL, Channel.HighestSequence);
        Assert.Equal(smoothed, Channel.RoundTrip.Smoothed);
        Assert.Equal(100 + 300, _peer.Receive(1300).Reply);
        Assert.Equal(1, Channel.Counters.DatagramsStale);
        Assert.Equal(2, Channel.Counters.DatagramsAccepted);
    }

    [Fact]
    public void An_exact_replay_is_dropped_and_touches_nothing()
    {
        byte[] newest = _peer.Make(10, timestamp: 100, reply: 960);
        byte[] older = _peer.Make(9);
        _peer.Deliver(1000, newest);
        _peer.Deliver(1001, older);
        double smoothed = Channel.RoundTrip.Smoothed;

        byte[] buffer = new byte[DatagramSize.MaximumReceived];
        Assert.Equal(DatagramVerdict.Replayed, Channel.TryOpen(2000, newest, true, buffer, out ReadOnlySpan<byte> fragment));
        Assert.True(fragment.IsEmpty);
        Assert.Equal(DatagramVerdict.Replayed, _peer.Deliver(2000, older));

        Assert.Equal(1000, Channel.LastHeard);
        Assert.Equal(smoothed, Channel.RoundTrip.Smoothed);
        Assert.Equal(100 + 500, _peer.Receive(1500).Reply);
        Assert.Equal(2, Channel.Counters.DatagramsReplayed);
        Assert.Equal(2, Channel.Counters.DatagramsAccepted);
    }

    [Fact]
    public void Our_own_datagram_reflected_is_invalid()
    {
        byte[] datagram = new byte[100];
        int length = Channel.Seal(1, new byte[10], datagram);
        Assert.Equal(DatagramVerdict.Invalid, _peer.Deliver(1, datagram[..length]));
        Assert.Equal(DatagramVerdict.Invalid, _peer.Deliver(1, _peer.Make(Direction.ToServer, 3, new byte[20])));
        Assert.Null(Channel.LastHeard);
    }

    [Fact]
    public void An_authentic_datagram_without_room_for_timestamps_is_invalid_and_one_with_just_them_is_not()
    {
        for (int length = 0; length < DatagramSize.Timestamps; length++)
        {
            Assert.Equal(DatagramVerdict.Invalid, _peer.Deliver(1, _peer.Make(Direction.ToClient, 0, new byte[length])));
        }

        Assert.Null(Channel.HighestSequence);
        Assert.Equal(
            DatagramVerdict.Fresh,
            _peer.Deliver(1, _peer.Make(Direction.ToClient, 0, new byte[DatagramSize.Timestamps])));
    }

    [Fact]
    public void Datagrams_are_accepted_up_to_2048_bytes()
    {
        byte[] longest = _peer.Make(0, fragmentLength: 2048 - DatagramSize.SealingOverhead);
        byte[] tooLong = _peer.Make(1, fragmentLength: 2049 - DatagramSize.SealingOverhead);
        Assert.Equal(2048, longest.Length);
        Assert.Equal(DatagramVerdict.Fresh, _peer.Deliver(1, longest));
        Assert.Equal(DatagramVerdict.Invalid, _peer.Deliver(1, tooLong));
    }

    [Fact]
    public void Invalid_datagrams_of_any_kind_change_nothing_but_a_counter()
    {
        Random random = new(2);
        byte[] valid = _peer.Make(5, timestamp: 1, reply: 2, fragmentLength: 50);
        long count = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] datagram;
            switch (i % 4)
            {
                case 0:
                    datagram = new byte[random.Next(2200)];
                    random.NextBytes(datagram);
                    break;
                case 1:
                    datagram = [.. valid];
                    datagram[random.Next(valid.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    datagram = valid[..random.Next(valid.Length)];
                    break;
                default:
                    datagram = [.. valid, .. new byte[random.Next(1, 40)]];
                    break;
            }

            Assert.Equal(DatagramVerdict.Invalid, _peer.Deliver(i, datagram, random.Next(2) == 0));
            Assert.Equal(++count, Channel.Counters.DatagramsInvalid);
        }

        Assert.Null(Channel.LastHeard);
        Assert.Null(Channel.HighestSequence);
        Assert.Null(Channel.LossEstimate);
        Assert.False(Channel.RoundTrip.HasSample);
        Assert.Equal(Timestamp.None, _peer.Receive(20_000).Reply);
        Assert.Equal(DatagramVerdict.Fresh, _peer.Deliver(20_001, valid));
    }

    [Fact]
    public void Counters_count_whole_datagrams_both_ways()
    {
        _peer.Receive(1, new byte[100]);
        _peer.Receive(1, new byte[50]);
        _peer.Deliver(1, _peer.Make(0, fragmentLength: 30));
        _peer.Deliver(1, _peer.Make(2, fragmentLength: 10));
        _peer.Deliver(1, _peer.Make(1, fragmentLength: 10));

        Assert.Equal(2, Channel.Counters.DatagramsSent);
        Assert.Equal(150 + (2 * 28), Channel.Counters.BytesSent);
        Assert.Equal(3, Channel.Counters.DatagramsAccepted);
        Assert.Equal(50 + (3 * 28), Channel.Counters.BytesAccepted);
        Assert.Equal(1, Channel.Counters.DatagramsStale);
    }

    [Fact]
    public void The_loss_estimate_is_the_share_of_sequence_numbers_that_never_came()
    {
        Assert.Null(Channel.LossEstimate);
        for (ulong sequence = 0; sequence < 2000; sequence++)
        {
            if (sequence % 4 != 0)
            {
                _peer.Deliver(1, _peer.Make(sequence));
            }
        }

        Assert.Equal(0.25, Channel.LossEstimate);

        // What arrives late was not lost after all.
        _peer.Deliver(1, _peer.Make(1996));
        Assert.Equal(0.25 - (1.0 / DatagramChannel.LossSample), Channel.LossEstimate);

        // Old loss is forgotten.
        for (ulong sequence = 2000; sequence < 2000 + DatagramChannel.LossSample; sequence++)
        {
            _peer.Deliver(1, _peer.Make(sequence));
        }

        Assert.Equal(0, Channel.LossEstimate);
    }

    [Fact]
    public void Sealing_and_opening_allocate_nothing()
    {
        byte[][] incoming = [.. Enumerable.Range(0, 400).Select(i => _peer.Make((ulong)i, reply: 1))];
        byte[] fragment = new byte[100];
        byte[] datagram = new byte[200];
        byte[] buffer = new byte[DatagramSize.MaximumReceived];
        Run(0, 200);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(200, 400);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Run(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                Channel.Seal(i, fragment, datagram);
                Channel.TryOpen(i, incoming[i], false, buffer, out _);
                Channel.TryOpen(i, incoming[i], false, buffer, out _);
                Channel.TryOpen(i, fragment, false, buffer, out _);
            }
        }
    }

    [Fact]
    public void A_disposed_channel_has_no_key_any_more()
    {
        DatagramChannel channel = new(RawPeer.Key, Direction.ToServer);
        channel.Dispose();
        Assert.Throws<ObjectDisposedException>(() => channel.Seal(0, [], new byte[28]));
    }
}
