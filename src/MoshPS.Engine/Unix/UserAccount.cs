using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Unix;

/// <summary>The user whom this process belongs to (its real user id), as the system's user database has him.</summary>
/// <param name="Name">His login name.</param>
/// <param name="Home">His home directory; may be empty.</param>
/// <param name="Shell">His login shell; may be empty.</param>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe partial record UserAccount(string Name, string Home, string Shell)
{
    private const int OutOfRange = 34; // ERANGE: the buffer is too small
    private const int FirstBufferSize = 1024;
    private const int LargestBufferSize = 1024 * 1024;

    /// <summary>Asks the system.</summary>
    /// <returns>Null when the database does not have the user.</returns>
    public static UserAccount? Find()
    {
        uint user = GetUserId();
        for (int size = FirstBufferSize; size <= LargestBufferSize; size *= 4)
        {
            byte* buffer = (byte*)NativeMemory.Alloc((nuint)size);
            try
            {
                Entry entry;
                Entry* found;
                int error = GetEntry(user, &entry, buffer, (nuint)size, &found);
                if (error != OutOfRange)
                {
                    return error == 0 && found is not null ? FromEntry(entry) : null;
                }
            }
            finally
            {
                NativeMemory.Free(buffer);
            }
        }

        return null;
    }

    private static UserAccount FromEntry(in Entry entry) => OperatingSystem.IsMacOS()
        ? new UserAccount(Text(entry.Name), Text(entry.MacHome), Text(entry.MacShell))
        : new UserAccount(Text(entry.Name), Text(entry.LinuxHome), Text(entry.LinuxShell));

    private static string Text(nint pointer) => Marshal.PtrToStringUTF8(pointer) ?? "";

    [LibraryImport("libc", EntryPoint = "getuid")]
    private static partial uint GetUserId();

    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    private static partial int GetEntry(uint user, Entry* entry, byte* buffer, nuint size, Entry** found);

    /// <summary><c>struct passwd</c>: the same on glibc and musl, another on macOS; with room to spare.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public nint Name;
        public nint Password;
        public uint User;
        public uint Group;

        /// <summary>On macOS: when the password was changed.</summary>
        public nint LinuxFullName;

        /// <summary>On macOS: the access class.</summary>
        public nint LinuxHome;

        /// <summary>On macOS: the full name.</summary>
        public nint LinuxShell;
        public nint MacHome;
        public nint MacShell;
        public nint MacExpiry;
        public nint MacFields;
    }
}
