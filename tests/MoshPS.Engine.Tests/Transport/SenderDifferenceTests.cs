using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Transport;

/// <summary>What the sender sends: bases, numbers, prospective resends (spec 1 §7.3 to §7.5).</summary>
public sealed class SenderDifferenceTests
{
    private readonly SenderHarness<TextLog> _harness = new(new TextLog());

    [Fact]
    public void A_bare_ack_consumes_a_state_number()
    {
        _harness.Connect();
        _harness.RunTo(3_000);
        Assert.Equal([1ul, 2], _harness.Sent.Select(sent => sent.NewNumber));
        Assert.Equal("", _harness.Last.Diff);
    }

    [Fact]
    public void New_content_takes_the_next_number()
    {
        _harness.Connect();
        _harness.At(1_000).Live.Append("a");
        _harness.RunTo(1_100);
        Assert.Equal(2ul, _harness.Last.NewNumber);
    }

    [Fact]
    public void Repeated_content_keeps_its_number()
    {
        _harness.Connect();
        _harness.At(1_000).Live.Append("a");
        _harness.RunTo(2_000);
        Assert.True(_harness.Sent.Count > 3);
        Assert.All(_harness.Sent.Skip(1), sent => Assert.Equal((2ul, "a"), (sent.NewNumber, sent.Diff)));
    }

    [Fact]
    public void A_long_difference_is_taken_from_the_state_that_the_peer_is_assumed_to_have()
    {
        _harness.Connect();
        _harness.At(1_000).Live.Append(new string('x', 5_000));
        _harness.RunTo(1_010);
        _harness.At(1_100).Live.Append("y");
        _harness.RunTo(1_110);
        Assert.Equal((2ul, 3ul, "y"), (_harness.Last.OldNumber, _harness.Last.NewNumber, _harness.Last.Diff));
    }

    [Fact]
    public void Where_much_is_lost_a_key_after_an_unanswered_heartbeat_is_repeated_with_each_frame_interval()
    {
        _harness.Connect().RunTo(3_000);
        _harness.Timing = PathTiming.From(100, 150, loss: 0.1);
        _harness.At(4_000).Live.Append("y");
        int before = _harness.Sent.Count;
        _harness.RunTo(4_220);

        Assert.Equal([4_008L, 4_058, 4_108, 4_158, 4_208], _harness.Sent.Skip(before).Select(sent => sent.Time));
        Assert.All(_harness.Sent.Skip(before), sent => Assert.Equal((1ul, 3ul, "y"), (sent.OldNumber, sent.NewNumber, sent.Diff)));
    }

    [Fact]
    public void An_unanswered_heartbeat_does_not_make_later_states_count_as_lost()
    {
        _harness.Connect().RunTo(3_000);
        Assert.Equal(2ul, _harness.Last.NewNumber);
        _harness.At(4_000).Live.Append(new string('x', 5_000));
        _harness.RunTo(4_010);
        Assert.Equal((1ul, 3ul), (_harness.Last.OldNumber, _harness.Last.NewNumber));
        _harness.At(4_100).Live.Append("y");
        _harness.RunTo(4_110);
        Assert.Equal((3ul, 4ul, "y"), (_harness.Last.OldNumber, _harness.Last.NewNumber, _harness.Last.Diff));
        Assert.Equal(4, _harness.Sent.Count);
    }

    [Fact]
    public void A_state_older_than_RTO_and_100_no_longer_counts_as_received()
    {
        _harness.Connect();
        _harness.At(1_000).Live.Append(new string('x', 5_000));
        _harness.RunTo(1_010);
        _harness.Timing = new PathTiming(RetransmissionTimeout: 1_000, SendInterval: 50);
        _harness.At(1_800).Live.Append("y");
        _harness.RunTo(1_808);
        Assert.Equal(2ul, _harness.Last.OldNumber);
        _harness.At(2_108).Live.Append("z");
        _harness.RunTo(2_116);
        Assert.Equal((1ul, 5_002), (_harness.Last.OldNumber, _harness.Last.Diff.Length));
    }

    [Fact]
    public void A_short_difference_includes_what_was_not_acknowledged()
    {
        _harness.Connect();
        _harness.At(1_000).Live.Append("a");
        _harness.RunTo(1_010);
        _harness.At(1_100).Live.Append("b");
        _harness.RunTo(1_110);
        Assert.Equal((1ul, 3ul, "ab"), (_harness.Last.OldNumber, _harness.Last.NewNumber, _harness.Last.Diff));
    }

