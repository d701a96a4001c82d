namespace MoshPS.Engine.Tests.Simulation;

/// <summary>
/// The clock of one end, which may jump. Also keeps the time that the rules are checked by: the clock's progress
/// without its steps back.
/// </summary>
internal sealed class SimulatedClock(long offset)
{
    private long _offset = offset;
    private long _latestShown = offset;

    /// <summary>Time without steps back; starts as the clock does.</summary>
    public long Elapsed { get; private set; } = offset;

    /// <summary>Reads the clock.</summary>
    public long Read(long trueTime)
    {
        long shown = trueTime + _offset;
        Elapsed += Math.Max(0, shown - _latestShown);
        _latestShown = shown;
        return shown;
    }

    /// <summary>The true time at which the clock shows a time, if it does not jump.</summary>
    public long TrueTime(long shown) => shown == long.MaxValue ? shown : shown - _offset;

    public void Jump(long milliseconds) => _offset += milliseconds;
}
