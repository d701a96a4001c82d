using System.Runtime.InteropServices;

namespace MoshPS.Engine.Client;

/// <summary>Why an attached console is free again.</summary>
public enum AttachOutcome
{
    /// <summary>The session is over.</summary>
    Ended,

    /// <summary>The session goes on without the console.</summary>
    Detached,
}

/// <summary>What came of attaching a console. The terminal has been restored by now.</summary>
/// <param name="Outcome">Whether the session goes on.</param>
/// <param name="End">How the session ended; null when it goes on.</param>
/// <param name="TerminationSignal">
/// The signal that asked this process to terminate and made the session shut down; null without one. The caller
/// decides whether the process really ends.
/// </param>
public sealed record AttachResult(AttachOutcome Outcome, MoshClientEnd? End, PosixSignal? TerminationSignal);
