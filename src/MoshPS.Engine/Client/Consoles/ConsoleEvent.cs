using System.Runtime.InteropServices;

namespace MoshPS.Engine.Client.Consoles;

/// <summary>What can happen to a console besides input.</summary>
public enum ConsoleEventKind
{
    /// <summary>The window's size has changed.</summary>
    Resized,

    /// <summary>The process runs again after having been stopped; another program may have used the terminal.</summary>
    Continued,

    /// <summary>The system or the user asks the process to stop until continued (SIGTSTP).</summary>
    SuspendRequested,

    /// <summary>The system or the user asks the process to end (SIGTERM, SIGINT, SIGHUP, closing the window).</summary>
    TerminationRequested,
}

/// <summary>Something that happened to a console besides input.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Signal">The signal behind a request to terminate; otherwise null.</param>
public readonly record struct ConsoleEvent(ConsoleEventKind Kind, PosixSignal? Signal = null);
