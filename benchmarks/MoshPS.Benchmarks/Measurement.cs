using System.Diagnostics;

namespace MoshPS.Benchmarks;

/// <summary>
/// Times a piece of code: after a warm-up, many short repeats, of which the best counts, since what else the machine
/// does can only make it slower. (Programs that count their own CPU time, as <c>openssl speed</c> does, leave that
/// out as well.) One thread, so one core.
/// </summary>
internal static class Measurement
{
    private const int Repeats = 50;
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Repeat = TimeSpan.FromMilliseconds(15);

    /// <summary>The time of one call, in nanoseconds.</summary>
    public static double NanosecondsPerCall(Action call)
    {
        long calls = Calibrate(call);
        double best = double.PositiveInfinity;
        for (int i = 0; i < Repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            for (long n = 0; n < calls; n++)
            {
                call();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls);
        }

        return best;
    }

    /// <summary>Bytes that one call allocates on this thread, on average, once warmed up.</summary>
    public static double BytesAllocatedPerCall(Action call)
    {
        const int Calls = 1000;
        for (int i = 0; i < Calls; i++)
        {
            call();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            call();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Calls;
    }

    /// <summary>How many calls take about as long as one repeat.</summary>
    private static long Calibrate(Action call)
    {
        long calls = 0;
        long start = Stopwatch.GetTimestamp();
        TimeSpan elapsed;
        do
        {
            call();
            calls++;
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < WarmUp);

        // The first calls were slow ones: time again what the warm-up has made fast.
        long trial = Math.Max(1, calls / 10);
        start = Stopwatch.GetTimestamp();
        for (long n = 0; n < trial; n++)
        {
            call();
        }

        double perCall = Stopwatch.GetElapsedTime(start).TotalNanoseconds / trial;
        return Math.Max(1, (long)(Repeat.TotalNanoseconds / perCall));
    }
}
