namespace MoshPS.UdpRelay;

/// <summary>
/// How one direction of the link treats datagrams. Immutable: change the weather with
/// <c>relay.ToServer = relay.ToServer with { LossPercent = 29 }</c>.
/// </summary>
public sealed record LinkConditions
{
    /// <summary>A link that does nothing to datagrams.</summary>
    public static LinkConditions Perfect { get; } = new();

    /// <summary>Time every datagram spends on the way, in milliseconds.</summary>
    public double DelayMilliseconds { get; init => field = NotNegative(value); }

    /// <summary>
    /// Extra delay, evenly distributed from 0 to this many milliseconds. Jitter alone keeps the order:
    /// a datagram waits for the ones before it. Ask for disorder with <see cref="ReorderPercent"/>.
    /// </summary>
    public double JitterMilliseconds { get; init => field = NotNegative(value); }

    /// <summary>Chance that a datagram is lost, 0 to 100.</summary>
    public double LossPercent { get; init => field = Percent(value); }

    /// <summary>Chance that a datagram arrives twice, 0 to 100.</summary>
    public double DuplicatePercent { get; init => field = Percent(value); }

    /// <summary>Chance that one bit of a datagram is flipped, 0 to 100.</summary>
    public double CorruptPercent { get; init => field = Percent(value); }

    /// <summary>Chance that a datagram is held back and overtaken by later ones, 0 to 100.</summary>
    public double ReorderPercent { get; init => field = Percent(value); }

    /// <summary>How long a held-back datagram is held back, in milliseconds.</summary>
    public double ReorderMilliseconds { get; init => field = NotNegative(value); } = 50;

    /// <summary>Rate of the link in bytes of UDP payload a second; 0 is unlimited.</summary>
    public double BytesPerSecond { get; init => field = NotNegative(value); }

    /// <summary>With a rate: bytes that may wait for the link; what does not fit is dropped.</summary>
    public int QueueBytes { get; init => field = (int)NotNegative(value); } = 64 * 1024;

    private static double Percent(double value) =>
        value is >= 0 and <= 100 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A percentage from 0 to 100 is needed.");

    private static double NotNegative(double value) =>
        value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A number of 0 or more is needed.");
}
