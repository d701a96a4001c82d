using MoshPS.Engine.Unix;

namespace MoshPS.Cli;

/// <summary>The process of a client, which holds a key and sees all that is typed.</summary>
internal static class ClientProcess
{
    /// <summary>
    /// It leaves no core dump, and no other process of the user can look into it. What it starts (ssh, a server, a
    /// program of the user's) has the user's own limits.
    /// </summary>
    public static void Protect()
    {
        if (!OperatingSystem.IsWindows())
        {
            ResourceLimits.DisableCoreDumps();
            ProcessMemory.Hide();
        }
    }
}
