using MoshPS.Engine.Client;

namespace MoshPS;

/// <summary>What a command line printed in a session, and how it ended.</summary>
public sealed class MoshCommandResult
{
    internal MoshCommandResult(MoshSession session, CommandResult result)
    {
        SessionId = session.Id;
        SessionName = session.Name;
        HostName = session.HostName;
        CommandLine = result.CommandLine;
        Output = result.Output;
        ExitCode = result.ExitCode;
        MayBeIncomplete = result.MayBeIncomplete;
        Duration = result.Duration;
    }

    /// <summary>Number of the session.</summary>
    public int SessionId { get; }

    /// <summary>Name of the session.</summary>
    public string SessionName { get; }

    /// <summary>The session's host.</summary>
    public string HostName { get; }

    /// <summary>The command line as given.</summary>
    public string CommandLine { get; }

    /// <summary>The lines that it printed, errors included: a terminal has one stream.</summary>
    public IReadOnlyList<string> Output { get; }

    /// <summary>Its exit status.</summary>
    public int ExitCode { get; }

    /// <summary>Whether the beginning of the output had left the screen before it could be read.</summary>
    public bool MayBeIncomplete { get; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>The output as one text.</summary>
    public override string ToString() => string.Join('\n', Output);
}
