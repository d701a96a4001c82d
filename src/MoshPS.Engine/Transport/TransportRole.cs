namespace MoshPS.Engine.Transport;

/// <summary>Which end of a session this is.</summary>
public enum TransportRole
{
    /// <summary>Sends first; never without a peer.</summary>
    Client,

    /// <summary>Sends once a peer was heard, and not after 40 seconds of silence.</summary>
    Server,
}
