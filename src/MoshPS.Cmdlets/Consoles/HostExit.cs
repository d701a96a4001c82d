using System.Management.Automation.Host;
using System.Runtime.InteropServices;

namespace MoshPS.Consoles;

/// <summary>Does in PowerShell's place what a signal asked for that arrived while the terminal was somebody else's.</summary>
internal static class HostExit
{
    /// <summary>The signals that ask a process to end, and the exit code by which shells show each.</summary>
    private static readonly Dictionary<PosixSignal, int> ExitCodes = new()
    {
        [PosixSignal.SIGHUP] = 129,
        [PosixSignal.SIGQUIT] = 131,
        [PosixSignal.SIGTERM] = 143,
    };

    /// <summary>Asks the host to end if the signal asked for that.</summary>
    public static void PassOn(PosixSignal? signal, PSHost host)
    {
        if (signal is { } given && ExitCodes.TryGetValue(given, out int exitCode))
        {
            host.SetShouldExit(exitCode);
        }
    }
}
