using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Memory;

/// <summary>Pages from <c>VirtualAlloc</c>, locked (<c>VirtualLock</c>) where allowed.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsPages
{
    private const string Kernel = "kernel32.dll";
    private const uint ReserveAndCommit = 0x3000; // MEM_COMMIT | MEM_RESERVE
    private const uint Release = 0x8000; // MEM_RELEASE
    private const uint ReadAndWrite = 4; // PAGE_READWRITE

    /// <summary>Takes zeroed pages.</summary>
    /// <returns>Their address; 0 when there are none.</returns>
    public static nint Take(nuint length)
    {
        nint address = Allocate(0, length, ReserveAndCommit, ReadAndWrite);
        if (address != 0)
        {
            // A process may lock some tens of pages; more of them do without.
            _ = Lock(address, length);
        }

        return address;
    }

    /// <summary>Gives pages back, which unlocks them.</summary>
    public static bool GiveBack(nint address) => Free(address, 0, Release);

    [LibraryImport(Kernel, EntryPoint = "VirtualAlloc")]
    private static partial nint Allocate(nint address, nuint length, uint kind, uint protection);

    [LibraryImport(Kernel, EntryPoint = "VirtualFree")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Free(nint address, nuint length, uint kind);

    [LibraryImport(Kernel, EntryPoint = "VirtualLock")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Lock(nint address, nuint length);
}
