using MoshPS.Engine.Datagrams;

namespace MoshPS.Engine.Tests.Datagrams;

/// <summary>Spec 1 §3.4.</summary>
public sealed class RoundTripEstimatorTests
{
    private readonly RoundTripEstimator _estimator = new();

    [Fact]
    public void Before_the_first_sample_a_second_is_assumed()
    {
        Assert.False(_estimator.HasSample);
        Assert.Equal(1000, _estimator.Smoothed);
        Assert.Equal(500, _estimator.Variance);
        Assert.Equal(1000, _estimator.RetransmissionTimeout);
    }

    [Fact]
    public void The_first_sample_replaces_the_guess()
    {
        _estimator.AddSample(100);
        Assert.True(_estimator.HasSample);
        Assert.Equal(100, _estimator.Smoothed);
        Assert.Equal(50, _estimator.Variance);
        Assert.Equal(300, _estimator.RetransmissionTimeout);
    }

    [Fact]
    public void Later_samples_are_smoothed_and_the_variance_takes_the_old_mean()
    {
        _estimator.AddSample(100);
        _estimator.AddSample(180);
        Assert.Equal((0.75 * 50) + (0.25 * 80), _estimator.Variance, 1e-9);
        Assert.Equal((0.875 * 100) + (0.125 * 180), _estimator.Smoothed, 1e-9);

        // 110 + 4 · 57.5
        Assert.Equal(340, _estimator.RetransmissionTimeout);
    }

    [Fact]
    public void The_timeout_is_rounded_up()
    {
        _estimator.AddSample(100);
        _estimator.AddSample(101);

        // 100.125 + 4 · 37.75 = 251.125
        Assert.Equal(252, _estimator.RetransmissionTimeout);
    }

    [Fact]
    public void The_timeout_is_at_least_50_and_at_most_1000_milliseconds()
    {
        _estimator.AddSample(0);
        Assert.Equal(50, _estimator.RetransmissionTimeout);
        for (int i = 0; i < 50; i++)
        {
            _estimator.AddSample(4999);
        }

        Assert.Equal(1000, _estimator.RetransmissionTimeout);
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(65_535)]
    [InlineData(-1)]
    public void Impossible_samples_are_ignored(int sample)
    {
        _estimator.AddSample(sample);
        Assert.False(_estimator.HasSample);
        _estimator.AddSample(100);
        _estimator.AddSample(sample);
        Assert.Equal(100, _estimator.Smoothed);
        Assert.Equal(50, _estimator.Variance);
    }
}