    [Theory]
    [InlineData(99, 900, 1ul)] // resend of 999, 99 more
    [InlineData(100, 800, 2ul)] // 100 more
    [InlineData(99, 901, 2ul)] // resend of 1000
    public void A_resend_is_preferred_below_1000_bytes_and_100_more(int unacknowledged, int fresh, ulong expectedBase)
    {
        _harness.Connect();
        _harness.At(1_000).Live.Append(new string('x', unacknowledged));
        _harness.RunTo(1_010);
        _harness.At(1_100).Live.Append(new string('y', fresh));
        _harness.RunTo(1_110);
        Assert.Equal((expectedBase, 3ul), (_harness.Last.OldNumber, _harness.Last.NewNumber));
    }

    [Fact]
    public void A_resend_that_is_no_longer_is_preferred_at_any_length()
    {
        var harness = new SenderHarness<Board>(new Board());
        harness.Connect();
        harness.At(1_000).Live.Text = new string('x', 5_000);
        harness.RunTo(1_010);
        harness.At(1_100).Live.Text = new string('y', 5_000);
        harness.RunTo(1_110);
        Assert.Equal((1ul, 3ul), (harness.Last.OldNumber, harness.Last.NewNumber));
    }

    [Fact]
    public void A_wake_up_for_an_acknowledgement_repeats_short_unacknowledged_data()
    {
        _harness.Connect();
        _harness.At(1_000).Live.Append("a");
        _harness.RunTo(1_010);
        _harness.Sender.RemoteAdvanced(_harness.Now, 5, carriedData: true);
        _harness.RunTo(1_110);
        Assert.Equal(new SentInstruction(1_110, 1, 2, 5, 1, "a"), _harness.Last);
    }

    [Fact]
    public void A_wake_up_for_an_acknowledgement_does_not_repeat_long_data()
    {
        _harness.Connect();
        _harness.At(1_000).Live.Append(new string('x', 5_000));
        _harness.RunTo(1_010);
        _harness.Sender.RemoteAdvanced(_harness.Now, 5, carriedData: true);
        _harness.RunTo(1_110);
        Assert.Equal(new SentInstruction(1_110, 2, 3, 5, 1, ""), _harness.Last);
    }

    [Fact]
    public void Content_that_went_back_to_the_acknowledged_one_is_told_without_waiting_for_a_heartbeat()
    {
        // Stock leaves its peer with the wrong content until then.
        var harness = new SenderHarness<Board>(new Board("x"));
        harness.Connect();
        harness.At(1_000).Live.Text = "y";
        harness.RunTo(1_010);
        harness.At(1_100).Live.Text = "x";
        harness.RunTo(1_200);
        Assert.Equal(new SentInstruction(1_108, 1, 3, 0, 1, ""), harness.Last);
        harness.RunTo(4_000);
        Assert.Equal(3, harness.Sent.Count);
    }

    [Fact]
    public void Throwaway_is_the_acknowledged_number()
    {
        _harness.Tick();
        _harness.At(1_000).Live.Append("a");
        _harness.RunTo(1_010);
        _harness.Sender.ProcessAcknowledgement(2);
        _harness.At(1_500).Live.Append("b");
        _harness.RunTo(1_510);
        Assert.Equal((2ul, 2ul, "b"), (_harness.Last.ThrowawayNumber, _harness.Last.OldNumber, _harness.Last.Diff));
    }

    [Fact]
    public void An_unknown_acknowledgement_is_ignored()
    {
        _harness.Tick();
        _harness.Sender.ProcessAcknowledgement(5);
        Assert.Equal(0ul, _harness.Sender.AcknowledgedNumber);
        _harness.Sender.ProcessAcknowledgement(1);
        Assert.Equal(1ul, _harness.Sender.AcknowledgedNumber);
        _harness.Sender.ProcessAcknowledgement(0);
        Assert.Equal(1ul, _harness.Sender.AcknowledgedNumber);
        _harness.Sender.ProcessAcknowledgement(Instruction.ShutdownNumber);
        Assert.Equal(1ul, _harness.Sender.AcknowledgedNumber);
    }

