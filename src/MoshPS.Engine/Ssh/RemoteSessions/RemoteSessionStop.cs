namespace MoshPS.Engine.Ssh.RemoteSessions;

/// <summary>What became of a session that was to be stopped.</summary>
public enum RemoteSessionStop
{
    /// <summary>Its server has ended.</summary>
    Stopped,

    /// <summary>It was over before: the process is gone, or its id belongs to another one now. Nothing was signalled.</summary>
    AlreadyOver,

    /// <summary>The account may not signal the process.</summary>
    Refused,

    /// <summary>It was told to end and has not ended in time.</summary>
    StillRunning,

    /// <summary>The host does not tell when the process started, so that it could be another one by now. Nothing was signalled.</summary>
    NotIdentifiable,
}
