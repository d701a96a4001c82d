using MoshPS.Engine.Tests.Simulation;

namespace MoshPS.Engine.Tests.TypingSimulation;

/// <summary>The network that a trace is typed over.</summary>
/// <param name="RoundTrip">Its round trip time in milliseconds.</param>
/// <param name="Loss">The share of datagrams that get lost, each way.</param>
/// <param name="Seed">Which of them.</param>
internal readonly record struct TypingLink(int RoundTrip, double Loss = 0, int Seed = 1)
{
    /// <summary>What one way of it does.</summary>
    public PathConditions Conditions => new(RoundTrip / 2, Jitter: 0, Loss, Duplication: 0, Corruption: 0, Replay: 0, Congestion: 0);
}
