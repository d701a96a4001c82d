using MoshPS.Engine.Client.Recording;

namespace MoshPS.Engine.Tests.Client.Recording;

/// <summary>The time of a playback.</summary>
public sealed class PlaybackClockTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Standing_still_takes_no_time()
    {
        PlaybackClock clock = new(_time);
        _time.Pass(3);
        clock.TogglePause();
        _time.Pass(100);
        Assert.Equal(TimeSpan.FromSeconds(3), clock.Now);
        clock.TogglePause();
        Assert.Equal(TimeSpan.FromSeconds(3), clock.Now);
        _time.Pass(2);
        Assert.Equal(TimeSpan.FromSeconds(5), clock.Now);
    }

    [Fact]
    public void Steps_are_part_of_what_was_played()
    {
        PlaybackClock clock = new(_time);
        _time.Pass(1);
        clock.StepTo(TimeSpan.FromSeconds(50));
        Assert.Equal(TimeSpan.FromSeconds(1), clock.Now);
        clock.TogglePause();
        _time.Pass(7);
        clock.StepTo(TimeSpan.FromSeconds(4));
        clock.StepTo(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(4), clock.Now);
        clock.TogglePause();
        _time.Pass(1);
        Assert.Equal(TimeSpan.FromSeconds(5), clock.Now);
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(int seconds) => _ticks += seconds * TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;
    }
}
