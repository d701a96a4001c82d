namespace MoshPS.Engine.Client.Recording;

/// <summary>How quickly a recording is shown.</summary>
/// <param name="Speed">1 is as it was; 2 is twice as quick. From <see cref="Slowest"/> to <see cref="Fastest"/>.</param>
/// <param name="IdleLimit">Pauses, at the recorded speed, are cut to this; null leaves it to the recording.</param>
public readonly record struct PlaybackPace(double Speed, TimeSpan? IdleLimit)
{
    /// <summary>The lowest speed.</summary>
    public const double Slowest = 0.1;

    /// <summary>The highest speed.</summary>
    public const double Fastest = 1_000;

    /// <summary>How long to wait before an event, given the one before.</summary>
    public TimeSpan PauseBetween(TimeSpan last, TimeSpan next)
    {
        TimeSpan pause = next > last ? next - last : TimeSpan.Zero;
        if (IdleLimit is { } limit && pause > limit)
        {
            pause = limit;
        }

        return pause / Speed;
    }
}
