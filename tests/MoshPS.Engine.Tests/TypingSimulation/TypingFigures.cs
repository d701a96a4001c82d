namespace MoshPS.Engine.Tests.TypingSimulation;

/// <summary>What several runs come to.</summary>
internal sealed class TypingFigures
{
    /// <summary>What a user feels as at once, in milliseconds.</summary>
    public const int AtOnce = 5;

    private readonly int[] _latencies;
    private readonly int _predicted;

    public TypingFigures(IReadOnlyCollection<SimulatedTypingResult> runs)
    {
        _latencies = [.. runs.SelectMany(run => run.Keys).Select(key => key.Latency).Order()];
        _predicted = runs.Sum(run => run.Keys.Count(key => key.IsPredicted));
        Wrong = runs.Sum(run => run.WrongKeys.Count);
        WrongCursors = runs.Sum(run => run.WrongCursorKeys.Except(run.WrongKeys).Count());
        LongestWrong = runs.SelectMany(run => run.WrongTimes).DefaultIfEmpty().Max();
    }

    /// <summary>The share of keys shown within <see cref="AtOnce"/>, 0 to 1.</summary>
    public double ShareAtOnce => (double)_latencies.Count(latency => latency <= AtOnce) / _latencies.Length;

    /// <summary>Milliseconds from a key to the screen.</summary>
    public int Median => Percentile(0.5);

    /// <summary>Milliseconds from a key to the screen, which 1 % of the keys exceed.</summary>
    public int Percentile99 => Percentile(0.99);

    /// <summary>Keys at which something wrong began to be shown.</summary>
    public int Wrong { get; }

    /// <summary>Keys at which only the cursor was shown at a wrong place.</summary>
    public int WrongCursors { get; }

    /// <summary>The share of the predictions shown that were wrong, 0 to 1; a wrong place of the cursor counts.</summary>
    public double ShareWrong => _predicted == 0 ? 0 : (double)(Wrong + WrongCursors) / (_predicted + Wrong + WrongCursors);

    /// <summary>The longest time that something wrong was shown, in milliseconds.</summary>
    public int LongestWrong { get; }

    private int Percentile(double share) => _latencies[(int)Math.Ceiling(share * _latencies.Length) - 1];
}
