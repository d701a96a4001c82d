namespace MoshPS.Engine.Client;

/// <summary>What a command line printed in a session, as far as the screen showed it.</summary>
/// <param name="CommandLine">The command line as given.</param>
/// <param name="Output">Its output lines; lines that the terminal wrapped are joined again.</param>
/// <param name="ExitCode">The exit status that the shell reported.</param>
/// <param name="MayBeIncomplete">
/// Whether the beginning of the output had left the screen, or was cleared from it, before it could be read. A
/// session with more rows holds more (see <see cref="MoshClient.Resize"/>).
/// </param>
/// <param name="Duration">From sending the line to seeing its end.</param>
public sealed record CommandResult(
    string CommandLine,
    IReadOnlyList<string> Output,
    int ExitCode,
    bool MayBeIncomplete,
    TimeSpan Duration);
