using MoshPS.Engine.Client.Health;

namespace MoshPS.Engine.Tests.Client.Health;

public sealed class SparklineTests
{
    [Fact]
    public void Each_bar_stands_for_twice_the_time_of_the_one_below() =>
        Assert.Equal("▁▁▂▃▄▅▆▇██", Draw(10, 0, 10, 20, 40, 80, 160, 320, 640, 641, 90_000));

    [Fact]
    public void Times_just_above_a_step_get_the_next_bar() => Assert.Equal("▂▃", Draw(2, 10.1, 20.1));

    [Fact]
    public void A_gap_in_the_contact_is_a_dot() => Assert.Equal("▁·▁", Draw(3, 5, null, 5));

    [Fact]
    public void The_newest_are_at_the_right_and_what_is_missing_is_blank()
    {
        Assert.Equal("  ▁█", Draw(4, 5, 1000));
        Assert.Equal("▁█", Draw(2, 50, 60, 5, 1000));
        Assert.Equal("", Draw(0, 5));
    }

    private static string Draw(int width, params double?[] milliseconds) =>
        Sparkline.Draw([.. milliseconds.Select(time => time is { } value ? TimeSpan.FromMilliseconds(value) : (TimeSpan?)null)], width);
}
