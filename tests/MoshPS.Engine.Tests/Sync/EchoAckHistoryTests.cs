using MoshPS.Engine.Sync;

namespace MoshPS.Engine.Tests.Sync;

/// <summary>When input counts as echoed (spec 1 §10.2).</summary>
public sealed class EchoAckHistoryTests
{
    [Fact]
    public void Input_is_acknowledged_after_50_milliseconds_and_not_before()
    {
        ScreenState state = new(80, 24);
        Assert.Null(state.NextEchoAckDeadline);
        state.RecordInput(3, 1000);
        Assert.Equal(1050, state.NextEchoAckDeadline);
        Assert.False(state.UpdateEchoAck(1049));
        Assert.Equal(0UL, state.EchoAck);
        Assert.True(state.UpdateEchoAck(1050));
        Assert.Equal(3UL, state.EchoAck);
        Assert.Null(state.NextEchoAckDeadline);
        Assert.False(state.UpdateEchoAck(2000));
    }

    [Fact]
    public void The_newest_of_the_states_that_are_due_counts()
    {
        ScreenState state = new(80, 24);
        state.RecordInput(1, 1000);
        state.RecordInput(2, 1010);
        state.RecordInput(5, 1040);
        Assert.True(state.UpdateEchoAck(1070));
        Assert.Equal(2UL, state.EchoAck);
        Assert.Equal(1090, state.NextEchoAckDeadline);
        Assert.True(state.UpdateEchoAck(1090));
        Assert.Equal(5UL, state.EchoAck);
    }

    [Fact]
    public void The_echo_ack_does_not_go_back()
    {
        ScreenState state = new(80, 24);
        state.RecordInput(ulong.MaxValue, 0);
        state.RecordInput(4, 0);
        Assert.True(state.UpdateEchoAck(50));
        Assert.Equal(4UL, state.EchoAck);
        state.RecordInput(3, 100);
        Assert.False(state.UpdateEchoAck(150));
        Assert.Equal(4UL, state.EchoAck);
    }

    [Fact]
    public void More_states_than_are_remembered_are_acknowledged_together_and_late_but_never_early()
    {
        EchoAckHistory history = new();
        const int Total = EchoAckHistory.Capacity + 100;
        for (int i = 1; i <= Total; i++)
        {
            history.Record((ulong)i, i);
        }

        Assert.Equal(EchoAckHistory.Capacity, history.Count);
        ulong last = 0;
        for (long now = 0; now <= Total + EchoAckHistory.EchoDelay; now++)
        {
            if (history.TryTakeDue(now, out ulong number))
            {
                Assert.True(number > last);
                Assert.True((long)number <= now - EchoAckHistory.EchoDelay);
                last = number;
            }
        }

        Assert.Equal((ulong)Total, last);
        Assert.Null(history.NextDeadline);
    }
}
