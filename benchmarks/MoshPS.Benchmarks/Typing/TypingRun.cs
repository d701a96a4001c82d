using MoshPS.Engine.Terminal;

namespace MoshPS.Benchmarks.Typing;

/// <summary>
/// What happened while a trace was typed. It is judged when all typing is over, so as not to disturb any. Times are those
/// of <see cref="System.Diagnostics.Stopwatch"/>.
/// </summary>
internal sealed record TypingRun
{
    /// <summary>What a file with the details would be called.</summary>
    public required string Name { get; init; }

    /// <summary>What was typed.</summary>
    public required TypingTrace Trace { get; init; }

    /// <summary>When each key was typed: perhaps not all.</summary>
    public required long[] Typed { get; init; }

    /// <summary>What the terminal was sent, and when.</summary>
    public required (long Time, byte[] Bytes)[] Output { get; init; }

    /// <summary>The screens that the server sent, and when; empty where nobody predicts, or nobody read along.</summary>
    public (long Time, ShownScreen Screen)[] ServerScreens { get; init; } = [];

    /// <summary>The round-trip time of the network.</summary>
    public TimeSpan RoundTrip { get; init; }

    /// <summary>When looking at the terminal ended.</summary>
    public required long End { get; init; }

    /// <summary>How often the typist waited in vain for a screen.</summary>
    public required int LookedInVain { get; init; }

    /// <summary>What the terminal showed, and since when.</summary>
    public IEnumerable<(long Time, ShownScreen Screen)> Replay()
    {
        Emulator emulator = new(Trace.Columns, Trace.Rows);
        foreach ((long time, byte[] bytes) in Output)
        {
            emulator.Write(bytes);
            yield return (time, ShownScreen.Of(emulator.Screen));
        }
    }
}
