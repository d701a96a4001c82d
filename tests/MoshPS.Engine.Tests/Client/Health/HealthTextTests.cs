using MoshPS.Engine.Client.Health;
using MoshPS.Engine.Prediction;

namespace MoshPS.Engine.Tests.Client.Health;

public sealed class HealthTextTests
{
    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(23.4, "23 ms")]
    [InlineData(999.4, "999 ms")]
    [InlineData(999.9, "1.00 s")]
    [InlineData(9994, "9.99 s")]
    [InlineData(9996, "10 s")]
    [InlineData(123_456, "123 s")]
    public void A_round_trip_time_takes_six_letters_at_most(double milliseconds, string text) =>
        Assert.Equal(text, HealthText.RoundTrip(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(59.9, "59 s")]
    [InlineData(60, "1:00")]
    [InlineData(3599, "59:59")]
    [InlineData(5400, "1:30 h")]
    [InlineData(36_000, "10 h")]
    [InlineData(360_000, "100 h")]
    public void A_span_is_in_whole_units(double seconds, string text) =>
        Assert.Equal(text, HealthText.Span(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0 B/s")]
    [InlineData(999.4, "999 B/s")]
    [InlineData(999.6, "1.0 kB/s")]
    [InlineData(99_949, "99.9 kB/s")]
    [InlineData(99_951, "100 kB/s")]
    [InlineData(2_340_000, "2.3 MB/s")]
    public void A_rate_has_the_unit_that_suits_it(double bytes, string text) => Assert.Equal(text, HealthText.Rate(bytes));

    [Theory]
    [InlineData(PredictionState.Underlined, 1.0, "Underlined 100%")]
    [InlineData(PredictionState.Waiting, null, "Waiting")]
    [InlineData(null, 0.84, "84%")]
    [InlineData(null, null, "")]
    public void Predictions_are_told_by_state_and_share(PredictionState? state, double? hitRate, string text) =>
        Assert.Equal(text, HealthText.Prediction(state, hitRate));

    [Fact]
    public void What_is_not_known_is_empty() =>
        Assert.Equal("", HealthText.RoundTrip(null) + HealthText.Share(null) + HealthText.Span(null) + HealthText.Rate(null));
}
