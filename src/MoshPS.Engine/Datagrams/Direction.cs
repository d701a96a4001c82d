namespace MoshPS.Engine.Datagrams;

/// <summary>Which way a datagram goes: the highest bit of its nonce (spec 1 §2.2).</summary>
internal enum Direction : byte
{
    /// <summary>From the client to the server.</summary>
    ToServer = 0,

    /// <summary>From the server to the client.</summary>
    ToClient = 1,
}
