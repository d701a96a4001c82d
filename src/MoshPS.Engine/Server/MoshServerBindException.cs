namespace MoshPS.Engine.Server;

/// <summary>No UDP port could be had for a server.</summary>
public sealed class MoshServerBindException : Exception
{
    internal MoshServerBindException(IReadOnlyList<string> report, Exception? innerException)
        : base(report[^1], innerException) => Report = report;

    /// <summary>What was tried and why it failed, in the lines that stock mosh-server prints (spec 3 §2.3).</summary>
    public IReadOnlyList<string> Report { get; }
}
