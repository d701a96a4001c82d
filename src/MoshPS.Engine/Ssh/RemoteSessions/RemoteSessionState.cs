namespace MoshPS.Engine.Ssh.RemoteSessions;

/// <summary>Whether a session on a host has a client, as far as the host can tell.</summary>
public enum RemoteSessionState
{
    /// <summary>The host keeps no login records of its sessions, and the server is busy: with a client, or with output that nobody sees.</summary>
    Unknown,

    /// <summary>No client has come yet; the server gives up after a minute.</summary>
    Waiting,

    /// <summary>A client was heard lately.</summary>
    Attached,

    /// <summary>There was a client, and it has been silent for some time: asleep, out of reach, or gone for ever.</summary>
    Detached,
}
