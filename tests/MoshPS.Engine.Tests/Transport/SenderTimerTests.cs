using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Transport;

/// <summary>When the sender sends (spec 1 §7.2).</summary>
public sealed class SenderTimerTests
{
    private readonly SenderHarness<TextLog> _harness = new(new TextLog());

    [Theory]
    [InlineData(1000, 250)]
    [InlineData(100, 50)]
    [InlineData(101, 51)]
    [InlineData(3, 20)]
    [InlineData(0, 20)]
    [InlineData(4_999, 250)]
    public void The_frame_interval_is_half_the_round_trip_from_20_to_250(double smoothed, int expected) =>
        Assert.Equal(expected, PathTiming.From(smoothed, 150).SendInterval);

    [Fact]
    public void The_first_tick_sends_at_once()
    {
        Assert.Equal(0, _harness.Deadline);
        Assert.Equal(new SentInstruction(0, 0, 1, 0, 0, ""), _harness.Tick());
    }

    [Fact]
    public void The_first_tick_carries_what_there_is()
    {
        _harness.Live.Append("resize");
        Assert.Equal(new SentInstruction(0, 0, 1, 0, 0, "resize"), _harness.Tick());
    }

    [Fact]
    public void An_idle_sender_sends_an_empty_state_every_three_seconds()
    {
        _harness.RunTo(10_000);
        Assert.Equal([0L, 3_000, 6_000, 9_000], _harness.Sent.Select(sent => sent.Time));
        Assert.Equal([1ul, 2, 3, 4], _harness.Sent.Select(sent => sent.NewNumber));
        Assert.All(_harness.Sent, sent => Assert.Equal("", sent.Diff));
    }

    [Fact]
    public void A_tick_before_the_deadline_sends_nothing()
    {
        _harness.Tick();
        Assert.Equal(3_000, _harness.Deadline);
        Assert.Null(_harness.At(2_999).Tick());
        Assert.NotNull(_harness.At(3_000).Tick());
    }

    [Fact]
    public void A_change_is_collected_before_it_is_sent()
    {
        _harness.Tick();
        _harness.At(1_000).Live.Append("a");
        Assert.Equal(1_008, _harness.Deadline);
        _harness.At(1_005).Live.Append("b");
        Assert.Equal(1_008, _harness.Deadline);
        Assert.Null(_harness.At(1_007).Tick());
        Assert.Equal("ab", _harness.At(1_008).Tick()?.Diff);
    }

    [Fact]
    public void A_client_collects_for_one_millisecond()
    {
        var client = new SenderHarness<TextLog>(new TextLog(), SendTimers.ClientCollectionDelay);
        client.Tick();
        client.At(1_000).Live.Append("a");
        Assert.Equal(1_001, client.Deadline);
    }

    [Fact]
    public void Changes_are_sent_no_more_often_than_the_frame_interval()
    {
        _harness.Tick();
        _harness.At(1_000).Live.Append("a");
        _harness.RunTo(1_010);
        _harness.At(1_012).Live.Append("b");
        Assert.Equal(1_058, _harness.Deadline);
    }

    [Fact]
    public void A_change_that_is_taken_back_before_it_was_sent_is_none()
    {
        var harness = new SenderHarness<Board>(new Board("x"));
        harness.Tick();
        harness.At(1_000).Live.Text = "y";
        Assert.Equal(1_008, harness.Deadline);
        harness.At(1_004).Live.Text = "x";
        Assert.Equal(3_000, harness.Deadline);
        harness.At(1_100).Live.Text = "y";
        Assert.Equal(1_108, harness.Deadline);
    }

    [Fact]
    public void An_acknowledgement_of_data_waits_for_at_most_100_milliseconds()
    {
        _harness.Tick();
        _harness.At(1_000).Sender.RemoteAdvanced(_harness.Now, 7, carriedData: true);
        Assert.Equal(1_100, _harness.Deadline);
        _harness.RunTo(2_000);
        Assert.Equal(new SentInstruction(1_100, 0, 2, 7, 0, ""), _harness.Last);
    }

    [Fact]
    public void An_acknowledgement_that_is_due_sooner_is_not_put_off()
    {
        _harness.Tick();
        _harness.At(2_950).Sender.RemoteAdvanced(_harness.Now, 7, carriedData: true);
        Assert.Equal(3_000, _harness.Deadline);
    }

    [Fact]
    public void Empty_states_of_the_peer_are_not_acknowledged_early()
    {
        _harness.Tick();
        _harness.At(1_000).Sender.RemoteAdvanced(_harness.Now, 7, carriedData: false);
        Assert.Equal(3_000, _harness.Deadline);
        _harness.RunTo(3_000);
        Assert.Equal(7ul, _harness.Last.AcknowledgedNumber);
    }

    [Fact]
    public void An_acknowledgement_rides_on_data_that_goes_anyway()
    {
        _harness.Tick();
        _harness.At(1_000).Sender.RemoteAdvanced(_harness.Now, 7, carriedData: true);
        _harness.At(1_050).Live.Append("a");
        _harness.RunTo(2_000);
        SentInstruction sent = _harness.Sent[1];
        Assert.Equal((1_058L, 7ul, "a"), (sent.Time, sent.AcknowledgedNumber, sent.Diff));

        // From there the acknowledgement is no longer owed, only the data repeated.
        Assert.All(_harness.Sent.Skip(1), later => Assert.Equal("a", later.Diff));
    }

