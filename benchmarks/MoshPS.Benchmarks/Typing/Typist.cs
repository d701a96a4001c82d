using System.Diagnostics;
using System.Runtime.Versioning;

namespace MoshPS.Benchmarks.Typing;

/// <summary>
/// Types a trace as the person did, with long pauses shortened. Where the person paused to look, the typist goes on no
/// earlier than the terminal shows what the person saw.
/// </summary>
internal sealed class Typist
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);

    // A person's. It must not be the 100 ms after which clients acknowledge what has arrived: which of the two comes first
    // decides whether the key waits for half a round trip, and would be the luck of a millisecond.
    private static readonly TimeSpan Reaction = TimeSpan.FromMilliseconds(220);

    /// <summary>Longer pauses are as short as this.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMilliseconds(450);

    /// <summary>How long to look for what does not come.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>After this time no more keys are typed.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.MaxValue;

    /// <summary>How long to wait for the last screen.</summary>
    public TimeSpan LastPatience { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How often the typist went on without having seen it.</summary>
    public int LookedInVain { get; private set; }

    /// <summary>Types all keys but the last, which would end the program, and waits for the last screen.</summary>
    /// <returns>When each was typed, by <see cref="Stopwatch"/>; fewer than there are, if the time is over.</returns>
    [UnsupportedOSPlatform("windows")]
    public long[] Type(TypedTerminal terminal, TypingTrace trace)
    {
        IReadOnlyList<TypedKey> keys = trace.KeysWithScreen;
        List<long> typed = new(keys.Count);
        for (int i = 0; i < keys.Count && (i == 0 || Stopwatch.GetElapsedTime(typed[0]) < Limit); i++)
        {
            if (i > 0)
            {
                TimeSpan pause = keys[i].Pause < LongestPause ? keys[i].Pause : LongestPause;
                if (keys[i].Pause >= Look)
                {
                    WaitFor(terminal, keys[i - 1].After, Patience);
                    Thread.Sleep(Reaction);
                }

                TimeSpan left = pause - Stopwatch.GetElapsedTime(typed[i - 1]);
                if (left > TimeSpan.Zero)
                {
                    Thread.Sleep(left);
                }
            }

            typed.Add(terminal.Type(keys[i].Bytes));
        }

        WaitFor(terminal, keys[typed.Count - 1].After, LastPatience);
        return [.. typed];
    }

    [UnsupportedOSPlatform("windows")]
    private void WaitFor(TypedTerminal terminal, ShownScreen screen, TimeSpan patience)
    {
        if (!terminal.WaitFor(screen.Resembles, patience))
        {
            LookedInVain++;
        }
    }
}
