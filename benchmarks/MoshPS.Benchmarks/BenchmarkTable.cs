using System.Globalization;

namespace MoshPS.Benchmarks;

/// <summary>The results, printed as one Markdown table.</summary>
internal sealed class BenchmarkTable
{
    private static readonly string[] Headings = ["what", "MoshPS", "compared with", "its result", "ratio", "goal", "met", "file"];

    private readonly List<string[]> _rows = [];

    /// <summary>The file that the results added next are of.</summary>
    public string FileName { get; set; } = "";

    /// <summary>
    /// Adds a result that has something to compare with. The ratio says how many times better MoshPS is,
    /// whether more or less is better.
    /// </summary>
    /// <param name="what">What was measured.</param>
    /// <param name="value">The result.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="moreIsBetter">True for a throughput, false for a time or a size.</param>
    /// <param name="reference">What it is compared with.</param>
    /// <param name="referenceValue">The reference's result, in the same unit.</param>
    /// <param name="ratioGoal">The ratio to reach; null when there is no goal.</param>
    public void Compare(
        string what,
        double value,
        string unit,
        bool moreIsBetter,
        string reference,
        double referenceValue,
        double? ratioGoal = null)
    {
        double ratio = moreIsBetter ? value / referenceValue : referenceValue / value;
        _rows.Add(
        [
            what,
            Format(value, unit),
            reference,
            Format(referenceValue, unit),
            FormatRatio(ratio),
            ratioGoal is { } goal ? string.Create(CultureInfo.InvariantCulture, $"{goal:0.00} x") : "",
            ratioGoal is { } least ? Met(ratio >= least) : "",
            FileName,
        ]);
    }

    /// <summary>
    /// Adds a result of which less is better, that has something to compare with, and whose goal is a limit.
    /// </summary>
    /// <param name="what">What was measured.</param>
    /// <param name="value">The result.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="reference">What it is compared with.</param>
    /// <param name="referenceValue">The reference's result, in the same unit.</param>
    /// <param name="limit">What the result may be at most.</param>
    public void CompareWithLimit(string what, double value, string unit, string reference, double referenceValue, double limit) =>
        _rows.Add(
        [
            what,
            Format(value, unit),
            reference,
            Format(referenceValue, unit),
            FormatRatio(referenceValue / value),
            "≤ " + Format(limit, unit),
            Met(value <= limit),
            FileName,
        ]);

    /// <summary>
    /// Adds a result of which more is better, that has something to compare with, and whose goal is a least value.
    /// </summary>
    /// <param name="what">What was measured.</param>
    /// <param name="value">The result.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="reference">What it is compared with.</param>
    /// <param name="referenceValue">The reference's result, in the same unit.</param>
    /// <param name="least">What the result is to be at least.</param>
    public void CompareWithLeast(string what, double value, string unit, string reference, double referenceValue, double least) =>
        _rows.Add(
        [
            what,
            Format(value, unit),
            reference,
            Format(referenceValue, unit),
            FormatRatio(value / referenceValue),
            "≥ " + Format(least, unit),
            Met(value >= least),
            FileName,
        ]);

    /// <summary>Adds a result that stands alone, with a goal or without.</summary>
    /// <param name="what">What was measured.</param>
    /// <param name="value">The result.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="moreIsBetter">True for a throughput, false for a time or a size.</param>
    /// <param name="goal">What to reach; null when there is no goal.</param>
    public void Add(string what, double value, string unit, bool moreIsBetter, double? goal = null) =>
        _rows.Add(
        [
            what,
            Format(value, unit),
            "",
            "",
            "",
            goal is { } wanted ? (moreIsBetter ? "≥ " : "≤ ") + Format(wanted, unit) : "",
            goal is { } limit ? Met(moreIsBetter ? value >= limit : value <= limit) : "",
            FileName,
        ]);

    /// <summary>Says that something could not be measured here, and why.</summary>
    public void Skip(string what, string reason) => _rows.Add([what, "not measured: " + reason, "", "", "", "", "", FileName]);

    /// <summary>Prints the table.</summary>
    public void Print(TextWriter writer)
    {
        int[] widths = [.. Headings.Select((heading, column) => _rows.Select(row => row[column].Length).Append(heading.Length).Max())];
        Print(writer, Headings, widths);
        writer.WriteLine("|" + string.Concat(widths.Select(width => new string('-', width + 2) + "|")));
        foreach (string[] row in _rows)
        {
            Print(writer, row, widths);
        }
    }

    private static void Print(TextWriter writer, string[] cells, int[] widths) =>
        writer.WriteLine("|" + string.Concat(cells.Select((cell, column) => " " + cell.PadRight(widths[column]) + " |")));

    private static string Met(bool met) => met ? "yes" : "NO";

    /// <summary>A ratio to nothing is none.</summary>
    private static string FormatRatio(double ratio) =>
        double.IsFinite(ratio) ? ratio.ToString("0.00", CultureInfo.InvariantCulture) + " x" : "";

    private static string Format(double value, string unit)
    {
        string digits = Math.Abs(value) switch
        {
            0 => "0",
            < 10 => value.ToString("0.00", CultureInfo.InvariantCulture),
            < 100 => value.ToString("0.0", CultureInfo.InvariantCulture),
            _ => value.ToString("#,##0", CultureInfo.InvariantCulture),
        };
        return $"{digits} {unit}".TrimEnd();
    }
}
