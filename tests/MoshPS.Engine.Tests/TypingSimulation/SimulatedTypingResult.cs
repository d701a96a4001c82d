namespace MoshPS.Engine.Tests.TypingSimulation;

/// <summary>When a key's effect was seen.</summary>
/// <param name="Index">Which key of the trace.</param>
/// <param name="Latency">Milliseconds after it was typed.</param>
/// <param name="IsPredicted">Whether that was before the server's screen showed it.</param>
internal readonly record struct KeyResult(int Index, int Latency, bool IsPredicted);

/// <summary>What the user saw while a trace was typed.</summary>
internal sealed class SimulatedTypingResult
{
    /// <summary>The keys that change what the user looks at, in order.</summary>
    public List<KeyResult> Keys { get; } = [];

    /// <summary>The newest keys at the time when something wrong began to be shown.</summary>
    public HashSet<int> WrongKeys { get; } = [];

    /// <summary>The newest keys at the time when the cursor was shown at a wrong place.</summary>
    public HashSet<int> WrongCursorKeys { get; } = [];

    /// <summary>How long each wrong cell was shown, in milliseconds.</summary>
    public List<int> WrongTimes { get; } = [];
}
