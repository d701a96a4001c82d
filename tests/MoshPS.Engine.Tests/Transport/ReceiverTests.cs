using System.Text;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Transport;

/// <summary>What the receiver accepts (spec 1 §8).</summary>
public sealed class ReceiverTests
{
    private readonly TransportReceiver<TextLog> _receiver = new(new TextLog());

    [Fact]
    public void A_difference_to_a_known_state_makes_a_new_latest_one()
    {
        Assert.Equal(InstructionOutcome.Advanced, Receive(0, 1, "a"));
        Assert.Equal(InstructionOutcome.Advanced, Receive(1, 2, "b"));
        Assert.Equal((2ul, "ab", 3), (_receiver.LatestNumber, _receiver.Latest.Text, _receiver.StateCount));
    }

    [Fact]
    public void Numbers_may_be_skipped()
    {
        Assert.Equal(InstructionOutcome.Advanced, Receive(0, 7, "a"));
        Assert.Equal(7ul, _receiver.LatestNumber);
    }

    [Fact]
    public void An_empty_difference_makes_a_state_equal_to_its_base()
    {
        Receive(0, 1, "a");
        Assert.Equal(InstructionOutcome.Advanced, Receive(1, 2, ""));
        Assert.Equal("a", _receiver.Latest.Text);
        Assert.Equal(InstructionOutcome.Advanced, Receive(2, 3, "b"));
        Assert.Equal(InstructionOutcome.Advanced, Receive(1, 4, "c"));
        Assert.Equal("ac", _receiver.Latest.Text);
    }

    [Fact]
    public void A_state_that_is_here_already_is_ignored()
    {
        Receive(0, 1, "a");
        Assert.Equal(InstructionOutcome.Known, Receive(0, 1, "a"));
        Assert.Equal(InstructionOutcome.Known, Receive(0, 1, "other"));
        Assert.Equal("a", _receiver.Latest.Text);
    }

    [Fact]
    public void A_difference_to_an_unknown_state_is_ignored()
    {
        Assert.Equal(InstructionOutcome.UnknownBase, Receive(1, 2, "a"));
        Assert.Equal((0ul, ""), (_receiver.LatestNumber, _receiver.Latest.Text));
    }

    [Fact]
    public void States_below_throwaway_are_forgotten()
    {
        Receive(0, 1, "a");
        Receive(1, 2, "b");
        Receive(2, 3, "c", throwaway: 2);
        Assert.Equal(2, _receiver.StateCount);
        Assert.Equal(InstructionOutcome.UnknownBase, Receive(1, 4, "x"));
        Assert.Equal(InstructionOutcome.Advanced, Receive(2, 4, "y"));
    }

    [Fact]
    public void Throwaway_takes_the_prefix_away_from_what_grows_only()
    {
        Receive(0, 1, "a");
        Receive(1, 2, "b");
        Receive(2, 3, "");
        Receive(2, 4, "c", throwaway: 2);
        Assert.Equal("c", _receiver.Latest.Text);
        Assert.Equal(3, _receiver.Latest.TotalLength);
        Receive(3, 5, "cd", throwaway: 3);
        Assert.Equal("cd", _receiver.Latest.Text);
        Receive(4, 6, "de", throwaway: 4);
        Assert.Equal("de", _receiver.Latest.Text);
        Assert.Equal(5, _receiver.Latest.TotalLength);
    }

    [Fact]
    public void Content_that_several_numbers_share_loses_its_prefix_once()
    {
        Receive(0, 1, "a");
        Receive(1, 2, "a");
        Receive(2, 4, "");
        Receive(1, 3, "aa");
        Receive(4, 5, "", throwaway: 1);
        Assert.Equal("a", _receiver.Latest.Text);
        Receive(3, 6, "b");
        Assert.Equal("aab", _receiver.Latest.Text);
    }

    [Fact]
    public void Throwaway_above_the_base_is_malformed_and_does_nothing()
    {
        Receive(0, 1, "a");
        Receive(1, 2, "b");
        Assert.Equal(InstructionOutcome.Malformed, Receive(1, 3, "c", throwaway: 2));
        Assert.Equal(3, _receiver.StateCount);
    }

