namespace MoshPS.Engine.Datagrams;

/// <summary>
/// Smoothed round-trip time, its variance and the retransmission time-out (spec 1 §3.4; the formulas are
/// those of RFC 6298).
/// </summary>
public sealed class RoundTripEstimator
{
    /// <summary>The shortest retransmission time-out, in milliseconds.</summary>
    public const int MinimumTimeout = 50;

    /// <summary>The longest retransmission time-out, in milliseconds.</summary>
    public const int MaximumTimeout = 1000;

    /// <summary>Samples of this length, in milliseconds, or longer say nothing about the network.</summary>
    public const int SampleLimit = 5000;

    private const double InitialSmoothed = 1000;
    private const double InitialVariance = 500;
    private const double SmoothedGain = 1.0 / 8;
    private const double VarianceGain = 1.0 / 4;

    /// <summary>Whether anything has been measured. Until then the values are initial guesses.</summary>
    public bool HasSample { get; private set; }

    /// <summary>SRTT, in milliseconds.</summary>
    public double Smoothed { get; private set; } = InitialSmoothed;

    /// <summary>RTTVAR, in milliseconds.</summary>
    public double Variance { get; private set; } = InitialVariance;

    /// <summary>RTO, in milliseconds: <c>⌈SRTT + 4·RTTVAR⌉</c>, from 50 to 1000.</summary>
    public int RetransmissionTimeout =>
        (int)Math.Clamp(Math.Ceiling(Smoothed + (4 * Variance)), MinimumTimeout, MaximumTimeout);

    /// <summary>Takes a measured round trip into account.</summary>
    /// <param name="milliseconds">Not negative; 5000 or more is ignored.</param>
    internal void AddSample(int milliseconds)
    {
        if (milliseconds is < 0 or >= SampleLimit)
        {
            return;
        }

        if (!HasSample)
        {
            HasSample = true;
            Smoothed = milliseconds;
            Variance = milliseconds / 2.0;
            return;
        }

        Variance += VarianceGain * (Math.Abs(Smoothed - milliseconds) - Variance);
        Smoothed += SmoothedGain * (milliseconds - Smoothed);
    }
}
