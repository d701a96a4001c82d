namespace MoshPS.Engine.Client.Recording;

/// <summary>
/// The time of a playback, which runs like a clock's except while it stands still. Events are compared with it, and not
/// waited for one after the other, so that the time that showing takes does not add up.
/// </summary>
internal sealed class PlaybackClock(TimeProvider timeProvider)
{
    private readonly long _origin = timeProvider.GetTimestamp();
    private TimeSpan _stoodStill;
    private TimeSpan _position;

    /// <summary>Whether it stands still.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>How much has been played.</summary>
    public TimeSpan Now => IsPaused ? _position : timeProvider.GetElapsedTime(_origin) - _stoodStill;

    /// <summary>Stands still, or goes on from there.</summary>
    public void TogglePause()
    {
        if (IsPaused)
        {
            _stoodStill = timeProvider.GetElapsedTime(_origin) - _position;
            IsPaused = false;
        }
        else
        {
            _position = Now;
            IsPaused = true;
        }
    }

    /// <summary>Goes on to the given time while standing still.</summary>
    public void StepTo(TimeSpan position)
    {
        if (IsPaused && position > _position)
        {
            _position = position;
        }
    }
}
