using MoshPS.Engine;

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
}