    [Fact]
    public void A_result_numbered_below_its_base_is_malformed()
    {
        Receive(0, 5, "a");
        Assert.Equal(InstructionOutcome.Malformed, Receive(5, 3, "b"));
    }

    [Fact]
    public void A_malformed_difference_leaves_no_trace()
    {
        Assert.Equal(InstructionOutcome.Malformed, Receive(0, 1, "a\u00FFb"));
        Assert.Equal((0ul, "", 1), (_receiver.LatestNumber, _receiver.Latest.Text, _receiver.StateCount));
        Assert.Equal(InstructionOutcome.Advanced, Receive(0, 1, "ab"));
        Assert.Equal("ab", _receiver.Latest.Text);
    }

    [Fact]
    public void An_overtaken_state_is_inserted_but_is_not_the_latest()
    {
        Receive(0, 3, "abc");
        Assert.Equal(InstructionOutcome.Overtaken, Receive(0, 2, "ab"));
        Assert.Equal((3ul, "abc"), (_receiver.LatestNumber, _receiver.Latest.Text));
        Assert.Equal(InstructionOutcome.Advanced, Receive(2, 4, "d"));
        Assert.Equal("abd", _receiver.Latest.Text);
    }

    [Fact]
    public void Beyond_1024_states_one_is_accepted_every_15_seconds()
    {
        for (ulong number = 1; number <= 1_024; number++)
        {
            Assert.Equal(InstructionOutcome.Advanced, Receive(number - 1, number, "a"));
        }

        Assert.Equal(InstructionOutcome.Advanced, Receive(1_024, 1_025, "b", now: 50_000));
        Assert.Equal(InstructionOutcome.Quenched, Receive(1_024, 1_026, "bc", now: 50_001));
        Assert.Equal(InstructionOutcome.Quenched, Receive(1_024, 1_027, "bcd", now: 64_999));
        Assert.Equal(InstructionOutcome.Advanced, Receive(1_024, 1_028, "bcde", now: 65_000));
        Assert.Equal(InstructionOutcome.Quenched, Receive(1_024, 1_029, "bcdef", now: 65_000));
        Assert.EndsWith("abcde", _receiver.Latest.Text, StringComparison.Ordinal);

        // The peer may have acknowledgements meanwhile.
        Assert.Equal(InstructionOutcome.Advanced, Receive(1_025, 1_030, "cdefg", throwaway: 1_025, now: 65_001));
        Assert.Equal(3, _receiver.StateCount);
    }

    [Fact]
    public void The_end_of_the_session_is_accepted_however_many_states_there_are()
    {
        for (ulong number = 1; number <= 1_025; number++)
        {
            Receive(0, number, "a");
        }

        Assert.Equal(InstructionOutcome.Quenched, Receive(0, 2_000, "b"));
        Assert.Equal(InstructionOutcome.Advanced, Receive(0, Instruction.ShutdownNumber, "b"));
    }

    [Fact]
    public void States_are_never_more_than_2048_and_the_oldest_and_newest_stay_usable()
    {
        const ulong Count = 4_000;
        for (ulong number = 1; number <= Count; number++)
        {
            Assert.Equal(InstructionOutcome.Advanced, Receive(0, number, "a", now: (long)number * 15_000));
            Assert.True(_receiver.StateCount <= TransportReceiver<TextLog>.MaximumCount);
        }

        ulong next = Count;
        for (ulong number = 0; number <= 33; number++)
        {
            Assert.Equal(InstructionOutcome.Advanced, Receive(number, ++next, "x", now: (long)next * 15_000));
            Assert.Equal(InstructionOutcome.Advanced, Receive(next - 33, ++next, "x", now: (long)next * 15_000));
        }
    }

    private InstructionOutcome Receive(
        ulong oldNumber, ulong newNumber, string diff, ulong throwaway = 0, long now = 0) =>
        _receiver.Process(now, new Instruction
        {
            ProtocolVersion = Instruction.CurrentProtocolVersion,
            OldNumber = oldNumber,
            NewNumber = newNumber,
            ThrowawayNumber = throwaway,
            Diff = Encoding.Latin1.GetBytes(diff),
        });
}
