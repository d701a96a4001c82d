using MoshPS.Engine.Client;

namespace MoshPS.Engine.Tests.Client;

public sealed class ResumeDetectorTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Time_that_passes_on_both_clocks_is_no_sleep()
    {
        ResumeDetector detector = new(0, Noon);
        Assert.False(detector.HasResumed(3_000, Noon.AddSeconds(3), due: 3_000));
        Assert.False(detector.HasResumed(6_000, Noon.AddSeconds(6.1), due: 6_000));
    }

    [Fact]
    public void A_time_of_day_that_ran_ahead_of_the_monotonic_clock_means_sleep()
    {
        ResumeDetector detector = new(0, Noon);
        Assert.True(detector.HasResumed(2_000, Noon.AddHours(8), due: 3_000));
        Assert.False(detector.HasResumed(5_000, Noon.AddHours(8).AddSeconds(3), due: 5_000));
    }

    [Fact]
    public void A_turn_far_later_than_it_was_due_means_sleep()
    {
        ResumeDetector detector = new(0, Noon);
        Assert.True(detector.HasResumed(60_000, Noon.AddSeconds(60), due: 3_000));
    }

    [Fact]
    public void A_clock_set_back_or_a_little_forward_is_no_sleep()
    {
        ResumeDetector detector = new(0, Noon);
        Assert.False(detector.HasResumed(1_000, Noon.AddHours(-1), due: long.MaxValue));
        Assert.False(detector.HasResumed(2_000, Noon.AddHours(-1).AddSeconds(4), due: long.MaxValue));
    }
}
