using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Transport;

/// <summary>How a session ends, at the level of instructions (spec 1 §9).</summary>
public sealed class SenderShutdownTests
{
    private const ulong Shutdown = ulong.MaxValue;

    private readonly SenderHarness<TextLog> _harness = new SenderHarness<TextLog>(new TextLog()).Connect();

    [Fact]
    public void The_last_state_is_numbered_2_to_the_64_minus_1_and_carries_what_was_not_sent()
    {
        _harness.At(1_000).Live.Append("bye");
        Begin();
        Assert.Equal(new SentInstruction(1_000, 1, Shutdown, 0, 1, "bye"), _harness.Tick());
    }

    [Fact]
    public void The_first_shutdown_instruction_keeps_the_frame_interval()
    {
        _harness.At(1_000).Live.Append("a");
        _harness.RunTo(1_010);
        Begin();
        Assert.Equal(1_058, _harness.Deadline);
    }

    [Fact]
    public void Changes_after_the_shutdown_began_are_not_sent()
    {
        _harness.At(1_000).Live.Append("bye");
        Begin();
        _harness.Live.Append(" too late");
        _harness.RunTo(2_000);
        Assert.All(_harness.Sent.Skip(1), sent => Assert.Equal("bye", sent.Diff));
    }

    [Fact]
    public void It_is_repeated_every_frame_interval_sixteen_times_and_then_more_slowly_for_ten_seconds()
    {
        _harness.At(1_000);
        Begin();
        _harness.RunTo(20_000);
        long[] times = [.. _harness.Sent.Select(sent => sent.Time).Skip(1)];
        Assert.Equal(Enumerable.Range(0, 16).Select(i => 1_000L + (50 * i)), times.Take(16));
        Assert.All(times[15..].Zip(times[16..]), pair => Assert.Equal(250, pair.Second - pair.First));
        Assert.InRange(times[^1], 10_750, 10_999);
        Assert.All(_harness.Sent.Skip(1), sent => Assert.Equal(Shutdown, sent.NewNumber));
        Assert.True(_harness.Sender.Shutdown.HasTimedOut(_harness.Now));
        Assert.True(_harness.Sender.Shutdown.IsOver(_harness.Now));
        Assert.False(_harness.Sender.Shutdown.Acknowledged);
    }

    [Fact]
    public void The_time_out_may_be_longer()
    {
        _harness.At(1_000).Sender.BeginShutdown(_harness.Now, 60_000);
        _harness.RunTo(60_900);
        Assert.False(_harness.Sender.Shutdown.IsOver(_harness.Now));
        _harness.RunTo(61_000);
        Assert.True(_harness.Sender.Shutdown.HasTimedOut(_harness.Now));
    }

    [Fact]
    public void Repeats_are_based_on_the_acknowledged_state_and_take_no_further_entries()
    {
        _harness.At(1_000).Live.Append(new string('x', 2_000));
        _harness.RunTo(1_010);
        Begin();
        _harness.RunTo(1_200);
        SentInstruction[] shutdowns = [.. _harness.Sent.Where(sent => sent.NewNumber == Shutdown)];
        Assert.Equal((2ul, ""), (shutdowns[0].OldNumber, shutdowns[0].Diff));
        Assert.All(shutdowns.Skip(1), sent => Assert.Equal((1ul, 2_000), (sent.OldNumber, sent.Diff.Length)));
        Assert.True(shutdowns.Length > 2);
        Assert.Equal(3, _harness.Sender.StateCount);
    }

    [Fact]
    public void Its_acknowledgement_ends_it()
    {
        _harness.At(1_000).Live.Append("bye");
        Begin();
        _harness.RunTo(1_100);
        _harness.Sender.ProcessAcknowledgement(Shutdown);
        Assert.True(_harness.Sender.Shutdown.Acknowledged);
        Assert.True(_harness.Sender.Shutdown.IsOver(_harness.Now));
        int sent = _harness.Sent.Count;
        _harness.RunTo(30_000);
        Assert.Equal(sent, _harness.Sent.Count);
        Assert.False(_harness.Sender.Shutdown.HasTimedOut(_harness.Now));
    }

    [Fact]
    public void An_acknowledgement_of_an_earlier_state_does_not_end_it()
    {
        _harness.At(1_000).Live.Append("a");
        _harness.RunTo(1_010);
        Begin();
        _harness.RunTo(1_100);
        _harness.Sender.ProcessAcknowledgement(2);
        Assert.False(_harness.Sender.Shutdown.IsOver(_harness.Now));
        _harness.RunTo(1_200);
        Assert.Equal((2ul, Shutdown, ""), (_harness.Last.OldNumber, _harness.Last.NewNumber, _harness.Last.Diff));
    }

    [Fact]
    public void The_peer_s_shutdown_is_answered_within_the_frame_interval()
    {
        _harness.At(1_000).Live.Append("a");
        _harness.RunTo(1_010);
        PeerShutsDown();
        Assert.Equal(1_058, _harness.Deadline);
        _harness.RunTo(1_058);
        Assert.Equal(Shutdown, _harness.Last.AcknowledgedNumber);
        Assert.True(_harness.Sender.Shutdown.AcknowledgementSent);
    }

