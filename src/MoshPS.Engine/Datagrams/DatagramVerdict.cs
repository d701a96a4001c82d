namespace MoshPS.Engine.Datagrams;

/// <summary>What became of a received datagram (spec 1 §3.2).</summary>
internal enum DatagramVerdict
{
    /// <summary>Authentic and newer than all before: its source may be adopted as the peer's address.</summary>
    Fresh,

    /// <summary>
    /// Authentic, first seen, but overtaken by a newer one. Its fragment counts; nothing else about it does:
    /// neither its timestamps nor its source nor its arrival.
    /// </summary>
    Stale,

    /// <summary>Authentic but seen before, or too old to tell. Dropped.</summary>
    Replayed,

    /// <summary>Not authentic, not from the peer, too short or too long. Dropped.</summary>
    Invalid,
}
