namespace MoshPS.Engine.Client;

/// <summary>Where a session stands. It moves forward only, except between the two middle states.</summary>
public enum MoshClientState
{
    /// <summary>Nothing has been received from the server yet.</summary>
    Connecting,

    /// <summary>The server has been heard within the last 6.5 seconds (its heartbeat comes every 3).</summary>
    Connected,

    /// <summary>
    /// The server has been silent for more than 6.5 seconds (spec 3 §4). The session is alive and goes on by
    /// itself as soon as datagrams pass again, be it in days.
    /// </summary>
    OutOfContact,

    /// <summary>One end has asked for the end of the session, and the other has not confirmed it yet.</summary>
    Closing,

    /// <summary>The session is over; <see cref="MoshClient.Completion"/> says how it ended.</summary>
    Closed,
}
