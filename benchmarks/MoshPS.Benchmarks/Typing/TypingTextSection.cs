using System.Globalization;

namespace MoshPS.Benchmarks.Typing;

/// <summary>Writing: command lines in bash, and a letter in vim.</summary>
internal sealed class TypingTextSection : TypingSection
{
    private static readonly double[] Shares = [0.5, 0.7, 0.9, 0.99];

    /// <inheritdoc/>
    public override string Name => "typing-text";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Traces => ["shell", "vim-insert"];

    /// <inheritdoc/>
    protected override void Add(BenchmarkTable table, string link, TypingResult ours, TypingResult stock)
    {
        foreach (double share in Shares)
        {
            double expected = Percentiles.Of(stock.Latencies, share);
            string what = share == 0.5 ? "median" : string.Create(CultureInfo.InvariantCulture, $"{share * 100:0}th percentile");
            table.CompareWithLimit(
                $"typing, {link}: key to screen, {what}", Percentiles.Of(ours.Latencies, share), "ms", Stock, expected, expected + Allowance);
        }

        table.Compare(
            $"typing, {link}: keys on the screen within {AtOnce} ms", ours.ShareWithin(AtOnce) * 100, "%", moreIsBetter: true, Stock, stock.ShareWithin(AtOnce) * 100);
        AddMistakes(table, $"typing, {link}", ours, stock);
    }
}
