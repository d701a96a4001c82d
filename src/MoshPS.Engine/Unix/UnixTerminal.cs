using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Unix;

/// <summary>The calls of the C library that consoles and pseudo-terminals need, for Linux (glibc, musl) and macOS.</summary>
[UnsupportedOSPlatform("windows")]
internal static unsafe partial class UnixTerminal
{
    public const int StandardInput = 0;
    public const int StandardOutput = 1;

    public const int InterruptedCall = 4; // EINTR

    public const short PollInput = 1;
    public const short PollOutput = 4;

    private const string LibC = "libc";

    private const int ApplyAfterOutput = 1; // TCSADRAIN: output still under way keeps its modes
    private const uint InputIsUtf8 = 0x4000; // IUTF8

    // TIOCGWINSZ
    private const uint LinuxGetWindowSize = 0x5413;
    private const uint MacGetWindowSize = 0x40087468;

    // TIOCSWINSZ
    private const uint LinuxSetWindowSize = 0x5414;
    private const uint MacSetWindowSize = 0x80087467;

    private static readonly int StopSignal = OperatingSystem.IsMacOS() ? 17 : 19; // SIGSTOP

    /// <summary>EAGAIN: nothing to read, or no room to write, on a descriptor that does not wait.</summary>
    public static int WouldBlock { get; } = OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>Reads the terminal's modes.</summary>
    /// <exception cref="IOException">The descriptor is no terminal.</exception>
    public static Modes GetModes(int descriptor)
    {
        if (TcGetAttr(descriptor, out Modes modes) != 0)
        {
            throw Failure("tcgetattr");
        }

        return modes;
    }

    /// <summary>Sets the terminal's modes once pending output has been written.</summary>
    /// <exception cref="IOException">The terminal is gone.</exception>
    public static void SetModes(int descriptor, in Modes modes)
    {
        while (TcSetAttr(descriptor, ApplyAfterOutput, in modes) != 0)
        {
            if (Marshal.GetLastPInvokeError() != InterruptedCall)
            {
                throw Failure("tcsetattr");
            }
        }
    }

    /// <summary>
    /// The same modes made raw: no signals, echo, lines or translation, eight bits, and one byte is enough to
    /// read (spec 3 §3.2); the terminal knows that its input is UTF-8.
    /// </summary>
    public static Modes MakeRaw(in Modes modes)
    {
        Modes raw = modes;
        CfMakeRaw(ref raw);
        return MakeUtf8(raw);
    }

    /// <summary>The window's size.</summary>
    /// <exception cref="IOException">The descriptor is no terminal.</exception>
    public static (int Columns, int Rows) GetWindowSize(int descriptor)
    {
        WindowSize size = default;
        if (ControlWindowSize(descriptor, OperatingSystem.IsMacOS() ? MacGetWindowSize : LinuxGetWindowSize, &size) != 0)
        {
            throw Failure("ioctl TIOCGWINSZ");
        }

        return (size.Columns, size.Rows);
    }

    /// <summary>
    /// Sets the window's size: the system tells the programs in the terminal's foreground when it is another one.
    /// </summary>
    /// <exception cref="IOException">The descriptor is no terminal.</exception>
    public static void SetWindowSize(int descriptor, int columns, int rows)
    {
        WindowSize size = new() { Columns = (ushort)columns, Rows = (ushort)rows };
        if (ControlWindowSize(descriptor, OperatingSystem.IsMacOS() ? MacSetWindowSize : LinuxSetWindowSize, &size) != 0)
        {
            throw Failure("ioctl TIOCSWINSZ");
        }
    }

    /// <summary>The same modes, of a terminal that knows that its input is UTF-8: it then erases whole characters.</summary>
    public static Modes MakeUtf8(in Modes modes)
    {
        Modes result = modes;

        // The input flags come first on every system: 32 bits on Linux, 64 (little-endian) on macOS.
        result.InputFlags |= InputIsUtf8;
        return result;
    }

    /// <summary>Stops every process of this one's group, this one included.</summary>
    public static void StopProcessGroup() => _ = Kill(0, StopSignal);

    /// <summary>An exception with the system's text for the last failure, as <c>perror</c> would print it.</summary>
    public static IOException Failure(string call)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"{call}: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    private static int ControlWindowSize(int descriptor, nuint request, WindowSize* size) =>
        OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? IoctlMacArm64(descriptor, request, 0, 0, 0, 0, 0, 0, size)
            : Ioctl(descriptor, request, size);

    [LibraryImport(LibC, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* buffer, nuint length);

    [LibraryImport(LibC, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, byte* buffer, nuint length);

    /// <param name="descriptors">The descriptors and what to wait for.</param>
    /// <param name="count">
    /// How many: 64 bits wide on Linux, 32 on macOS, where the upper half of the register is not looked at.
    /// </param>
    /// <param name="timeout">Milliseconds; −1 waits for ever.</param>
    [LibraryImport(LibC, EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollDescriptor* descriptors, nuint count, int timeout);

    [LibraryImport(LibC, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport(LibC, EntryPoint = "isatty", SetLastError = true)]
    public static partial int IsTerminal(int descriptor);

    [LibraryImport(LibC, EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int TcGetAttr(int descriptor, out Modes modes);

    [LibraryImport(LibC, EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int TcSetAttr(int descriptor, int when, in Modes modes);

    [LibraryImport(LibC, EntryPoint = "cfmakeraw")]
    private static partial void CfMakeRaw(ref Modes modes);

    [LibraryImport(LibC, EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(int descriptor, nuint request, WindowSize* size);

    // On Apple's ARM systems the variable arguments of a call go to the stack. Filling the registers that are left
    // puts the ninth argument there too.
    [LibraryImport(LibC, EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoctlMacArm64(
        int descriptor, nuint request, nint third, nint fourth, nint fifth, nint sixth, nint seventh, nint eighth, WindowSize* size);

    [LibraryImport(LibC, EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    /// <summary>
    /// <c>struct termios</c>, 60 bytes on Linux and 72 on macOS, kept as a whole: only the C library looks inside,
    /// apart from the input flags.
    /// </summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Modes
    {
        /// <summary><c>c_iflag</c>.</summary>
        public uint InputFlags;

        private Remainder _remainder;

        [System.Runtime.CompilerServices.InlineArray(31)]
        private struct Remainder
        {
            private uint _first;
        }
    }

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short ReturnedEvents;
    }

    /// <summary><c>struct winsize</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort WidthInPixels;
        public ushort HeightInPixels;
    }
}
