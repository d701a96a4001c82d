namespace MoshPS.Engine.Client;

/// <summary>
/// Notices that the machine was asleep, or that this process was stopped: either the time of day has advanced
/// further than the monotonic clock, which stands still during sleep on Linux, or a turn comes far later than it
/// was due (spec 1 §13). Then the network is likely to be another one, and the server has stopped sending.
/// </summary>
internal struct ResumeDetector
{
    /// <summary>Less than this, in milliseconds, is a busy machine or a corrected clock.</summary>
    public const long Tolerance = 5_000;

    private long _lastNow;
    private DateTimeOffset _lastTimeOfDay;

    public ResumeDetector(long now, DateTimeOffset timeOfDay)
    {
        _lastNow = now;
        _lastTimeOfDay = timeOfDay;
    }

    /// <summary>Takes the times of a turn and tells whether the machine or the process slept before it.</summary>
    /// <param name="now">Monotonic milliseconds.</param>
    /// <param name="timeOfDay">The time of day.</param>
    /// <param name="due">When this turn was due at the latest, in monotonic milliseconds.</param>
    public bool HasResumed(long now, DateTimeOffset timeOfDay, long due)
    {
        double skipped = (timeOfDay - _lastTimeOfDay).TotalMilliseconds - (now - _lastNow);
        _lastNow = now;
        _lastTimeOfDay = timeOfDay;
        return skipped > Tolerance || (due != long.MaxValue && now - due > Tolerance);
    }
}
