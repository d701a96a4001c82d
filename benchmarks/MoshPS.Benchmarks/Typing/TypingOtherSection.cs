namespace MoshPS.Benchmarks.Typing;

/// <summary>Where there is little to predict: passwords, less, pasted text.</summary>
internal sealed class TypingOtherSection : TypingSection
{
    /// <inheritdoc/>
    public override string Name => "typing-other";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Traces => ["password", "less", "paste"];

    /// <inheritdoc/>
    protected override void Add(BenchmarkTable table, string link, TypingResult ours, TypingResult stock)
    {
        string what = $"password, less, paste, {link}";
        double expected = Percentiles.Median(stock.Latencies);
        table.CompareWithLimit($"{what}: key to screen, median", Percentiles.Median(ours.Latencies), "ms", Stock, expected, expected + Allowance);
        AddMistakes(table, what, ours, stock);
    }
}
