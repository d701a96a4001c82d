namespace MoshPS.Benchmarks;

/// <summary>What is said of many measurements.</summary>
internal static class Percentiles
{
    /// <summary>The middle one.</summary>
    public static double Median(IReadOnlyCollection<double> values) => Of(values, 0.5);

    /// <summary>The value that a share of all is below.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="share">From 0 to 1.</param>
    public static double Of(IReadOnlyCollection<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
    }
}
