using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Memory;

/// <summary>Pages from <c>mmap</c>, locked (<c>mlock</c>), out of core dumps and out of child processes (<c>madvise</c>) where allowed.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class UnixPages
{
    private const string LibC = "libc";
    private const int ReadAndWrite = 3; // PROT_READ | PROT_WRITE
    private const int Private = 2; // MAP_PRIVATE
    private const int NotInChildren = 10; // MADV_DONTFORK, Linux
    private const int NotInDumps = 16; // MADV_DONTDUMP, Linux

    private static readonly int Anonymous = OperatingSystem.IsLinux() ? 0x20 : 0x1000; // MAP_ANONYMOUS

    /// <summary>Takes zeroed pages.</summary>
    /// <returns>Their address; 0 or -1 when there are none.</returns>
    public static nint Take(nuint length)
    {
        nint address = Map(0, length, ReadAndWrite, Private | Anonymous, -1, 0);
        if (address is 0 or -1)
        {
            return address;
        }

        // Each is better had than not, and none of them is needed.
        _ = Lock(address, length);
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(address, length, NotInDumps);
            _ = Advise(address, length, NotInChildren);
        }

        return address;
    }

    /// <summary>Gives pages back, which unlocks them.</summary>
    public static bool GiveBack(nint address, nuint length) => Unmap(address, length) == 0;

    [LibraryImport(LibC, EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport(LibC, EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport(LibC, EntryPoint = "mlock")]
    private static partial int Lock(nint address, nuint length);

    [LibraryImport(LibC, EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
