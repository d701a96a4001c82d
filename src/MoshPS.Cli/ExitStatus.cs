namespace MoshPS.Cli;

/// <summary>What the program exits with.</summary>
internal static class ExitStatus
{
    /// <summary>The session was made, and ended cleanly.</summary>
    public const int Success = 0;

    /// <summary>No session was made, or it did not end cleanly, or a scripted command failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;
}
