using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Unix;

/// <summary>Who may look into this process's memory.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class ProcessMemory
{
    private const int SetDumpable = 4; // PR_SET_DUMPABLE

    /// <summary>
    /// Nobody but root: other processes of the same user can neither trace this one nor read its memory, and the kernel
    /// makes no core dump of it (<c>prctl(PR_SET_DUMPABLE, 0)</c>). Programs that it starts are as they would be. Linux
    /// only; elsewhere nothing happens.
    /// </summary>
    public static void Hide()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Control(SetDumpable, 0, 0, 0, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint second, nuint third, nuint fourth, nuint fifth);
}
