using MoshPS.Interop.Tests.Fixtures;

namespace MoshPS.Benchmarks.Servers;

/// <summary>
/// One subject of <c>moshps server</c>, beside stock mosh-server: both with the
/// engine's client on the loopback interface and the same programs, by turns or at the same time, so that what else the
/// machine does meets both.
/// </summary>
internal abstract class ServerSection : IBenchmarkSection
{
    /// <summary>What stock's server is called in the table.</summary>
    protected const string Stock = "mosh 1.4.0";

    private static readonly string[] Needed = ["mosh-server", "bash", "sh", "stty", "timeout", "yes"];

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public string FileName => MeasuredFile.ExecutableName;

    /// <inheritdoc/>
    public void Run(BenchmarkTable table)
    {
        ServerProgram ours = new("moshps server", MeasuredFile.Executable, "server");
        string[] missing = [.. Needed.Where(program => Programs.Find(program) is null)];
        if (!OperatingSystem.IsLinux() || missing.Length > 0 || !File.Exists(ours.Path))
        {
            table.Skip(Name, $"there is no {string.Join(", ", missing.DefaultIfEmpty(ours.Path))} here");
            return;
        }

        using TemporaryDirectory home = new();
        Measure(table, [ours, new ServerProgram(Stock, Programs.PathOf("mosh-server"))], home);
    }

    /// <summary>Measures both, and adds the results.</summary>
    /// <param name="table">The table.</param>
    /// <param name="programs">Ours, and stock's.</param>
    /// <param name="home">An empty directory.</param>
    protected abstract void Measure(BenchmarkTable table, ServerProgram[] programs, TemporaryDirectory home);
}
