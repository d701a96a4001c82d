namespace MoshPS.Engine;

/// <summary>
/// The time of one session: milliseconds since its start, from a monotonic clock, for everything that the layers
/// below decide; and the time of day, for people.
/// </summary>
internal sealed class SessionClock
{
    private readonly TimeProvider _provider;
    private readonly long _origin;

    /// <summary>Starts at 0 milliseconds.</summary>
    public SessionClock(TimeProvider provider)
    {
        _provider = provider;
        _origin = provider.GetTimestamp();
        Started = provider.GetUtcNow();
    }

    /// <summary>When the session started.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>Milliseconds since the start.</summary>
    public long Now => _provider.GetElapsedTime(_origin).Ticks / TimeSpan.TicksPerMillisecond;

    /// <summary>The time of day, which the user or a time server may set at any moment.</summary>
    public DateTimeOffset TimeOfDay => _provider.GetUtcNow();
}
