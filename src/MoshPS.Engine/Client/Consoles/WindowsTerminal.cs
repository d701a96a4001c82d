using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Client.Consoles;

/// <summary>The calls of the Windows console that a mosh client needs.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class WindowsTerminal
{
    public const uint Utf8CodePage = 65001;

    // Input modes that are kept on, or turned off, in raw mode.
    public const uint EnableProcessedInput = 0x0001;
    public const uint EnableLineInput = 0x0002;
    public const uint EnableEchoInput = 0x0004;
    public const uint EnableWindowInput = 0x0008;
    public const uint EnableMouseInput = 0x0010;
    public const uint EnableQuickEditMode = 0x0040;
    public const uint EnableExtendedFlags = 0x0080;
    public const uint EnableVirtualTerminalInput = 0x0200;

    // Output modes.
    public const uint EnableProcessedOutput = 0x0001;
    public const uint EnableVirtualTerminalProcessing = 0x0004;
    public const uint DisableNewlineAutoReturn = 0x0008;

    public const uint WaitForEver = 0xFFFFFFFF;

    private const uint StandardInputHandle = unchecked((uint)-10);
    private const uint StandardOutputHandle = unchecked((uint)-11);
    private const string Kernel = "kernel32";

    public static nint StandardInput => GetStdHandle(StandardInputHandle);

    public static nint StandardOutput => GetStdHandle(StandardOutputHandle);

    /// <summary>An exception with the system's text for the last failure.</summary>
    public static IOException Failure(string call)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"{call}: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport(Kernel, EntryPoint = "GetConsoleMode", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetMode(nint console, out uint mode);

    [LibraryImport(Kernel, EntryPoint = "SetConsoleMode", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SetMode(nint console, uint mode);

    [LibraryImport(Kernel, EntryPoint = "GetConsoleCP")]
    public static partial uint GetInputCodePage();

    [LibraryImport(Kernel, EntryPoint = "SetConsoleCP")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SetInputCodePage(uint codePage);

    [LibraryImport(Kernel, EntryPoint = "GetConsoleOutputCP")]
    public static partial uint GetOutputCodePage();

    [LibraryImport(Kernel, EntryPoint = "SetConsoleOutputCP")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SetOutputCodePage(uint codePage);

    [LibraryImport(Kernel, EntryPoint = "GetConsoleScreenBufferInfo", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetScreenBuffer(nint console, out ScreenBuffer buffer);

    [LibraryImport(Kernel, EntryPoint = "ReadConsoleInputW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool ReadInput(nint console, WindowsInputRecord* records, uint capacity, out uint count);

    [LibraryImport(Kernel, EntryPoint = "WriteFile", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool WriteFile(nint file, byte* bytes, uint length, out uint written, nint overlapped);

    [LibraryImport(Kernel, EntryPoint = "WaitForMultipleObjects", SetLastError = true)]
    public static partial uint WaitForAny(uint count, nint* handles, [MarshalAs(UnmanagedType.Bool)] bool all, uint milliseconds);

    [LibraryImport(Kernel, SetLastError = true)]
    private static partial nint GetStdHandle(uint which);

    /// <summary><c>CONSOLE_SCREEN_BUFFER_INFO</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ScreenBuffer
    {
        public short Width;
        public short Height;
        public short CursorColumn;
        public short CursorRow;
        public ushort Attributes;
        public short WindowLeft;
        public short WindowTop;
        public short WindowRight;
        public short WindowBottom;
        public short LargestWidth;
        public short LargestHeight;
    }
}
