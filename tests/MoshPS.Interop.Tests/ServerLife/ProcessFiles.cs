using System.Diagnostics;
using System.Globalization;

namespace MoshPS.Interop.Tests.ServerLife;

/// <summary>What <c>/proc</c> says of a process.</summary>
internal static class ProcessFiles
{
    /// <summary>Unit of the times in <c>/proc/PID/stat</c> (USER_HZ), the same on every Linux that .NET knows.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Whether the process is there, and no mere zombie that nobody has waited for.</summary>
    public static bool IsAlive(int process) => Statistics(process) is { } fields && fields[0] is not ("Z" or "X");

    /// <summary>Waits until the process is there no more.</summary>
    public static async Task WaitUntilGoneAsync(int process, TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        while (IsAlive(process))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < limit, $"Process {process} is still there after {limit.TotalSeconds} s.");
            await Task.Delay(20);
        }
    }

    /// <summary>CPU time used so far, by its program and by the system for it.</summary>
    public static TimeSpan CpuTime(int process) => Statistics(process) is { } fields
        ? TimeSpan.FromSeconds((long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond)
        : throw new InvalidOperationException($"Process {process} has ended.");

    /// <summary>A line of memory in KiB, such as <c>Rss</c> or <c>Pss</c>.</summary>
    public static long Memory(int process, string name)
    {
        string line = File.ReadLines($"/proc/{process}/smaps_rollup").First(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    /// <summary>The name that <c>ps -o comm</c> and <c>pkill</c> know it by.</summary>
    public static string Name(int process) => File.ReadAllText($"/proc/{process}/comm").TrimEnd('\n');

    /// <summary>The command line as <c>ps</c> shows it.</summary>
    public static string CommandLine(int process) => File.ReadAllText($"/proc/{process}/cmdline").Replace('\0', ' ').TrimEnd();

    /// <summary>The fields of <c>/proc/PID/stat</c> from the state on; null when there is no such process.</summary>
    private static string[]? Statistics(int process)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
