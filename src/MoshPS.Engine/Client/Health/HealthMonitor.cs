namespace MoshPS.Engine.Client.Health;

/// <summary>Takes samples of a session's health, and keeps the latest round-trip times. Not thread-safe; the session may run on.</summary>
/// <param name="client">The session.</param>
/// <param name="historyLength">How many round-trip times to keep.</param>
public sealed class HealthMonitor(MoshClient client, int historyLength)
{
    private readonly List<TimeSpan?> _roundTrips = new(historyLength);
    private (long Time, long Sent, long Received)? _last;

    /// <summary>
    /// The round-trip times of the latest samples, oldest first; null where the server was out of contact, since what is
    /// known then is of the past.
    /// </summary>
    public IReadOnlyList<TimeSpan?> RoundTrips => _roundTrips;

    /// <summary>Takes a sample.</summary>
    public HealthSample Take()
    {
        MoshClientStatistics statistics = client.GetStatistics();
        MoshClientState state = client.State;
        long time = client.TimeProvider.GetTimestamp();
        double? seconds = _last is { } last ? client.TimeProvider.GetElapsedTime(last.Time, time).TotalSeconds : null;
        HealthSample sample = new()
        {
            Time = client.TimeProvider.GetUtcNow(),
            State = state,
            RoundTripTime = statistics.RoundTripTime,
            LossEstimate = statistics.LossEstimate,
            LastContact = statistics.LastContact,
            SinceLastContact = statistics.SinceLastContact,
            BytesSentPerSecond = Rate(statistics.BytesSent - (_last?.Sent ?? 0)),
            BytesReceivedPerSecond = Rate(statistics.BytesReceived - (_last?.Received ?? 0)),
            PredictionState = client.PredictionStatus?.State,
            PredictionHitRate = client.Predictions.HitRate,
        };
        _last = (time, statistics.BytesSent, statistics.BytesReceived);
        if (_roundTrips.Count == historyLength)
        {
            _roundTrips.RemoveAt(0);
        }

        _roundTrips.Add(state == MoshClientState.Connected ? sample.RoundTripTime : null);
        return sample;

        double? Rate(long bytes) => seconds > 0 ? bytes / seconds : null;
    }
}
