namespace MoshPS.Engine.Client;

/// <summary>A session's figures at one moment. Counters cover the whole session.</summary>
public sealed record MoshClientStatistics
{
    /// <summary>When the session was started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When the last authentic datagram came from the server; null before the first.</summary>
    public required DateTimeOffset? LastContact { get; init; }

    /// <summary>How long ago that was; null before the first.</summary>
    public required TimeSpan? SinceLastContact { get; init; }

    /// <summary>Smoothed round-trip time (spec 1 §3.4); null before the first sample.</summary>
    public required TimeSpan? RoundTripTime { get; init; }

    /// <summary>Mean deviation of the round-trip time; null before the first sample.</summary>
    public required TimeSpan? RoundTripVariation { get; init; }

    /// <summary>
    /// Share of the server's datagrams that never arrived, from the gaps in their sequence numbers: 0 to 1;
    /// null before the first datagram.
    /// </summary>
    public required double? LossEstimate { get; init; }

    /// <summary>Datagrams handed to the system for sending.</summary>
    public required long DatagramsSent { get; init; }

    /// <summary>Authentic datagrams received.</summary>
    public required long DatagramsReceived { get; init; }

    /// <summary>Bytes of UDP payload sent.</summary>
    public required long BytesSent { get; init; }

    /// <summary>Bytes of UDP payload received in authentic datagrams.</summary>
    public required long BytesReceived { get; init; }

    /// <summary>Datagrams dropped because they were not authentic, or oversize.</summary>
    public required long InvalidDatagrams { get; init; }

    /// <summary>Datagrams dropped because they had been received before.</summary>
    public required long ReplayedDatagrams { get; init; }

    /// <summary>Datagrams that the system refused to send; they count as lost.</summary>
    public required long SendErrors { get; init; }

    /// <summary>The system's text for the last refusal, while it still refuses; null once sending works again.</summary>
    public required string? SendError { get; init; }

    /// <summary>Number of the newest state of the user's input that has been sent.</summary>
    public required ulong LocalStateNumber { get; init; }

    /// <summary>Number of the newest state of the user's input that the server has confirmed.</summary>
    public required ulong AcknowledgedStateNumber { get; init; }

    /// <summary>Number of the newest screen state received; 0 before the first.</summary>
    public required ulong RemoteStateNumber { get; init; }

    /// <summary>How often the session has changed its local UDP port to get through again (spec 1 §4.5).</summary>
    public required int PortHops { get; init; }
}
