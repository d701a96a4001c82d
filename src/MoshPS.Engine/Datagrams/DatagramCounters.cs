namespace MoshPS.Engine.Datagrams;

/// <summary>What one end has sent and received in a session. Bytes are those of whole UDP payloads.</summary>
public sealed class DatagramCounters
{
    /// <summary>Datagrams sealed for sending.</summary>
    public long DatagramsSent { get; internal set; }

    /// <summary>Bytes sealed for sending.</summary>
    public long BytesSent { get; internal set; }

    /// <summary>Authentic datagrams that were new, overtaken ones among them.</summary>
    public long DatagramsAccepted { get; internal set; }

    /// <summary>Bytes of the accepted datagrams.</summary>
    public long BytesAccepted { get; internal set; }

    /// <summary>How many of the accepted datagrams a newer one had overtaken.</summary>
    public long DatagramsStale { get; internal set; }

    /// <summary>Datagrams dropped because they were not authentic, not from the peer, too short or too long.</summary>
    public long DatagramsInvalid { get; internal set; }

    /// <summary>Authentic datagrams dropped because they had arrived before, or were too old to tell.</summary>
    public long DatagramsReplayed { get; internal set; }
}
