namespace MoshPS.Engine.Tests.Simulation;

/// <summary>A datagram under way.</summary>
/// <param name="Bytes">What arrives.</param>
/// <param name="Sender">The address it comes from, or goes to: a client's changes when it roams.</param>
/// <param name="CongestionExperienced">Whether it is marked so.</param>
/// <param name="IsCorrupt">Whether it differs from what was sent.</param>
internal sealed record SimulatedDatagram(byte[] Bytes, int Sender, bool CongestionExperienced, bool IsCorrupt);

/// <summary>One way of a simulated network.</summary>
internal sealed class SimulatedPath(Random random)
{
    private const int RememberedDatagrams = 64;

    private readonly PriorityQueue<SimulatedDatagram, (long Time, long Order)> _underWay = new();
    private readonly List<byte[]> _remembered = [];
    private long _order;

    public PathConditions Conditions { get; set; } = PathConditions.Healthy;

    /// <summary>When the next datagram arrives, by true time.</summary>
    public long NextArrival => _underWay.TryPeek(out _, out (long Time, long Order) key) ? key.Time : long.MaxValue;

    public void Send(long trueTime, ReadOnlySpan<byte> datagram, int sender)
    {
        byte[] bytes = datagram.ToArray();
        if (_remembered.Count < RememberedDatagrams)
        {
            _remembered.Add(bytes);
        }
        else
        {
            _remembered[random.Next(RememberedDatagrams)] = bytes;
        }

        if (random.NextDouble() < Conditions.Loss)
        {
            return;
        }

        Enqueue(trueTime, bytes, sender, corrupt: random.NextDouble() < Conditions.Corruption);
        if (random.NextDouble() < Conditions.Duplication)
        {
            Enqueue(trueTime, bytes, sender, corrupt: false);
        }

        if (random.NextDouble() < Conditions.Replay)
        {
            // From an attacker's address.
            Enqueue(trueTime, _remembered[random.Next(_remembered.Count)], sender: -1, corrupt: false);
        }
    }

    public SimulatedDatagram Receive() => _underWay.Dequeue();

    private void Enqueue(long trueTime, byte[] bytes, int sender, bool corrupt)
    {
        if (corrupt)
        {
            bytes = Corrupt(bytes);
        }

        long arrival = trueTime + Conditions.Delay + (Conditions.Jitter == 0 ? 0 : random.Next(Conditions.Jitter));
        bool congestion = random.NextDouble() < Conditions.Congestion;
        _underWay.Enqueue(new SimulatedDatagram(bytes, sender, congestion, corrupt), (arrival, _order++));
    }

    private byte[] Corrupt(byte[] bytes)
    {
        byte[] changed = (byte[])bytes.Clone();
        switch (random.Next(4))
        {
            case 0:
                return changed[..random.Next(changed.Length)];
            case 1:
                return [.. changed, (byte)random.Next(256)];
            default:
                int bit = random.Next(changed.Length * 8);
                changed[bit / 8] ^= (byte)(1 << (bit % 8));
                return changed;
        }
    }
}
