namespace MoshPS.Engine.Client;

/// <summary>What a command line printed in a session, as far as the screen showed it.</summary>
/// <param name="CommandLine">The command line as given.</param>
/// <param name="Output">Its output lines; lines that the terminal wrapped are joined again.</param>
/// <param name="ExitCode">The exit status that the shell reported.</param>
/// <param name="MayBeIncomplete">Whether the beginning of the output left the screen before it could be read.</param>
/// <param name="Duration">From sending the line to seeing its end.</param>
public sealed record CommandResult(
    string CommandLine,
    IReadOnlyList<string> Output,
    int ExitCode,
    bool MayBeIncomplete,
    TimeSpan Duration);

/// <summary>Runs command lines in the shell of a session, one at a time.</summary>
public static class CommandRunner
{
    /// <summary>
    /// Types a command line at the shell's prompt (bash, zsh, or another POSIX shell) and waits for its end.
    /// </summary>
    /// <exception cref="MoshSessionException"><c>CommandTimedOut</c>, <c>SessionEnded</c>.</exception>
    public static Task<CommandResult> RunAsync(
        MoshClient client, string commandLine, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();
}
