namespace MoshPS.Engine.Tests.Simulation;

/// <summary>What a simulated network does to datagrams that go one way.</summary>
/// <param name="Delay">Milliseconds that every datagram takes.</param>
/// <param name="Jitter">Milliseconds that it may take longer, so that some overtake others.</param>
/// <param name="Loss">Probability of not arriving.</param>
/// <param name="Duplication">Probability of arriving twice.</param>
/// <param name="Corruption">Probability of arriving with changes.</param>
/// <param name="Replay">Probability that an earlier datagram arrives again along with it.</param>
/// <param name="Congestion">Probability of being marked with congestion experienced.</param>
internal sealed record PathConditions(
    int Delay, int Jitter, double Loss, double Duplication, double Corruption, double Replay, double Congestion)
{
    /// <summary>The network that everything heals to.</summary>
    public static PathConditions Healthy { get; } = new(20, 0, 0, 0, 0, 0, 0);

    /// <summary>Nothing gets through.</summary>
    public static PathConditions Blackout { get; } = new(20, 0, 1, 0, 0, 0, 0);

    public static PathConditions Draw(Random random) => new(
        random.Next(3) switch { 0 => random.Next(5), 1 => random.Next(100), _ => random.Next(700) },
        random.Next(2) == 0 ? 0 : random.Next(300),
        random.Next(3) == 0 ? 0 : random.NextDouble() * 0.6,
        random.Next(3) == 0 ? random.NextDouble() * 0.3 : 0,
        random.Next(3) == 0 ? random.NextDouble() * 0.2 : 0,
        random.Next(3) == 0 ? random.NextDouble() * 0.2 : 0,
        random.Next(6) == 0 ? random.NextDouble() * 0.5 : 0);
}
