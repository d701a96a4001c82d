namespace MoshPS.Engine.Client;

/// <summary>
/// The state of a session as its user sees it, from what arrives and from the time, in milliseconds (spec 3 §3.5,
/// §4).
/// </summary>
internal sealed class SessionLifecycle
{
    /// <summary>A deadline that does not come.</summary>
    public const long Never = long.MaxValue;

    /// <summary>Contact is late when the newest server state is older than this; two heartbeats have failed then.</summary>
    public const long ContactLateAfter = 6_500;

    private readonly long _connectDeadline;
    private long _newestState;

    /// <param name="now">The time.</param>
    /// <param name="connectTimeout">How long to wait for the first server state, or <see cref="Never"/>.</param>
    public SessionLifecycle(long now, long connectTimeout) =>
        _connectDeadline = connectTimeout == Never ? Never : now + connectTimeout;

    /// <summary>Where the session stands.</summary>
    public MoshClientState State { get; private set; } = MoshClientState.Connecting;

    /// <summary>Whether a state of the server has ever arrived.</summary>
    public bool WasConnected { get; private set; }

    /// <summary>Whether the session is closing because none arrived in time.</summary>
    public bool ConnectTimedOut { get; private set; }

    /// <summary>When <see cref="Advance"/> may change something next.</summary>
    public long NextDeadline => State switch
    {
        MoshClientState.Connecting => _connectDeadline,
        MoshClientState.Connected => _newestState + ContactLateAfter + 1,
        _ => Never,
    };

    /// <summary>A new state of the server has arrived.</summary>
    public void ServerStateArrived(long now)
    {
        WasConnected = true;
        _newestState = now;
        if (State is MoshClientState.Connecting or MoshClientState.OutOfContact)
        {
            State = MoshClientState.Connected;
        }
    }

    /// <summary>Lets time pass.</summary>
    public void Advance(long now)
    {
        if (now < NextDeadline)
        {
            return;
        }

        if (State == MoshClientState.Connecting)
        {
            ConnectTimedOut = true;
            State = MoshClientState.Closing;
        }
        else
        {
            State = MoshClientState.OutOfContact;
        }
    }

    /// <summary>One end wants the session to end.</summary>
    public void BeginClosing()
    {
        if (State != MoshClientState.Closed)
        {
            State = MoshClientState.Closing;
        }
    }

    /// <summary>The session is over.</summary>
    public void Close() => State = MoshClientState.Closed;
}