    [Fact]
    public void At_33_states_the_16th_from_the_newest_end_is_forgotten()
    {
        var states = new SentStates<Board>(new StateContents<Board>(), new Board(), 0);
        for (ulong number = 1; number <= 32; number++)
        {
            states.Append((long)number, number, new StateContent<Board>(new Board()) { Uses = 1 });
        }

        // 33 entries were numbered 0 to 32; the 16th from the newest end was 17.
        Assert.Equal(32, states.Count);
        Assert.Equal(Enumerable.Range(0, 33).Where(number => number != 17), Numbers());

        for (ulong number = 33; number <= 100; number++)
        {
            states.Append((long)number, number, new StateContent<Board>(new Board()) { Uses = 1 });
        }

        Assert.Equal(Enumerable.Range(0, 17).Concat(Enumerable.Range(86, 15)), Numbers());

        Assert.False(states.Acknowledge(50));
        Assert.True(states.Acknowledge(90));
        Assert.Equal(90ul, states.First.Number);

        IEnumerable<int> Numbers()
        {
            var numbers = new List<int>();
            for (int i = 0; i < states.Count; i++)
            {
                numbers.Add((int)states[i].Number);
            }

            return numbers;
        }
    }

    [Fact]
    public void An_acknowledged_prefix_is_taken_away_from_everything_that_is_held()
    {
        _harness.Tick();
        _harness.At(1_000).Live.Append("first ");
        _harness.RunTo(1_010);
        _harness.At(1_100).Live.Append("second ");
        _harness.RunTo(1_110);
        _harness.Live.Append("third");
        _harness.Sender.ProcessAcknowledgement(2);
        Assert.Equal("second third", _harness.Live.Text);
        _harness.RunTo(1_200);
        Assert.Equal((2ul, "second third"), (_harness.Last.OldNumber, _harness.Last.Diff));
        _harness.Sender.ProcessAcknowledgement(4);
        Assert.Equal("", _harness.Live.Text);
    }

    [Fact]
    public void Bare_acks_share_content_and_survive_the_prefix_being_taken_away()
    {
        _harness.Connect();
        _harness.At(1_000).Live.Append("aa");
        _harness.RunTo(1_010);
        _harness.At(1_100).Live.Append(new string('b', 2_000));
        _harness.RunTo(1_110);
        _harness.Sender.RemoteAdvanced(_harness.Now, 1, carriedData: true);
        _harness.RunTo(1_210);
        Assert.Equal("", _harness.Last.Diff);
        _harness.Sender.ProcessAcknowledgement(2);
        Assert.Equal(new string('b', 2_000), _harness.Live.Text);
        _harness.Sender.ProcessAcknowledgement(3);
        Assert.Equal("", _harness.Live.Text);
        _harness.Live.Append("c");
        _harness.RunTo(1_300);
        Assert.Equal("c", _harness.Last.Diff);
    }

    [Fact]
    public void Content_over_the_limit_is_not_sent_and_does_not_stop_heartbeats_and_acknowledgements()
    {
        _harness.Tick();
        _harness.Sender.ProcessAcknowledgement(1);
        _harness.At(1_000).Live.Append(new string('x', InstructionLimits.MaximumDiffLength + 1));
        _harness.RunTo(2_000);
        Assert.True(_harness.Sender.IsStateTooLarge);
        Assert.Single(_harness.Sent);

        _harness.Sender.RemoteAdvanced(_harness.Now, 9, carriedData: true);
        _harness.RunTo(2_100);
        Assert.Equal(new SentInstruction(2_100, 1, 1, 9, 1, ""), _harness.Last);
        _harness.RunTo(12_000);
        Assert.Equal([0L, 2_100, 5_100, 8_100, 11_100], _harness.Sent.Select(sent => sent.Time));
    }

    [Fact]
    public void Content_that_has_become_small_enough_is_sent()
    {
        var harness = new SenderHarness<Board>(new Board());
        harness.Tick();
        harness.At(1_000).Live.Text = new string('x', InstructionLimits.MaximumDiffLength + 1);
        harness.RunTo(2_000);
        Assert.True(harness.Sender.IsStateTooLarge);
        harness.Live.Text = "y";
        harness.RunTo(4_100);
        Assert.Equal("=y", harness.Last.Diff);
        Assert.False(harness.Sender.IsStateTooLarge);
    }
}
