namespace MoshPS.Engine.Server;

/// <summary>No UDP port could be had for a server.</summary>
public sealed class MoshServerBindException : Exception
{
    internal MoshServerBindException(IReadOnlyList<string> report, string? advice, Exception? innerException)
        : base(report[^1], innerException)
    {
        Report = report;
        Advice = advice;
    }

    /// <summary>What was tried and why it failed, in the lines that stock mosh-server prints (spec 3 §2.3).</summary>
    public IReadOnlyList<string> Report { get; }

    /// <summary>What to do about it, when something else than the ports is the reason; otherwise null.</summary>
    public string? Advice { get; }
}
