namespace MoshPS.Benchmarks;

/// <summary>One subject of the benchmarks: a class that adds rows to the table.</summary>
internal interface IBenchmarkSection
{
    /// <summary>What to give on the command line to run this section alone.</summary>
    string Name { get; }

    /// <summary>The file that the figures are of.</summary>
    string FileName { get; }

    /// <summary>Measures, and adds the results.</summary>
    void Run(BenchmarkTable table);
}
