using MoshPS.Interop.Tests.Fixtures;

namespace MoshPS.Benchmarks.Servers;

/// <summary>How long a server takes from the start of the program until its connect line.</summary>
internal sealed class ServerStartSection : ServerSection
{
    private const int Starts = 20;

    /// <inheritdoc/>
    public override string Name => "server-start";

    /// <inheritdoc/>
    protected override void Measure(BenchmarkTable table, ServerProgram[] programs, TemporaryDirectory home)
    {
        double[][] times = [new double[Starts], new double[Starts]];

        // The first of each does not count: disk caches.
        for (int i = -1; i < Starts; i++)
        {
            for (int side = 0; side < programs.Length; side++)
            {
                using MeasuredServer server = MeasuredServer.Start(programs[side], home, "true");
                times[side][Math.Max(i, 0)] = server.StartTime.TotalMilliseconds;
            }
        }

        table.Compare("server: start until the connect line", Percentiles.Median(times[0]), "ms", moreIsBetter: false, Stock, Percentiles.Median(times[1]), 1);
    }
}