    [Fact]
    public void Unacknowledged_data_is_repeated_when_RTO_and_100_have_passed()
    {
        _harness.Connect();
        _harness.At(1_000).Live.Append("a");
        _harness.RunTo(1_008);
        Assert.Equal(1_008 + 150 + 100, _harness.Deadline);
        _harness.RunTo(1_258);
        Assert.Equal(new SentInstruction(1_258, 1, 2, 0, 1, "a"), _harness.Last);
    }

    [Fact]
    public void Repeats_end_with_the_acknowledgement()
    {
        _harness.Tick();
        _harness.At(1_000).Live.Append("a");
        _harness.RunTo(1_008);
        _harness.At(1_100).Sender.ProcessAcknowledgement(2);
        Assert.Equal(4_008, _harness.Deadline);
    }

    [Fact]
    public void After_ten_seconds_without_a_sign_of_the_peer_data_is_repeated_every_three_seconds_only()
    {
        _harness.Tick();
        _harness.At(500).Sender.RemoteAdvanced(_harness.Now, 1, carriedData: false);
        _harness.Live.Append("a");
        _harness.RunTo(60_000);
        long[] late = [.. _harness.Sent.Select(sent => sent.Time).Where(time => time >= 10_500)];
        Assert.All(late.Zip(late.Skip(1)), pair => Assert.Equal(3_000, pair.Second - pair.First));
        Assert.Equal("a", _harness.Last.Diff);
    }

    [Fact]
    public void New_data_is_sent_at_once_even_after_long_silence()
    {
        _harness.Tick();
        _harness.RunTo(60_000);
        _harness.At(60_100).Live.Append("a");
        Assert.Equal(60_108, _harness.Deadline);
    }

    [Fact]
    public void Before_the_first_contact_data_is_repeated_for_ten_seconds()
    {
        _harness.Live.Append("resize");
        _harness.RunTo(1_000);
        Assert.Equal("resize", _harness.Last.Diff);
        Assert.True(_harness.Sent.Count > 2);
        Assert.All(_harness.Sent, sent => Assert.Equal(1ul, sent.NewNumber));
    }

    [Fact]
    public void Keys_are_repeated_from_an_old_base_every_frame_interval_and_after_sixteen_times_more_slowly()
    {
        _harness.Connect();
        _harness.At(1_000).Live.Append("a");
        _harness.RunTo(1_008);
        _harness.At(1_200).Live.Append("b");
        _harness.RunTo(1_208);
        Assert.Equal((1_208L, 1ul, 3ul), (_harness.Last.Time, _harness.Last.OldNumber, _harness.Last.NewNumber));

        // At 1258 the state with "a" no longer counts as received: the last may be repeated I after it was sent.
        _harness.At(1_258);
        Assert.Equal(1_258, _harness.Deadline);
        _harness.RunTo(10_000);
        long[] repeats = [.. _harness.Sent.Select(sent => sent.Time).Where(time => time > 1_208)];
        Assert.Equal([.. Enumerable.Range(0, 16).Select(i => 1_258L + (50 * i))], repeats[..16]);
        Assert.Equal([.. Enumerable.Range(1, 8).Select(i => 2_008L + (250 * i))], repeats[16..24]);
        Assert.Equal(4_008L + 500, repeats[24]);
    }

    [Fact]
    public void Repeats_of_what_needs_several_datagrams_back_off_quickly()
    {
        _harness.Connect();
        _harness.At(1_000).Live.Append(new string('x', 5_000));
        _harness.RunTo(10_900);
        long[] times = [.. _harness.Sent.Select(sent => sent.Time).Skip(1)];
        Assert.Equal([1_008L, 1_258, 1_508, 2_008, 3_008, 5_008, 8_008], times);
    }

    [Fact]
    public void A_demand_sends_at_once_from_the_acknowledged_state()
    {
        _harness.Connect();
        _harness.At(1_000).Live.Append(new string('x', 5_000));
        _harness.RunTo(1_020);
        _harness.Sender.DemandSend();
        Assert.Equal(1_020, _harness.Deadline);
        SentInstruction? sent = _harness.Tick();
        Assert.Equal((1ul, 2ul, 5_000), (sent!.OldNumber, sent.NewNumber, sent.Diff.Length));
        Assert.Null(_harness.At(1_021).Tick());
    }

    [Fact]
    public void Contents_that_differ_without_a_difference_to_send_do_not_wake_the_sender()
    {
        var harness = new SenderHarness<Board>(new Board("x"));
        harness.Tick();
        harness.At(1_000).Live.Untold = 1;
        harness.RunTo(1_008);
        Assert.Single(harness.Sent);
        Assert.Equal(3_000, harness.Deadline);
        harness.RunTo(2_000);
        harness.Live.Untold = 2;
        Assert.Equal(2_008, harness.Deadline);
        harness.RunTo(2_500);
        Assert.Equal(3_000, harness.Deadline);
        harness.Live.Text = "y";
        Assert.Equal(2_508, harness.Deadline);
        harness.RunTo(2_600);
        Assert.Equal("=y", harness.Last.Diff);
    }

    [Fact]
    public void Contents_without_a_difference_to_send_take_no_number_after_a_heartbeat_either()
    {
        var harness = new SenderHarness<Board>(new Board("x"));
        harness.Connect();
        harness.At(1_000).Live.Untold = 1;
        harness.RunTo(3_001);
        Assert.Equal([0L, 3_000], harness.Sent.Select(sent => sent.Time));
        Assert.Equal(6_000, harness.Deadline);
    }
}
