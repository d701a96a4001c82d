using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Unix;

/// <summary>Tells devices, pipes and sockets from files, without opening them, which could wait or do something.</summary>
[UnsupportedOSPlatform("windows")]
internal static unsafe class SpecialFile
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const uint TypeAndMode = 3; // STATX_TYPE | STATX_MODE
    private const int ModeOffset = 28; // struct statx, stx_mode; the same on every architecture
    private const int StructureSize = 256;
    private const int TypeMask = 0xF000; // S_IFMT
    private const int Regular = 0x8000; // S_IFREG
    private const int Folder = 0x4000; // S_IFDIR

    // glibc 2.28, musl 1.2.5; Linux only.
    private static readonly nint Function = OperatingSystem.IsLinux() ? CLibrary.Find("statx") : 0;

    /// <summary>Whether a path, symbolic links followed, leads to something that is neither a file nor a folder.</summary>
    /// <returns>False also where nothing is there, and where the system does not say.</returns>
    public static bool IsAt(string path)
    {
        if (Function == 0)
        {
            return false;
        }

        byte* structure = stackalloc byte[StructureSize];
        nint name = Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            var call = (delegate* unmanaged<int, byte*, int, uint, byte*, int>)Function;
            if (call(CurrentDirectory, (byte*)name, 0, TypeAndMode, structure) != 0)
            {
                return false;
            }
        }
        finally
        {
            Marshal.FreeCoTaskMem(name);
        }

        return (*(ushort*)(structure + ModeOffset) & TypeMask) is not (Regular or Folder);
    }
}
