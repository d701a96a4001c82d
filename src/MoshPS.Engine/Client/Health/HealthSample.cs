using MoshPS.Engine.Prediction;

namespace MoshPS.Engine.Client.Health;

/// <summary>How a session does at one moment.</summary>
public sealed record HealthSample
{
    /// <summary>When the sample was taken.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Where the session stands.</summary>
    public required MoshClientState State { get; init; }

    /// <summary>Smoothed round-trip time; null before the first measurement.</summary>
    public TimeSpan? RoundTripTime { get; init; }

    /// <summary>Share of the server's latest datagrams that never arrived, 0 to 1; null before the first datagram.</summary>
    public double? LossEstimate { get; init; }

    /// <summary>When the server was last heard; null before the first time.</summary>
    public DateTimeOffset? LastContact { get; init; }

    /// <summary>How long ago that was; null before the first time.</summary>
    public TimeSpan? SinceLastContact { get; init; }

    /// <summary>Bytes of UDP payload sent per second since the sample before; null in the first sample.</summary>
    public double? BytesSentPerSecond { get; init; }

    /// <summary>Bytes of UDP payload received per second since the sample before; null in the first sample.</summary>
    public double? BytesReceivedPerSecond { get; init; }

    /// <summary>What becomes of predicted typing; null while no console is attached.</summary>
    public PredictionState? PredictionState { get; init; }

    /// <summary>Share of the characters typed that were shown before their echo, and rightly: 0 to 1; null before the first.</summary>
    public double? PredictionHitRate { get; init; }
}
