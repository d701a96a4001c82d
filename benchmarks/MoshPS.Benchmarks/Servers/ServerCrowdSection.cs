using MoshPS.Interop.Tests.Fixtures;

namespace MoshPS.Benchmarks.Servers;

/// <summary>The memory of many sessions that nobody uses, on one machine at the same time.</summary>
internal sealed class ServerCrowdSection : ServerSection
{
    private const int Sessions = 200;

    /// <summary>Sessions that are begun at the same time.</summary>
    private const int StartsAtOnce = 4;

    private const double LargestPrivateMemory = 2;

    /// <inheritdoc/>
    public override string Name => "server-crowd";

    /// <inheritdoc/>
    protected override void Measure(BenchmarkTable table, ServerProgram[] programs, TemporaryDirectory home)
    {
        (double Private, double Proportional)[] means = [.. programs.Select(program => MeasureCrowd(program, home))];
        table.CompareWithLimit($"server: {Sessions} idle sessions, private memory of each", means[0].Private, "MB", Stock, means[1].Private, LargestPrivateMemory);
        table.Compare($"server: {Sessions} idle sessions, PSS of each", means[0].Proportional, "MB", moreIsBetter: false, Stock, means[1].Proportional, 1);
    }

    /// <summary>The means over all sessions, in megabytes.</summary>
    private static (double Private, double Proportional) MeasureCrowd(ServerProgram program, TemporaryDirectory home)
    {
        List<MeasuredServer> servers = [];
        try
        {
            Parallel.For(0, Sessions, new ParallelOptions { MaxDegreeOfParallelism = StartsAtOnce }, _ =>
            {
                MeasuredServer server = MeasuredServer.Start(program, home, "sh", "-c", "printf READY; exec cat");
                lock (servers)
                {
                    servers.Add(server);
                }

                server.Connect().WaitFor("READY");
            });
            servers[^1].WaitForQuiet(5_000);
            return (servers.Average(server => server.Process.PrivateMegabytes), servers.Average(server => server.Process.ProportionalMegabytes));
        }
        finally
        {
            servers.ForEach(server => server.Dispose());
        }
    }
}
