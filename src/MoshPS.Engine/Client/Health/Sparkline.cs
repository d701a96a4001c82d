namespace MoshPS.Engine.Client.Health;

/// <summary>
/// Round-trip times as a row of bars. The scale is the same for all sessions and all times, so that rows can be compared:
/// the lowest bar is for up to 10 ms, each further one for up to twice as much, and the full one for more than 640 ms.
/// </summary>
public static class Sparkline
{
    /// <summary>Stands where there was no contact.</summary>
    public const char NoContact = '·';

    private const string Bars = "▁▂▃▄▅▆▇█";
    private const double LowestBarUpTo = 10;

    /// <summary>Draws the latest times, the newest at the right.</summary>
    /// <param name="times">The times, oldest first; null for no contact.</param>
    /// <param name="width">Columns. What has not been measured yet stays blank.</param>
    public static string Draw(IReadOnlyList<TimeSpan?> times, int width)
    {
        int shown = Math.Min(width, times.Count);
        return string.Create(width, (times, shown), static (text, state) =>
        {
            text.Fill(' ');
            for (int i = 1; i <= state.shown; i++)
            {
                text[^i] = state.times[^i] is { } time ? Bar(time) : NoContact;
            }
        });
    }

    private static char Bar(TimeSpan time)
    {
        int level = 0;
        for (double top = LowestBarUpTo; level < Bars.Length - 1 && time.TotalMilliseconds > top; top *= 2)
        {
            level++;
        }

        return Bars[level];
    }
}
