using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Transport;

public sealed class SteadyTimeTests
{
    [Fact]
    public void A_clock_that_goes_forward_is_followed()
    {
        var time = new SteadyTime(100);
        Assert.Equal(100, time.Advance(100));
        Assert.Equal(5_000, time.Advance(5_000));
        Assert.Equal(6_000, time.ToClock(6_000));
    }

    [Fact]
    public void A_step_back_counts_as_no_time_and_time_goes_on_from_there()
    {
        var time = new SteadyTime(0);
        time.Advance(10_000);
        Assert.Equal(10_000, time.Advance(4_000));
        Assert.Equal(10_100, time.Advance(4_100));
        Assert.Equal(4_200, time.ToClock(10_200));
        Assert.Equal(10_100, time.Advance(-50_000));
        Assert.Equal(10_101, time.Advance(-49_999));
    }

    [Fact]
    public void Never_stays_never()
    {
        var time = new SteadyTime(1_000);
        time.Advance(0);
        Assert.Equal(SendTimers.Never, time.ToClock(SendTimers.Never));
    }
}
