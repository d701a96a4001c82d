namespace MoshPS.Engine.Transport;

/// <summary>
/// Turns a clock that may step back into time that never does: a step back counts as no time passed, and time goes
/// on from there (spec 1 §13 asks only that the old time is kept until the clock has caught up, which after a step
/// of an hour would be an hour of silence). Milliseconds.
/// </summary>
internal struct SteadyTime
{
    private long _offset;
    private long _latest;

    /// <param name="clock">What the clock shows at the start.</param>
    public SteadyTime(long clock) => _latest = clock;

    /// <summary>The steady time at which the clock shows <paramref name="clock"/>.</summary>
    public long Advance(long clock)
    {
        long time = clock + _offset;
        if (time < _latest)
        {
            _offset += _latest - time;
            time = _latest;
        }

        _latest = time;
        return time;
    }

    /// <summary>What the clock shows at a steady time; <see cref="SendTimers.Never"/> stays.</summary>
    public readonly long ToClock(long time) => time == SendTimers.Never ? time : time - _offset;
}
