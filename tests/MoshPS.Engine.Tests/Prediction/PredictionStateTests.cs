using MoshPS.Engine.Prediction;

namespace MoshPS.Engine.Tests.Prediction;

/// <summary>What is told about predictions while they go on.</summary>
public sealed class PredictionStateTests
{
    [Theory]
    [InlineData(PredictionMode.Never, 250, PredictionState.Off)]
    [InlineData(PredictionMode.Adaptive, 20, PredictionState.Waiting)]
    [InlineData(PredictionMode.Adaptive, 50, PredictionState.Shown)]
    [InlineData(PredictionMode.Adaptive, 100, PredictionState.Underlined)]
    [InlineData(PredictionMode.Always, 20, PredictionState.Shown)]
    [InlineData(PredictionMode.Always, 100, PredictionState.Underlined)]
    [InlineData(PredictionMode.Experimental, 20, PredictionState.Shown)]
    public void The_state_follows_from_mode_and_link(PredictionMode mode, int sendInterval, PredictionState expected) =>
        Assert.Equal(expected, new PredictionScript(new PredictionOptions { Mode = mode }, sendInterval: sendInterval).AtPrompt().Engine.State);

    [Fact]
    public void A_late_answer_has_predictions_shown_on_a_quick_link()
    {
        PredictionScript script = new PredictionScript(new PredictionOptions(), sendInterval: 20).AtPrompt().Keys("x");
        Assert.Equal(PredictionState.Waiting, script.Engine.State);
        Assert.Equal(PredictionState.Shown, script.Wait(300).Engine.State);
    }

    [Fact]
    public void The_hit_rate_counts_what_was_shown_and_not_withdrawn()
    {
        PredictionScript script = new();
        Assert.Null(script.Counters.HitRate);
        script.HostPrints("$ ").Keys("a").HostEchoes("a");
        Assert.Equal(0, script.Counters.HitRate);
        script.Keys("b").HostEchoes("b").Keys("c").HostEchoes("c");
        Assert.Equal(2.0 / 3, script.Counters.HitRate);
        script.Keys("d").HostEchoes("!");
        Assert.Equal((4, 3, 1), (script.Counters.Typed, script.Counters.Shown, script.Counters.Wrong));
        Assert.Equal(0.5, script.Counters.HitRate);
    }
}
