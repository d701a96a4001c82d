using System.Diagnostics;

namespace MoshPS.Benchmarks.Typing;

/// <summary>How typing a trace went.</summary>
internal sealed record TypingResult
{
    /// <summary>How long a datagram that was lost, and what depends on it, may take longer than a round trip.</summary>
    private static readonly TimeSpan Repair = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ShortestMistake = TimeSpan.FromMilliseconds(2);

    /// <summary>From each key to its effect on the screen, in milliseconds.</summary>
    public required double[] Latencies { get; init; }

    /// <summary>How long keys have waited whose effect was not seen until the end, in milliseconds.</summary>
    public required double[] Unseen { get; init; }

    /// <summary>Characters that were shown by mistake, and how long, in milliseconds.</summary>
    public required double[] Mistakes { get; init; }

    /// <summary>After how many keys characters were shown by mistake.</summary>
    public required int KeysWithMistakes { get; init; }

    /// <summary>How often the typist waited in vain for a screen.</summary>
    public required int LookedInVain { get; init; }

    /// <summary>The share of keys that were seen within a time, in milliseconds.</summary>
    public double ShareWithin(double limit) => Latencies.Count(latency => latency <= limit) / (double)(Latencies.Length + Unseen.Length);

    /// <summary>Judges what a terminal has shown.</summary>
    public static TypingResult Of(TypingRun run)
    {
        long[] typed = run.Typed;
        EchoFinder echoes = new(run.Trace, typed);
        ContradictionFinder contradictions = new(run.ServerScreens, Ticks((run.RoundTrip * 2) + Repair), Ticks(ShortestMistake));
        foreach ((long time, ShownScreen screen) in run.Replay())
        {
            if (time >= typed[0])
            {
                echoes.Show(time, screen);
            }

            if (run.ServerScreens.Length > 0)
            {
                contradictions.Show(time, screen);
            }
        }

        echoes.End();
        contradictions.End(run.End);
        Contradiction[] found = [.. contradictions.Found.Where(contradiction => contradiction.Since >= typed[0])];
        TypingDetails.Write(run.Name, run.Trace, echoes, found);
        return new TypingResult
        {
            Latencies = [.. echoes.Latencies.Select(Milliseconds)],
            Unseen = [.. echoes.UnseenKeys.Select(key => Milliseconds(run.End - typed[key]))],
            Mistakes = [.. found.Select(contradiction => Milliseconds(contradiction.Duration))],
            KeysWithMistakes = found.Select(contradiction => Array.FindLastIndex(typed, time => time <= contradiction.Since)).Distinct().Count(),
            LookedInVain = run.LookedInVain,
        };
    }

    /// <summary>Several as one.</summary>
    public static TypingResult Of(IReadOnlyCollection<TypingResult> results) => new()
    {
        Latencies = [.. results.SelectMany(result => result.Latencies)],
        Unseen = [.. results.SelectMany(result => result.Unseen)],
        Mistakes = [.. results.SelectMany(result => result.Mistakes)],
        KeysWithMistakes = results.Sum(result => result.KeysWithMistakes),
        LookedInVain = results.Sum(result => result.LookedInVain),
    };

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
