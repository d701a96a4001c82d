using MoshPS.Engine;
using MoshPS.Engine.Ssh.RemoteSessions;

namespace MoshPS.Sessions;

/// <summary>Errors about sessions that the cmdlets find themselves.</summary>
internal static class SessionErrors
{
    /// <summary>The session is over.</summary>
    public static MoshSessionException Ended(MoshSession session) => new(
        "SessionEnded",
        $"The session {session} is over" + (session.EndReason is { } reason ? $" ({reason})." : "."),
        "Start another with New-MoshSession; Stop-MoshSession takes this one off the list.");

    /// <summary>What was waited for did not happen in time.</summary>
    public static MoshSessionException WaitTimedOut(MoshSession session, string condition, TimeSpan limit) => new(
        "WaitTimedOut",
        $"The session {session} did not get there within {limit.TotalSeconds:0.###} seconds: {condition}.",
        "Look at the screen with Get-MoshScreen, or wait longer with -Timeout.");

    /// <summary>Why a session on a host was not stopped; null when it was.</summary>
    /// <param name="session">The session.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="force">Whether its server was to be killed.</param>
    public static MoshSessionException? NotStopped(MoshRemoteSession session, RemoteSessionStop outcome, bool force) => outcome switch
    {
        RemoteSessionStop.Stopped => null,
        RemoteSessionStop.AlreadyOver => new(
            "SessionNotFound",
            $"The {session} was over already: process {session.ProcessId} has ended, or is another one by now. Nothing was done.",
            $"Get-MoshSession -HostName {session.HostName} lists the sessions that there are now."),
        RemoteSessionStop.Refused => new(
            "SessionAccessDenied",
            $"The account that logged in may not end the {session}.",
            "Log in as the session's user or as root."),
        RemoteSessionStop.NotIdentifiable => new(
            "SessionNotIdentifiable",
            $"The host does not tell when the {session} was started, so its process could be another one by now. Nothing was done.",
            $"Log in to the host and end process {session.ProcessId} there, if it is the right one."),
        _ when force => new(
            "SessionNotStopped",
            $"The server of the {session} was killed and is still there.",
            "It hangs in the host's kernel, perhaps on a file system that does not answer: look there."),
        _ => new(
            "SessionNotStopped",
            $"The {session} was told to end and has not ended.",
            "It may be stopped (SIGSTOP) or hang. Stop-MoshSession -Force kills its server, without a word to its client."),
    };
}
