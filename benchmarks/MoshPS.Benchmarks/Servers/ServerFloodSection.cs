using System.Diagnostics;
using System.Text;
using MoshPS.Interop.Tests.Fixtures;

namespace MoshPS.Benchmarks.Servers;

/// <summary>What much output costs, and the memory before and after it.</summary>
internal sealed class ServerFloodSection : ServerSection
{
    private const int Sessions = 3;
    private const int FloodSeconds = 10;
    private const int TextMegabytes = 50;

    /// <inheritdoc/>
    public override string Name => "server-flood";

    /// <inheritdoc/>
    protected override void Measure(BenchmarkTable table, ServerProgram[] programs, TemporaryDirectory home)
    {
        string text = WriteText(home);
        List<FloodFigures>[] figures = [[], []];
        for (int i = 0; i < Sessions; i++)
        {
            for (int side = 0; side < programs.Length; side++)
            {
                figures[side].Add(MeasureFlood(programs[side], home, text));
            }
        }

        Compare("server: memory (RSS), idle session", "MB", f => f.Idle, 1);
        Compare("server: memory (RSS), after both floods", "MB", f => f.After, 1);
        Compare("server: memory (RSS), the most ever", "MB", f => f.Peak, 1);
        Compare("server: memory (PSS), idle session", "MB", f => f.IdleProportional, 1);
        Compare("server: memory (PSS), after both floods", "MB", f => f.AfterProportional, 1);
        Compare($"server: cat of {TextMegabytes} MB, CPU time", "s", f => f.CatCpu, 1);
        Compare($"server: cat of {TextMegabytes} MB, time", "s", f => f.CatTime, 1);
        Compare($"server: {FloodSeconds} s of yes, CPU time", "s", f => f.FloodCpu, 1);
        Compare($"server: {FloodSeconds} s of yes, output taken", "MB", f => f.FloodTaken, 1, moreIsBetter: true);
        Compare($"server: {FloodSeconds} s of yes, CPU time per 100 MB", "s", f => f.FloodCpu / f.FloodTaken * 100, 1);

        double Figure(int side, Func<FloodFigures, double> value) => Percentiles.Median([.. figures[side].Select(value)]);

        void Compare(string what, string unit, Func<FloodFigures, double> value, double? ratio = null, bool moreIsBetter = false) =>
            table.Compare(what, Figure(0, value), unit, moreIsBetter, Stock, Figure(1, value), ratio);
    }

    private static FloodFigures MeasureFlood(ServerProgram program, TemporaryDirectory home, string text)
    {
        using MeasuredServer server = MeasuredServer.Start(program, home, "bash", "--norc", "-i").Connect();
        server.WaitFor("$");
        server.Send("stty -echo; echo REA\"\"DY\r");
        server.WaitFor("READY");
        server.WaitForQuiet(5_000);
        ProcessFigures process = server.Process;
        double idle = process.ResidentMegabytes;
        double idleProportional = process.ProportionalMegabytes;

        double cpu = process.CpuSeconds;
        long start = Stopwatch.GetTimestamp();
        server.Send($"cat {text}; echo CAT-\"\"DONE\r");
        server.WaitFor("CAT-DONE");
        double catTime = Stopwatch.GetElapsedTime(start).TotalSeconds;
        server.WaitForQuiet(500);
        double catCpu = process.CpuSeconds - cpu;

        cpu = process.CpuSeconds;
        double read = process.MegabytesRead;
        server.Send($"timeout {FloodSeconds} yes; echo YES-\"\"DONE\r");
        server.WaitFor("YES-DONE");
        server.WaitForQuiet(500);
        return new FloodFigures
        {
            Idle = idle,
            IdleProportional = idleProportional,
            After = process.ResidentMegabytes,
            AfterProportional = process.ProportionalMegabytes,
            Peak = process.PeakResidentMegabytes,
            CatCpu = catCpu,
            CatTime = catTime,
            FloodCpu = process.CpuSeconds - cpu,
            FloodTaken = process.MegabytesRead - read,
        };
    }

    /// <summary>Lines of words, most of them of the length that people write.</summary>
    private static string WriteText(TemporaryDirectory home)
    {
        string path = home["text"];
        Random random = new(1);
        StringBuilder block = new();
        while (block.Length < 1_000_000)
        {
            int length = random.Next(20, 78);
            for (int i = 0; i < length; i++)
            {
                block.Append(random.Next(6) == 0 ? ' ' : (char)('a' + random.Next(26)));
            }

            block.Append('\n');
        }

        byte[] bytes = Encoding.ASCII.GetBytes(block.ToString(0, 1_000_000));
        using FileStream file = File.Create(path);
        for (int i = 0; i < TextMegabytes; i++)
        {
            file.Write(bytes);
        }

        return path;
    }

    /// <summary>Of one session: megabytes and seconds.</summary>
    private sealed record FloodFigures
    {
        public required double Idle { get; init; }

        public required double IdleProportional { get; init; }

        public required double After { get; init; }

        public required double AfterProportional { get; init; }

        public required double Peak { get; init; }

        public required double CatCpu { get; init; }

        public required double CatTime { get; init; }

        public required double FloodCpu { get; init; }

        public required double FloodTaken { get; init; }
    }
}
