namespace MoshPS.UdpRelay;

/// <summary>One of the two ways through the relay.</summary>
public enum LinkDirection
{
    /// <summary>From the client to the server ("up" in control lines).</summary>
    ToServer,

    /// <summary>From the server to the client ("down" in control lines).</summary>
    ToClient,
}
