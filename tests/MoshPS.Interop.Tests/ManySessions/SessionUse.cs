using MoshPS.Interop.Tests.ServerLife;

namespace MoshPS.Interop.Tests.ManySessions;

/// <summary>What the server of one session has used.</summary>
/// <param name="IsBusy">Whether somebody was typing.</param>
/// <param name="Resident">Memory with all that is shared, in KiB (RSS).</param>
/// <param name="Proportional">Memory with its share of what is shared, in KiB (PSS).</param>
/// <param name="Processor">The part of one processor that it took: 0.01 is one per cent.</param>
internal readonly record struct SessionUse(bool IsBusy, long Resident, long Proportional, double Processor)
{
    /// <summary>Reads the memory of a process.</summary>
    public static SessionUse Of(int process, bool isBusy, double processor) =>
        new(isBusy, ProcessFiles.Memory(process, "Rss"), ProcessFiles.Memory(process, "Pss"), processor);

    /// <summary>One row of a table: the means of the sessions that are busy or of those that are not.</summary>
    public static string Describe(string server, IEnumerable<SessionUse> uses, bool busy)
    {
        SessionUse[] those = [.. uses.Where(use => use.IsBusy == busy)];
        return FormattableString.Invariant(
            $"| {server} | {(busy ? "busy" : "idle")} | {those.Average(use => use.Resident) / 1024:F1} | {those.Average(use => use.Proportional) / 1024:F1} | {those.Max(use => use.Resident) / 1024.0:F1} | {those.Average(use => use.Processor) * 60_000:F0} |");
    }
}
