using System.Globalization;

namespace MoshPS.Interop.Tests.Hostile;

/// <summary>What a process has used so far, as Linux tells.</summary>
/// <param name="ResidentBytes">Memory at this moment.</param>
/// <param name="PeakBytes">The most memory so far.</param>
/// <param name="Processor">Processor time.</param>
internal readonly record struct ProcessUsage(long ResidentBytes, long PeakBytes, TimeSpan Processor)
{
    /// <summary>USER_HZ, which is 100 on every architecture that .NET runs on.</summary>
    private const int TicksPerSecond = 100;

    /// <summary>Asks the system.</summary>
    /// <exception cref="IOException">The process is gone.</exception>
    public static ProcessUsage Of(int processId)
    {
        string stat = File.ReadAllText($"/proc/{processId}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        long ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return new ProcessUsage(
            StatusBytes(processId, "VmRSS:"), StatusBytes(processId, "VmHWM:"), TimeSpan.FromSeconds((double)ticks / TicksPerSecond));
    }

    private static long StatusBytes(int processId, string name)
    {
        string line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture) << 10;
    }
}