    [Fact]
    public void The_answer_to_the_peer_s_shutdown_is_sent_once_for_each_that_arrives()
    {
        _harness.At(1_000);
        PeerShutsDown();
        _harness.RunTo(1_200);
        Assert.Equal(2, _harness.Sent.Count);

        PeerRepeatsShutdown();
        _harness.RunTo(1_400);
        Assert.Equal([0L, 1_000, 1_200], _harness.Sent.Select(sent => sent.Time));
        Assert.All(_harness.Sent.Skip(1), sent => Assert.Equal(Shutdown, sent.AcknowledgedNumber));
    }

    [Fact]
    public void The_answer_is_given_no_faster_than_the_frame_interval()
    {
        _harness.At(1_000);
        PeerShutsDown();
        for (long time = 1_001; time <= 1_300; time++)
        {
            _harness.RunTo(time);
            PeerRepeatsShutdown();
        }

        long[] times = [.. _harness.Sent.Select(sent => sent.Time).Skip(1)];
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(50, pair.Second - pair.First));
    }

    [Fact]
    public void The_responder_lingers_three_RTO_after_the_last_shutdown_that_arrived()
    {
        _harness.At(1_000);
        PeerShutsDown();
        _harness.RunTo(1_300);
        Assert.False(_harness.Sender.Shutdown.IsOver(_harness.Now));
        PeerRepeatsShutdown();
        _harness.RunTo(1_300 + 449);
        Assert.False(_harness.Sender.Shutdown.IsOver(_harness.Now));
        _harness.RunTo(1_300 + 450);
        Assert.True(_harness.Sender.Shutdown.IsOver(_harness.Now));
    }

    [Fact]
    public void The_responder_lingers_at_least_250_milliseconds()
    {
        _harness.Timing = new PathTiming(50, 20);
        _harness.At(1_000);
        PeerShutsDown();
        _harness.RunTo(1_249);
        Assert.False(_harness.Sender.Shutdown.IsOver(_harness.Now));
        _harness.RunTo(1_250);
        Assert.True(_harness.Sender.Shutdown.IsOver(_harness.Now));
    }

    [Fact]
    public void A_peer_that_never_stops_repeating_keeps_the_responder_for_ten_seconds_at_most()
    {
        _harness.At(1_000);
        PeerShutsDown();
        for (long time = 1_000; time < 11_000; time += 100)
        {
            _harness.RunTo(time);
            PeerRepeatsShutdown();
            Assert.False(_harness.Sender.Shutdown.IsOver(_harness.Now));
        }

        _harness.RunTo(11_000);
        Assert.True(_harness.Sender.Shutdown.IsOver(_harness.Now));
    }

    [Fact]
    public void Both_ends_may_start_at_once()
    {
        _harness.At(1_000);
        Begin();
        _harness.Tick();
        PeerShutsDown();
        _harness.RunTo(1_050);
        Assert.Equal((Shutdown, Shutdown), (_harness.Last.NewNumber, _harness.Last.AcknowledgedNumber));
        Assert.False(_harness.Sender.Shutdown.IsOver(_harness.Now));
        _harness.Sender.ProcessAcknowledgement(Shutdown);
        Assert.True(_harness.Sender.Shutdown.IsOver(_harness.Now));
    }

    [Fact]
    public void What_arrives_after_the_end_does_not_bring_the_session_back()
    {
        _harness.At(1_000);
        PeerShutsDown();
        _harness.RunTo(2_000);
        Assert.True(_harness.Sender.Shutdown.IsOver(_harness.Now));
        int sent = _harness.Sent.Count;
        PeerRepeatsShutdown();
        Assert.True(_harness.Sender.Shutdown.IsOver(_harness.Now));
        _harness.RunTo(3_000);
        Assert.Equal(sent, _harness.Sent.Count);
    }

    [Fact]
    public void The_deadline_of_the_exchange_is_when_it_ends_by_time()
    {
        ShutdownExchange exchange = _harness.Sender.Shutdown;
        Assert.Equal(SendTimers.Never, exchange.Deadline(_harness.Now));
        _harness.At(1_000);
        Begin();
        Assert.Equal(_harness.Now + 10_000, exchange.Deadline(_harness.Now));
        _harness.Sender.RemoteAdvanced(_harness.Now, Shutdown, carriedData: false);
        exchange.PeerShutdownReceived(_harness.Now, _harness.Timing);
        exchange.Sent(isShutdown: true);
        Assert.Equal(_harness.Now + 450, exchange.Deadline(_harness.Now));
        Assert.Equal(SendTimers.Never, exchange.Deadline(_harness.Now + 450));
    }

    [Fact]
    public void Final_content_over_the_limit_is_given_up_and_the_session_still_ends()
    {
        _harness.At(1_000).Live.Append("a");
        _harness.RunTo(1_010);
        _harness.Live.Append(new string('x', InstructionLimits.MaximumDiffLength + 1));
        Begin();
        _harness.RunTo(1_200);
        SentInstruction[] shutdowns = [.. _harness.Sent.Where(sent => sent.NewNumber == Shutdown)];
        Assert.Equal((2ul, ""), (shutdowns[0].OldNumber, shutdowns[0].Diff));
        Assert.Equal((1ul, "a"), (shutdowns[1].OldNumber, shutdowns[1].Diff));
    }

    private void Begin() => _harness.Sender.BeginShutdown(_harness.Now, ShutdownExchange.DefaultTimeout);

    private void PeerShutsDown()
    {
        _harness.Sender.RemoteAdvanced(_harness.Now, Shutdown, carriedData: false);
        PeerRepeatsShutdown();
    }

    private void PeerRepeatsShutdown() =>
        _harness.Sender.Shutdown.PeerShutdownReceived(_harness.Now, _harness.Timing);
}
