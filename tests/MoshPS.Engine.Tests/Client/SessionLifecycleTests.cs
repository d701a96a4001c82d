using MoshPS.Engine.Client;

namespace MoshPS.Engine.Tests.Client;

public sealed class SessionLifecycleTests
{
    [Fact]
    public void A_session_connects_with_the_first_server_state()
    {
        SessionLifecycle session = new(now: 1_000, connectTimeout: 15_000);
        Assert.Equal(MoshClientState.Connecting, session.State);
        Assert.Equal(16_000, session.NextDeadline);
        session.ServerStateArrived(1_200);
        Assert.Equal(MoshClientState.Connected, session.State);
        Assert.True(session.WasConnected);
    }

    [Fact]
    public void Without_a_server_state_the_session_closes_when_the_time_is_up()
    {
        SessionLifecycle session = new(now: 0, connectTimeout: 15_000);
        session.Advance(14_999);
        Assert.Equal(MoshClientState.Connecting, session.State);
        session.Advance(15_000);
        Assert.Equal(MoshClientState.Closing, session.State);
        Assert.True(session.ConnectTimedOut);
        Assert.False(session.WasConnected);
    }

    [Fact]
    public void Without_a_time_limit_the_session_goes_on_connecting()
    {
        SessionLifecycle session = new(now: 0, SessionLifecycle.Never);
        Assert.Equal(SessionLifecycle.Never, session.NextDeadline);
        session.Advance(1_000_000_000);
        Assert.Equal(MoshClientState.Connecting, session.State);
    }

    [Fact]
    public void Contact_is_late_when_the_newest_state_is_older_than_six_and_a_half_seconds()
    {
        SessionLifecycle session = new(now: 0, connectTimeout: 15_000);
        session.ServerStateArrived(100);
        session.ServerStateArrived(3_100);
        session.Advance(9_600);
        Assert.Equal(MoshClientState.Connected, session.State);
        Assert.Equal(9_601, session.NextDeadline);
        session.Advance(9_601);
        Assert.Equal(MoshClientState.OutOfContact, session.State);
        Assert.Equal(SessionLifecycle.Never, session.NextDeadline);
        session.ServerStateArrived(1_000_000);
        Assert.Equal(MoshClientState.Connected, session.State);
    }

    [Fact]
    public void A_closing_session_stays_closing_whatever_arrives()
    {
        SessionLifecycle session = new(now: 0, connectTimeout: 15_000);
        session.ServerStateArrived(100);
        session.BeginClosing();
        session.ServerStateArrived(200);
        session.Advance(100_000);
        Assert.Equal(MoshClientState.Closing, session.State);
        session.Close();
        session.BeginClosing();
        Assert.Equal(MoshClientState.Closed, session.State);
    }
}
