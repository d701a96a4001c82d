using System.Globalization;
using MoshPS.Interop.Tests.Fixtures;

namespace MoshPS.Benchmarks.Servers;

/// <summary>UDP payload that servers send for the same output at the same times, and the CPU time for it.</summary>
internal sealed class ServerWireSection : ServerSection
{
    private const int Runs = 3;

    /// <inheritdoc/>
    public override string Name => "server-wire";

    /// <inheritdoc/>
    protected override void Measure(BenchmarkTable table, ServerProgram[] programs, TemporaryDirectory home)
    {
        string[] names = ["vim", "htop"];
        Dictionary<(string Name, int Side), List<(double Bytes, double Cpu)>> results = [];
        for (int run = 0; run < Runs; run++)
        {
            List<((string Name, int Side) Key, Task<(double Bytes, double Cpu)> Task)> tasks =
            [
                .. from name in names
                   from side in Enumerable.Range(0, programs.Length)
                   select ((name, side), Task.Factory.StartNew(() => Replay(programs[side], home, name), TaskCreationOptions.LongRunning)),
            ];
            foreach (((string Name, int Side) key, Task<(double Bytes, double Cpu)> task) in tasks)
            {
                if (!results.TryGetValue(key, out List<(double Bytes, double Cpu)>? list))
                {
                    results[key] = list = [];
                }

                list.Add(task.GetAwaiter().GetResult());
            }
        }

        foreach (string name in names)
        {
            RecordedOutput recording = RecordedOutput.Load(name);
            string what = string.Create(
                CultureInfo.InvariantCulture, $"server: {name}, {recording.Duration.TotalSeconds:0} s, {recording.Length:#,##0} B of output");
            table.Compare(what + ", sent", Figure(0, r => r.Bytes), "B", moreIsBetter: false, Stock, Figure(1, r => r.Bytes), 1);
            table.Compare(what + ", CPU time", Figure(0, r => r.Cpu), "ms", moreIsBetter: false, Stock, Figure(1, r => r.Cpu), 1);

            double Figure(int side, Func<(double Bytes, double Cpu), double> value) => Percentiles.Median([.. results[(name, side)].Select(value)]);
        }
    }

    private static (double Bytes, double Cpu) Replay(ServerProgram program, TemporaryDirectory home, string name)
    {
        string player = $"'{Environment.ProcessPath}' {(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? $"'{Environment.GetCommandLineArgs()[0]}'" : "")} play {name}";
        using MeasuredServer server = MeasuredServer.Start(program, home, "sh", "-c", $"stty raw -echo; exec {player}").Connect();
        server.WaitFor("READY");
        server.WaitForQuiet(1_000);
        long before = server.Client.GetStatistics().BytesReceived;
        double cpu = server.Process.CpuSeconds;
        server.Send("s");
        Thread.Sleep(RecordedOutput.Load(name).Duration + TimeSpan.FromSeconds(1));
        return (server.Client.GetStatistics().BytesReceived - before, (server.Process.CpuSeconds - cpu) * 1000);
    }
}
