using System.Diagnostics;
using MoshPS.Engine.Client;
using MoshPS.Interop.Tests.Fixtures;

namespace MoshPS.Benchmarks.Servers;

/// <summary>From a key to its echo on the client's screen.</summary>
internal sealed class ServerEchoSection : ServerSection
{
    private const int Keys = 240;
    private const int UncountedKeys = 20;
    private const int KeysPerLine = 60;

    /// <summary>How much later than by stock's an echo may be shown, in milliseconds.</summary>
    private const double LatencyAllowance = 1;

    /// <inheritdoc/>
    public override string Name => "server-echo";

    /// <inheritdoc/>
    protected override void Measure(BenchmarkTable table, ServerProgram[] programs, TemporaryDirectory home)
    {
        double[][] times = [new double[Keys], new double[Keys]];
        double[] cpu = new double[programs.Length];
        MeasuredServer[] servers = [.. programs.Select(program => MeasuredServer.Start(program, home, "sh", "-c", "stty raw -echo; printf READY; exec cat").Connect())];
        try
        {
            Array.ForEach(servers, server => server.WaitFor("READY"));
            Random random = new(1);
            for (int i = -UncountedKeys; i < Keys; i++)
            {
                if (i == 0)
                {
                    cpu = [.. servers.Select(server => server.Process.CpuSeconds)];
                }

                for (int side = 0; side < servers.Length; side++)
                {
                    int column = (i + UncountedKeys) % KeysPerLine;
                    if (column == 0)
                    {
                        servers[side].Send("\x1b[2J\x1b[H");
                        servers[side].WaitFor(screen => screen is { CursorColumn: 0, CursorRow: 0 });
                    }

                    // So long that frames do not wait for the ones before, and at no fixed point of anybody's rhythm.
                    Thread.Sleep(random.Next(60, 120));
                    byte key = (byte)('a' + random.Next(26));
                    long start = Stopwatch.GetTimestamp();
                    servers[side].Client.Send([key]);
                    servers[side].WaitFor(screen => screen.CursorColumn == column + 1 && screen.GetRowText(0).Length > column && screen.GetRowText(0)[column] == key);
                    times[side][Math.Max(0, i)] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                }
            }

            cpu = [.. servers.Select((server, side) => (server.Process.CpuSeconds - cpu[side]) * 1000)];
        }
        finally
        {
            Array.ForEach(servers, server => server.Dispose());
        }

        Latency("server: key to echo on the screen, median", 0.5);
        Latency("server: key to echo on the screen, 99th percentile", 0.99);
        table.Compare($"server: {Keys} keys echoed, CPU time", cpu[0], "ms", moreIsBetter: false, Stock, cpu[1], 1);

        void Latency(string what, double share)
        {
            double stock = Percentiles.Of(times[1], share);
            table.CompareWithLimit(what, Percentiles.Of(times[0], share), "ms", Stock, stock, stock + LatencyAllowance);
        }
    }
}
