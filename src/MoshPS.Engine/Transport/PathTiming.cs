namespace MoshPS.Engine.Transport;

/// <summary>What the round trip time says about when to send, in milliseconds.</summary>
/// <param name="RetransmissionTimeout">RTO, 50..1000 (spec 1 §3.4).</param>
/// <param name="SendInterval">The frame interval: about two frames per round trip, 20..250 (spec 1 §7.1).</param>
internal readonly record struct PathTiming(int RetransmissionTimeout, int SendInterval)
{
    public const int MinimumSendInterval = 20;
    public const int MaximumSendInterval = 250;

    /// <param name="smoothedRoundTrip">SRTT in milliseconds.</param>
    /// <param name="retransmissionTimeout">RTO in milliseconds.</param>
    public static PathTiming From(double smoothedRoundTrip, int retransmissionTimeout) =>
        new(
            retransmissionTimeout,
            (int)Math.Clamp(Math.Ceiling(smoothedRoundTrip / 2), MinimumSendInterval, MaximumSendInterval));
}
