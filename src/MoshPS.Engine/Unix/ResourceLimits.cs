using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Unix;

/// <summary>
/// This process's soft resource limits (<c>setrlimit</c>), where what it needs is not what its programs are to
/// inherit. Nothing here throws.
/// </summary>
[UnsupportedOSPlatform("windows")]
public static unsafe partial class ResourceLimits
{
    /// <summary>The limit of core dumps, in bytes (RLIMIT_CORE).</summary>
    internal const int CoreSize = 4;

    private const string LibC = "libc";
    private const int OutOfMemory = 12; // ENOMEM
    private const int NoRoomInSystem = 23; // ENFILE
    private const int TooManyOpenFiles = 24; // EMFILE

    private const int FileSizeSignal = 25; // SIGXFSZ
    private const nint IgnoreSignal = 1; // SIG_IGN

    private static readonly Lock Gate = new();
    private static ulong? _inheritedCoreSize;

    // The 32-bit systems have several forms of the structure.
    private static int OpenFiles { get; } = OperatingSystem.IsMacOS() ? 8 : 7; // RLIMIT_NOFILE

    private static int Processes { get; } = OperatingSystem.IsMacOS() ? 7 : 6; // RLIMIT_NPROC

    private static bool IsSupported => sizeof(nint) == sizeof(ulong);

    /// <summary>
    /// This process leaves no core dump, which would hold keys; the programs that it starts may, as far as this
    /// process was allowed to (spec 3 §2.2).
    /// </summary>
    public static void DisableCoreDumps()
    {
        lock (Gate)
        {
            if (_inheritedCoreSize is null && TryGet(CoreSize, out Limits limits))
            {
                _inheritedCoreSize = limits.Soft;
                SetSoft(CoreSize, 0);
            }
        }
    }

    /// <summary>
    /// Writing more to a file than this process may (RLIMIT_FSIZE) is a failure with a reason, as with a full disk, and
    /// not the end of the process. Programs that it starts are not concerned.
    /// </summary>
    public static void IgnoreFileSizeSignal() => _ = SetSignal(FileSizeSignal, IgnoreSignal);

    /// <summary>
    /// Takes back what the runtime does at its start, raising the number of files that the process may open as far as
    /// it goes: programs inherit that, and some of them do not bear it (<c>select</c>, loops over all descriptors).
    /// The number is the parent process's again. Linux only: elsewhere the parent's cannot be known.
    /// </summary>
    public static void RestoreOpenFiles()
    {
        if (!OperatingSystem.IsLinux() || !TryGet(OpenFiles, out Limits own) || own.Soft != own.Hard)
        {
            return;
        }

        try
        {
            int parent = GetParentProcess();
            string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{parent}/limits");

            // A hard limit of its own says that this process was given its limits on purpose.
            if (TryParseOpenFiles(File.ReadLines(path), out Limits parents) && parents.Hard == own.Hard && parents.Soft < own.Soft)
            {
                SetSoft(OpenFiles, parents.Soft);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without /proc the limit stays as it is.
        }
    }

    /// <summary>What to do about a failure for want of files, processes or memory; null when that is not the reason.</summary>
    /// <param name="error">The system's number for the reason (<c>errno</c>).</param>
    internal static string? Advice(int error)
    {
        if (error == TooManyOpenFiles)
        {
            return $"Allow more open files{Tell(OpenFiles)}: ulimit -n, or LimitNOFILE and limits.conf on the host.";
        }

        if (error == UnixTerminal.WouldBlock)
        {
            return $"End processes of this user, or allow more{Tell(Processes)}: ulimit -u, or TasksMax and limits.conf on the host.";
        }

        return error switch
        {
            OutOfMemory => "Free memory on the host, or allow more: ulimit -v.",
            NoRoomInSystem => "The whole host has too many files open: end programs, or raise the sysctl fs.file-max.",
            _ => null,
        };
    }

    /// <summary>The failure for want of files.</summary>
    internal static IOException OutOfOpenFiles() => new(Marshal.GetPInvokeErrorMessage(TooManyOpenFiles), TooManyOpenFiles);

    /// <summary>Sets the limits back for a program to inherit, until the result is disposed of.</summary>
    internal static ProgramLimits RestoreForProgram()
    {
        Gate.Enter();
        if (_inheritedCoreSize is not (null or 0))
        {
            SetSoft(CoreSize, _inheritedCoreSize.Value);
            return new ProgramLimits(true);
        }

        return new ProgramLimits(false);
    }

    /// <summary>Asks for a limit.</summary>
    internal static bool TryGet(int resource, out Limits limits)
    {
        limits = default;
        return IsSupported && GetLimit(resource, out limits) == 0;
    }

    /// <summary>Sets a soft limit, at most as high as the hard one.</summary>
    internal static void SetSoft(int resource, ulong soft)
    {
        if (TryGet(resource, out Limits limits))
        {
            limits.Soft = Math.Min(soft, limits.Hard);
            _ = SetLimit(resource, in limits);
        }
    }

    /// <summary>Finds the line of open files in <c>/proc/PID/limits</c>.</summary>
    internal static bool TryParseOpenFiles(IEnumerable<string> lines, out Limits limits)
    {
        const string Name = "Max open files";
        foreach (string line in lines)
        {
            if (line.StartsWith(Name, StringComparison.Ordinal))
            {
                string[] words = line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                limits = default;
                return words.Length >= 2 && ulong.TryParse(words[0], CultureInfo.InvariantCulture, out limits.Soft)
                    && ulong.TryParse(words[1], CultureInfo.InvariantCulture, out limits.Hard);
            }
        }

        limits = default;
        return false;
    }

    private static string Tell(int resource) => TryGet(resource, out Limits limits)
        ? string.Create(CultureInfo.InvariantCulture, $" than {limits.Soft}")
        : "";

    [LibraryImport(LibC, EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limits limits);

    [LibraryImport(LibC, EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limits limits);

    [LibraryImport(LibC, EntryPoint = "signal")]
    private static partial nint SetSignal(int signal, nint handler);

    [LibraryImport(LibC, EntryPoint = "getppid")]
    private static partial int GetParentProcess();

    /// <summary><c>struct rlimit</c> of the 64-bit systems.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Limits
    {
        public ulong Soft;
        public ulong Hard;
    }

    /// <summary>While it lives, this process's limits are those that programs are to inherit.</summary>
    internal readonly ref struct ProgramLimits(bool allowsCoreDumps)
    {
        public void Dispose()
        {
            if (allowsCoreDumps)
            {
                SetSoft(CoreSize, 0);
            }

            Gate.Exit();
        }
    }
}
