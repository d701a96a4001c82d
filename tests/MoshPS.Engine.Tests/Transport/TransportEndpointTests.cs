using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Transport;

/// <summary>Two endpoints, their datagrams and their peers (spec 1 §4, §6, §8, §13).</summary>
public sealed class TransportEndpointTests : IDisposable
{
    private readonly TransportPair _pair = new();

    [Fact]
    public void A_server_sends_nothing_before_it_has_heard_a_client()
    {
        Assert.False(_pair.Server.IsPeerPresent);
        Assert.Equal(long.MaxValue, _pair.Server.NextDeadline(_pair.Now));
        _pair.Server.Local.Text = "x";
        _pair.At(10_000).Server.Tick(_pair.Now, _pair.FromServer);
        Assert.Empty(_pair.FromServer.Datagrams);
        Assert.Equal(long.MaxValue, _pair.Server.NextDeadline(_pair.Now));
    }

    [Fact]
    public void A_client_sends_at_once_and_the_server_answers_at_once()
    {
        Assert.Equal(_pair.Now, _pair.Client.NextDeadline(_pair.Now));
        _pair.Client.Local.Append("resize");
        _pair.Client.Tick(_pair.Now, _pair.FromClient);
        ReceiveResult result = _pair.At(40).Server.Receive(_pair.Now, _pair.FromClient.Take());
        Assert.True(result.IsAuthentic && result.IsFresh && result.RemoteAdvanced);
        Assert.Equal(("resize", 1ul), (_pair.Server.LatestRemote.Text, _pair.Server.LatestRemoteNumber));
        Assert.True(_pair.Server.NextDeadline(_pair.Now) <= _pair.Now);
        _pair.Server.Tick(_pair.Now, _pair.FromServer);
        Assert.True(_pair.At(80).Client.Receive(_pair.Now, _pair.FromServer.Take()).RemoteAdvanced);
        Assert.Equal(1ul, _pair.Client.AcknowledgedNumber);
        Assert.Equal(80, _pair.Client.RoundTrip.Smoothed);
        Assert.Equal(40, _pair.Client.SendInterval);
    }

    [Fact]
    public void Both_ends_converge_and_stay_idle()
    {
        _pair.Client.Local.Append("ls\r");
        _pair.RunTo(500);
        _pair.Server.Local.Text = "file";
        _pair.RunTo(2_000);
        Assert.Equal(3, _pair.Server.LatestRemote.TotalLength);
        Assert.Equal("file", _pair.Client.LatestRemote.Text);
        Assert.Equal(_pair.Client.LastSentNumber, _pair.Server.LatestRemoteNumber);

        long before = _pair.Client.DatagramCounters.DatagramsSent + _pair.Server.DatagramCounters.DatagramsSent;
        _pair.RunTo(32_000);
        long after = _pair.Client.DatagramCounters.DatagramsSent + _pair.Server.DatagramCounters.DatagramsSent;
        Assert.Equal(20, after - before);
    }

    [Fact]
    public void A_server_loses_its_peer_after_40_seconds_of_silence_and_finds_it_again()
    {
        _pair.RunTo(1_000);
        long lastHeard = _pair.Server.LastHeard!.Value;
        for (long time = 1_001; _pair.Server.IsPeerPresent; time++)
        {
            Assert.True(time < 60_000);
            _pair.At(time).Server.Tick(_pair.Now, _pair.FromServer);
        }

        Assert.InRange(_pair.Now - lastHeard, 40_001, 43_000);
        Assert.Equal(long.MaxValue, _pair.Server.NextDeadline(_pair.Now));
        int sent = _pair.FromServer.Datagrams.Count;
        _pair.At(300_000).Server.Tick(_pair.Now, _pair.FromServer);
        Assert.Equal(sent, _pair.FromServer.Datagrams.Count);

        _pair.Client.Tick(_pair.Now, _pair.FromClient);
        Assert.True(_pair.Server.Receive(_pair.Now, _pair.FromClient.Take()).IsFresh);
        Assert.True(_pair.Server.IsPeerPresent);
        _pair.Server.Tick(_pair.Now, _pair.FromServer);
        Assert.Equal(sent + 1, _pair.FromServer.Datagrams.Count);
    }

    [Fact]
    public void A_client_never_loses_its_peer()
    {
        _pair.RunTo(1_000);
        _pair.At(500_000).Client.Tick(_pair.Now, _pair.FromClient);
        Assert.True(_pair.Client.IsPeerPresent);
        Assert.Equal(_pair.Now + 3_000, _pair.Client.NextDeadline(_pair.Now));
    }

