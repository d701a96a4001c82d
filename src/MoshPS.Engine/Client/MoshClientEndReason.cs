namespace MoshPS.Engine.Client;

/// <summary>Why a session is over.</summary>
public enum MoshClientEndReason
{
    /// <summary>The server ended it: the remote command finished, or the server was told to stop. A clean end.</summary>
    RemoteExit,

    /// <summary>This end asked for it and the server confirmed. A clean end.</summary>
    ShutDown,

    /// <summary>
    /// This end asked for it and the server never confirmed: its process may still be running (spec 3 §3.5).
    /// </summary>
    ShutDownUnconfirmed,

    /// <summary>The server never answered within <see cref="MoshClientOptions.ConnectTimeout"/> (spec 3 §7, D10).</summary>
    ConnectionTimedOut,

    /// <summary><see cref="MoshClient.Abort"/> was called: the server was not told.</summary>
    Aborted,

    /// <summary>The session could not go on; <see cref="MoshClientEnd.Error"/> says why.</summary>
    Failed,
}
