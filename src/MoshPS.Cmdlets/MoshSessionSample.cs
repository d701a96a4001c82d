using MoshPS.Engine.Client;
using MoshPS.Engine.Client.Health;
using MoshPS.Engine.Prediction;

namespace MoshPS;

/// <summary>How a session did at one moment, as <c>Watch-MoshSession</c> saw it.</summary>
public sealed class MoshSessionSample
{
    private readonly HealthSample _health;

    internal MoshSessionSample(MoshSession session, HealthSample health)
    {
        SessionId = session.Id;
        Name = session.Name;
        HostName = session.HostName;
        _health = health;
    }

    /// <summary>When the sample was taken, in local time.</summary>
    public DateTime Time => _health.Time.LocalDateTime;

    /// <summary>Number of the session.</summary>
    public int SessionId { get; }

    /// <summary>Name of the session.</summary>
    public string Name { get; }

    /// <summary>The host as it was asked for.</summary>
    public string HostName { get; }

    /// <summary>Where the session stood.</summary>
    public MoshClientState State => _health.State;

    /// <summary>Smoothed round-trip time; null before the first measurement.</summary>
    public TimeSpan? RoundTripTime => _health.RoundTripTime;

    /// <summary>Share of the server's latest datagrams that never arrived, 0 to 1; null before the first datagram.</summary>
    public double? LossEstimate => _health.LossEstimate;

    /// <summary>When the server was last heard, in local time; null before the first time.</summary>
    public DateTime? LastContact => _health.LastContact?.LocalDateTime;

    /// <summary>How long the server had been silent; null before it was first heard.</summary>
    public TimeSpan? SinceLastContact => _health.SinceLastContact;

    /// <summary>Bytes of UDP payload sent per second since the sample before; null in the first.</summary>
    public double? BytesSentPerSecond => _health.BytesSentPerSecond;

    /// <summary>Bytes of UDP payload received per second since the sample before; null in the first.</summary>
    public double? BytesReceivedPerSecond => _health.BytesReceivedPerSecond;

    /// <summary>What became of predicted typing; null while no console was attached.</summary>
    public PredictionState? PredictionState => _health.PredictionState;

    /// <summary>Share of the characters typed that were shown before their echo, and rightly: 0 to 1; null before the first.</summary>
    public double? PredictionHitRate => _health.PredictionHitRate;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({HostName}): {State}";
}
