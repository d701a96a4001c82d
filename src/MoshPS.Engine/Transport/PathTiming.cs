namespace MoshPS.Engine.Transport;

/// <summary>What the round trip time, and what is lost, say about when to send, in milliseconds.</summary>
/// <param name="RetransmissionTimeout">RTO, 50..1000 (spec 1 §3.4).</param>
/// <param name="SendInterval">The frame interval: about two frames per round trip, 20..250 (spec 1 §7.1).</param>
/// <param name="IsLossy">Whether so much is lost that small content is worth repeating before its loss is certain.</param>
internal readonly record struct PathTiming(int RetransmissionTimeout, int SendInterval, bool IsLossy = false)
{
    /// <summary>The share of datagrams lost from which a path is lossy.</summary>
    public const double LossyFrom = 0.03;

    public const int MinimumSendInterval = 20;
    public const int MaximumSendInterval = 250;

    /// <param name="smoothedRoundTrip">SRTT in milliseconds.</param>
    /// <param name="retransmissionTimeout">RTO in milliseconds.</param>
    /// <param name="loss">The share of datagrams that are lost, 0 to 1.</param>
    public static PathTiming From(double smoothedRoundTrip, int retransmissionTimeout, double loss = 0) =>
        new(
            retransmissionTimeout,
            (int)Math.Clamp(Math.Ceiling(smoothedRoundTrip / 2), MinimumSendInterval, MaximumSendInterval),
            loss >= LossyFrom);
}
