using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Unix;

/// <summary>What POSIX <c>fcntl</c> does to descriptors, for Linux (glibc, musl) and macOS.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class UnixDescriptor
{
    private const string LibC = "libc";

    private const int SetDescriptorFlags = 2; // F_SETFD
    private const int GetStatusFlags = 3; // F_GETFL
    private const int SetStatusFlags = 4; // F_SETFL
    private const int CloseOnExecutionFlag = 1; // FD_CLOEXEC

    private static readonly int DuplicateCloseOnExecution = OperatingSystem.IsMacOS() ? 67 : 1030; // F_DUPFD_CLOEXEC
    private static readonly int NonBlocking = OperatingSystem.IsMacOS() ? 0x0004 : 0x0800; // O_NONBLOCK

    /// <summary>Programs that this process starts do not get the descriptor.</summary>
    /// <exception cref="IOException">The descriptor is not open.</exception>
    public static void CloseOnExecution(int descriptor) => Check(Control(descriptor, SetDescriptorFlags, CloseOnExecutionFlag));

    /// <summary>Reading and writing no longer wait.</summary>
    /// <exception cref="IOException">The descriptor is not open.</exception>
    public static void DoNotWait(int descriptor)
    {
        int flags = Check(Control(descriptor, GetStatusFlags, 0));
        _ = Check(Control(descriptor, SetStatusFlags, flags | NonBlocking));
    }

    /// <summary>A second descriptor of the same file, <paramref name="lowest"/> or above, closed on execution.</summary>
    /// <exception cref="IOException">The descriptor is not open, or the process has as many as it may.</exception>
    public static int Duplicate(int descriptor, int lowest) => Check(Control(descriptor, DuplicateCloseOnExecution, lowest));

    private static int Check(int result) => result >= 0 ? result : throw UnixTerminal.Failure("fcntl");

    private static int Control(int descriptor, int command, nint argument) =>
        OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? FcntlMacArm64(descriptor, command, 0, 0, 0, 0, 0, 0, argument)
            : Fcntl(descriptor, command, argument);

    [LibraryImport(LibC, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(int descriptor, int command, nint argument);

    // On Apple's ARM systems the variable arguments of a call go to the stack. Filling the registers that are left
    // puts the ninth argument there too.
    [LibraryImport(LibC, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FcntlMacArm64(
        int descriptor, int command, nint third, nint fourth, nint fifth, nint sixth, nint seventh, nint eighth, nint argument);
}
