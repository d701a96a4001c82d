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
    /// <param name="trace">What was typed.</param>
    /// <param name="typed">When each key was.</param>
    /// <param name="shown">What the terminal showed, and when.</param>
    /// <param name="server">The server's screens; empty where nothing is predicted.</param>
    /// <param name="roundTrip">The round-trip time.</param>
    /// <param name="end">When looking ended, by <see cref="Stopwatch"/>.</param>
    /// <param name="lookedInVain">How often the typist waited in vain.</param>
    /// <param name="details">What a file with the details would be called.</param>
    public static TypingResult Of(
        TypingTrace trace,
        long[] typed,
        IEnumerable<(long Time, ShownScreen Screen)> shown,
        (long Time, ShownScreen Screen)[] server,
        TimeSpan roundTrip,
        long end,
        int lookedInVain,
        string details)
    {
        EchoFinder echoes = new(trace, typed);
        ContradictionFinder contradictions = new(server, Ticks((roundTrip * 2) + Repair), Ticks(ShortestMistake));
        foreach ((long time, ShownScreen screen) in shown)
        {
            if (time >= typed[0])
            {
                echoes.Show(time, screen);
            }

            if (server.Length > 0)
            {
                contradictions.Show(time, screen);
            }
        }

        echoes.End();
        contradictions.End(end);
        Contradiction[] found = [.. contradictions.Found.Where(contradiction => contradiction.Since >= typed[0])];
        TypingDetails.Write(details, trace, echoes, found);
        return new TypingResult
        {
            Latencies = [.. echoes.Latencies.Select(Milliseconds)],
            Unseen = [.. echoes.UnseenKeys.Select(key => Milliseconds(end - typed[key]))],
            Mistakes = [.. found.Select(contradiction => Milliseconds(contradiction.Duration))],
            KeysWithMistakes = found.Select(contradiction => Array.FindLastIndex(typed, time => time <= contradiction.Since)).Distinct().Count(),
            LookedInVain = lookedInVain,
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