    [Fact]
    public void A_stale_datagram_is_processed_but_does_not_make_a_peer_present()
    {
        _pair.Client.Local.Append("a");
        _pair.Client.Tick(_pair.Now, _pair.FromClient);
        byte[] first = _pair.FromClient.Take();
        _pair.At(5_000).Client.Tick(_pair.Now, _pair.FromClient);
        byte[] second = _pair.FromClient.Take();
        Assert.True(_pair.Server.Receive(_pair.Now, second).IsFresh);
        for (long time = 5_001; _pair.Server.IsPeerPresent; time++)
        {
            _pair.At(time).Server.Tick(_pair.Now, _pair.FromServer);
        }

        ReceiveResult result = _pair.Server.Receive(_pair.Now, first);
        Assert.True(result.IsAuthentic);
        Assert.False(result.IsFresh);
        Assert.False(_pair.Server.IsPeerPresent);
        Assert.Equal(TransportPair.Start + 5_000, _pair.Server.LastHeard);
    }

    [Fact]
    public void A_replayed_datagram_does_nothing()
    {
        _pair.Client.Local.Append("a");
        _pair.Client.Tick(_pair.Now, _pair.FromClient);
        byte[] datagram = _pair.FromClient.Take();
        Assert.True(_pair.Server.Receive(_pair.Now, datagram).RemoteAdvanced);
        ReceiveResult again = _pair.Server.Receive(_pair.Now, datagram);
        Assert.False(again.RemoteAdvanced || again.IsFresh);
        Assert.Equal(1, _pair.Server.DatagramCounters.DatagramsReplayed);
        Assert.Equal("a", _pair.Server.LatestRemote.Text);
    }

