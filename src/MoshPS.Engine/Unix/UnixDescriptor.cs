using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Unix;

/// <summary>What POSIX <c>fcntl</c> does to descriptors, for Linux (glibc, musl) and macOS.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class UnixDescriptor
{
    private const string LibC = "libc";

    private const int GetDescriptorFlags = 1; // F_GETFD
    private const int SetDescriptorFlags = 2; // F_SETFD
    private const int GetStatusFlags = 3; // F_GETFL
    private const int SetStatusFlags = 4; // F_SETFL
    private const int CloseOnExecutionFlag = 1; // FD_CLOEXEC
    private const int InvalidArgument = 22; // EINVAL
    private const int TooManyOpenFiles = 24; // EMFILE

    private static readonly int DuplicateCloseOnExecution = OperatingSystem.IsMacOS() ? 67 : 1030; // F_DUPFD_CLOEXEC
    private static readonly int NonBlocking = OperatingSystem.IsMacOS() ? 0x0004 : 0x0800; // O_NONBLOCK

    /// <summary>Whether the process has the descriptor, and whether programs that it starts get it.</summary>
    public static bool IsOpen(int descriptor, out bool isClosedOnExecution)
    {
        int flags = Control(descriptor, GetDescriptorFlags, 0);
        isClosedOnExecution = flags >= 0 && (flags & CloseOnExecutionFlag) != 0;
        return flags >= 0;
    }

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
    public static int Duplicate(int descriptor, int lowest)
    {
        int duplicate = Control(descriptor, DuplicateCloseOnExecution, lowest);
        if (duplicate < 0 && Marshal.GetLastPInvokeError() == InvalidArgument)
        {
            // That no number as high as the lowest one is allowed is not the caller's mistake but the limit's.
            Marshal.SetLastPInvokeError(TooManyOpenFiles);
        }

        return Check(duplicate);
    }

    /// <summary>Whether the process may open so many files more than it has.</summary>
    /// <param name="count">How many, 16 at most.</param>
    /// <param name="descriptor">Any descriptor that is open.</param>
    public static bool HasRoomFor(int count, int descriptor)
    {
        Span<int> duplicates = stackalloc int[16];
        int made = 0;
        while (made < count && Control(descriptor, DuplicateCloseOnExecution, 0) is >= 0 and int duplicate)
        {
            duplicates[made++] = duplicate;
        }

        foreach (int duplicate in duplicates[..made])
        {
            _ = UnixTerminal.Close(duplicate);
        }

        return made == count;
    }

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
