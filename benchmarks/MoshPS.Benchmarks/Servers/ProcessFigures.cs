using System.Globalization;
using System.Runtime.InteropServices;

namespace MoshPS.Benchmarks.Servers;

/// <summary>What Linux tells of a process in <c>/proc</c>.</summary>
/// <param name="id">The process.</param>
internal sealed partial class ProcessFigures(int id)
{
    private const double BytesPerMegabyte = 1e6;

    /// <summary>CPU time that it has used, in user and system mode, without its children, in seconds.</summary>
    /// <remarks>What <c>/proc/PID/stat</c> has as utime and stime, but not in steps of 10 ms.</remarks>
    public double CpuSeconds
    {
        get
        {
            Timespec time = default;
            return GetCpuClock(id, out int clock) == 0 && GetTime(clock, ref time) == 0
                ? time.Seconds + (time.Nanoseconds / 1e9)
                : throw new InvalidOperationException($"Process {id} has no CPU clock, or has ended.");
        }
    }

    /// <summary>Megabytes (10^6 B) that it has read, from its terminal above all.</summary>
    public double MegabytesRead => Number(Field("io", "rchar:")) / BytesPerMegabyte;

    /// <summary>Memory in RAM, shared files included, in megabytes.</summary>
    public double ResidentMegabytes => Kibibytes("status", "VmRSS:");

    /// <summary>The most of it that there ever was.</summary>
    public double PeakResidentMegabytes => Kibibytes("status", "VmHWM:");

    /// <summary>Memory in RAM, where what several processes share counts in parts.</summary>
    public double ProportionalMegabytes => Kibibytes("smaps_rollup", "Pss:");

    /// <summary>Memory in RAM that is this process's alone.</summary>
    public double PrivateMegabytes => Kibibytes("smaps_rollup", "Private_Clean:") + Kibibytes("smaps_rollup", "Private_Dirty:");

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private double Kibibytes(string file, string field) => Number(Field(file, field)) * 1024 / BytesPerMegabyte;

    private string Field(string file, string name) =>
        File.ReadLines($"/proc/{id}/{file}")
            .First(line => line.StartsWith(name, StringComparison.Ordinal))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1];

    [LibraryImport("libc", EntryPoint = "clock_getcpuclockid")]
    private static partial int GetCpuClock(int process, out int clock);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, ref Timespec time);

    private struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