    [Fact]
    public void Every_flipped_bit_makes_a_datagram_invalid()
    {
        _pair.Client.Local.Append("a");
        _pair.Client.Tick(_pair.Now, _pair.FromClient);
        byte[] datagram = _pair.FromClient.Take();
        for (int bit = 0; bit < datagram.Length * 8; bit++)
        {
            datagram[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(_pair.Server.Receive(_pair.Now, datagram).IsAuthentic);
            datagram[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.False(_pair.Server.IsPeerPresent);
        Assert.Null(_pair.Server.LastHeard);
        Assert.True(_pair.Server.Receive(_pair.Now, datagram).RemoteAdvanced);
    }

    [Fact]
    public void A_datagram_reflected_to_its_sender_is_invalid()
    {
        _pair.Client.Tick(_pair.Now, _pair.FromClient);
        Assert.False(_pair.Client.Receive(_pair.Now, _pair.FromClient.Take()).IsAuthentic);
    }

    [Theory]
    [InlineData(1252)]
    [InlineData(1216)]
    [InlineData(500)]
    public void No_datagram_is_longer_than_the_maximum_payload(int maximum)
    {
        var random = new Random(3);
        _pair.Client.MaximumPayload = maximum;
        _pair.Client.Local.Append(string.Create(20_000, random, static (text, random) =>
        {
            for (int i = 0; i < text.Length; i++)
            {
                text[i] = (char)random.Next(255);
            }
        }));
        _pair.Client.Tick(_pair.Now, _pair.FromClient);
        int count = _pair.FromClient.Datagrams.Count;
        Assert.InRange(count, 20_000 / maximum, (20_000 / (maximum - 38)) + 2);
        Assert.All(_pair.FromClient.Datagrams.SkipLast(1), datagram => Assert.Equal(maximum, datagram.Length));
        Assert.True(_pair.FromClient.Datagrams[^1].Length <= maximum);

        foreach (byte[] datagram in Enumerable.Reverse(_pair.FromClient.Datagrams))
        {
            _pair.Server.Receive(_pair.Now, datagram);
        }

        Assert.Equal(20_000, _pair.Server.LatestRemote.TotalLength);
    }

    [Fact]
    public void The_maximum_payload_has_limits()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _pair.Client.MaximumPayload = 255);
        Assert.Throws<ArgumentOutOfRangeException>(() => _pair.Client.MaximumPayload = 2_049);
    }

    [Fact]
    public void The_last_round_trip_is_when_the_newest_acknowledged_state_was_sent()
    {
        Assert.Null(_pair.Client.LastRoundTrip);
        _pair.RunTo(1_000);
        Assert.Equal(TransportPair.Start, _pair.Client.LastRoundTrip);
        _pair.At(2_000).Client.Local.Append("a");
        _pair.RunTo(2_500);
        Assert.Equal(TransportPair.Start + 2_001, _pair.Client.LastRoundTrip);
    }

    [Fact]
    public void A_clock_that_steps_back_costs_nothing()
    {
        _pair.RunTo(10_000);
        _pair.At(-3_600_000).Client.Local.Append("a");
        Assert.Equal(_pair.Now + 1, _pair.Client.NextDeadline(_pair.Now));
        _pair.At(-3_599_999).Client.Tick(_pair.Now, _pair.FromClient);
        Assert.NotEmpty(_pair.FromClient.Datagrams);
        Assert.InRange(_pair.Client.LastHeard!.Value, _pair.Now - 3_100, _pair.Now);
        Assert.InRange(_pair.Client.NextDeadline(_pair.Now), _pair.Now + 1, _pair.Now + 3_000);
    }

    [Fact]
    public void A_clock_that_jumps_forward_makes_everything_due()
    {
        _pair.RunTo(10_000);
        _pair.At(5_000_000).Client.Tick(_pair.Now, _pair.FromClient);
        Assert.Single(_pair.FromClient.Datagrams);
    }

    [Fact]
    public void A_demand_sends_at_once_but_not_without_a_peer()
    {
        _pair.Server.DemandSend();
        _pair.Server.Tick(_pair.Now, _pair.FromServer);
        Assert.Empty(_pair.FromServer.Datagrams);
        _pair.RunTo(1_000);
        _pair.Client.DemandSend();
        Assert.Equal(_pair.Now, _pair.Client.NextDeadline(_pair.Now));
        _pair.Client.Tick(_pair.Now, _pair.FromClient);
        Assert.Single(_pair.FromClient.Datagrams);
    }

    [Fact]
    public void A_client_that_shuts_down_and_its_server_both_end()
    {
        _pair.Client.Local.Append("exit");
        _pair.RunTo(1_000);
        _pair.Client.Local.Append("!");
        _pair.Client.BeginShutdown(_pair.Now);
        _pair.RunTo(1_200);
        Assert.True(_pair.Client.ShutdownAcknowledged && _pair.Client.IsOver);
        Assert.True(_pair.Server.PeerHasShutDown && _pair.Server.ShutdownAcknowledgementSent);
        Assert.Equal(ulong.MaxValue, _pair.Server.LatestRemoteNumber);
        Assert.Equal(5, _pair.Server.LatestRemote.TotalLength);
        _pair.RunTo(4_000);
        Assert.True(_pair.Server.IsOver);
        Assert.False(_pair.Client.ShutdownTimedOut || _pair.Server.ShutdownTimedOut);
        Assert.Equal(long.MaxValue, _pair.Client.NextDeadline(_pair.Now));
        Assert.Equal(long.MaxValue, _pair.Server.NextDeadline(_pair.Now));
    }

    [Fact]
    public void A_server_that_shuts_down_without_a_peer_waits_out_its_time()
    {
        _pair.Server.BeginShutdown(_pair.Now);
        Assert.Equal(_pair.Now + 10_000, _pair.Server.NextDeadline(_pair.Now));
        _pair.At(9_999).Server.Tick(_pair.Now, _pair.FromServer);
        Assert.False(_pair.Server.IsOver);
        _pair.At(10_000).Server.Tick(_pair.Now, _pair.FromServer);
        Assert.True(_pair.Server.IsOver && _pair.Server.ShutdownTimedOut);
    }

    [Fact]
    public void A_wrong_version_is_ignored_with_its_acknowledgement()
    {
        _pair.RunTo(100);
        ulong acknowledged = _pair.Client.AcknowledgedNumber;
        using var forger = new PeerForger(TransportRole.Server);
        _pair.Client.Local.Append("a");
        _pair.At(2_000).Client.Tick(_pair.Now, _pair.FromClient);
        _pair.Client.Tick(_pair.At(2_010).Now, _pair.FromClient);
        ReceiveResult result = _pair.Client.Receive(_pair.Now, forger.Datagram(_pair.Now, new Instruction
        {
            ProtocolVersion = 3,
            OldNumber = 0,
            NewNumber = 900,
            AcknowledgedNumber = _pair.Client.LastSentNumber,
        }));
        Assert.True(result.IsFresh && !result.RemoteAdvanced);
        Assert.Equal(acknowledged, _pair.Client.AcknowledgedNumber);
        Assert.Equal(1, _pair.Client.Counters.MalformedReceived);
    }

    [Fact]
    public void What_a_peer_sends_malformed_is_counted_and_dropped()
    {
        using var forger = new PeerForger(TransportRole.Client);
        byte[][] contents =
        [
            [], // no fragment header
            [0, 0, 0, 0, 0, 0, 0, 1, 0x80, 0], // an empty compressed stream
            [0, 0, 0, 0, 0, 0, 0, 1, 0x80, 0, 1, 2, 3], // no zlib
        ];
        foreach (byte[] content in contents)
        {
            Assert.False(_pair.Server.Receive(_pair.Now, forger.Datagram(_pair.Now, content)).RemoteAdvanced);
        }

        // Not protobuf; base unknown is no malformation; throwaway above base.
        Assert.False(_pair.Server.Receive(_pair.Now, forger.Compressed(_pair.Now, [0x0B])).RemoteAdvanced);
        Assert.False(_pair.Server.Receive(
            _pair.Now,
            forger.Datagram(_pair.Now, new Instruction { ProtocolVersion = 2, OldNumber = 5, NewNumber = 6 })).RemoteAdvanced);
        Assert.False(_pair.Server.Receive(
            _pair.Now,
            forger.Datagram(
                _pair.Now,
                new Instruction { ProtocolVersion = 2, NewNumber = 6, ThrowawayNumber = 1 })).RemoteAdvanced);
        Assert.Equal(5, _pair.Server.Counters.MalformedReceived);
        Assert.Equal(0ul, _pair.Server.LatestRemoteNumber);
    }

    public void Dispose() => _pair.Dispose();
}
