using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Unix;

/// <summary>
/// Starts programs with <c>posix_spawn</c>: the runtime, which has several threads, cannot fork, and its own
/// <c>Process</c> offers neither sessions nor controlling terminals.
/// </summary>
[UnsupportedOSPlatform("windows")]
public static unsafe partial class ProcessSpawner
{
    /// <summary>The descriptor of the new process that <see cref="SpawnRequest.ExtraDescriptor"/> becomes.</summary>
    public const int ExtraDescriptor = 3;

    private const string LibC = "libc";

    // posix_spawnattr_t and posix_spawn_file_actions_t have at most 336 bytes on the systems there are (sigset_t: 128).
    private const int OpaqueSize = 512;

    private const short SetSignalDefaults = 0x04; // POSIX_SPAWN_SETSIGDEF
    private const short SetSignalMask = 0x08; // POSIX_SPAWN_SETSIGMASK
    private const int ReadWrite = 2; // O_RDWR
    private const int DoNotWait = 1; // WNOHANG
    private const int InterruptedCall = 4; // EINTR
    private const int SetDescriptorFlags = 2; // F_SETFD
    private const int CloseOnExecution = 1; // FD_CLOEXEC

    private static readonly short NewSession = (short)(OperatingSystem.IsMacOS() ? 0x0400 : 0x80); // POSIX_SPAWN_SETSID

    /// <summary>Starts a program.</summary>
    /// <returns>Its process id.</returns>
    /// <exception cref="IOException">It cannot be started: the message is the system's reason, without more.</exception>
    public static int Start(SpawnRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        byte* attributes = stackalloc byte[OpaqueSize];
        byte* actions = stackalloc byte[OpaqueSize];
        byte* signals = stackalloc byte[OpaqueSize];
        Check(InitializeAttributes(attributes));
        Check(InitializeActions(actions));
        try
        {
            _ = EmptySignalSet(signals);
            Check(SetMask(attributes, signals));
            _ = FillSignalSet(signals);
            Check(SetDefaults(attributes, signals));
            Check(SetFlags(attributes, (short)(NewSession | SetSignalDefaults | SetSignalMask)));
            AddActions(actions, request);
            using UnmanagedStrings arguments = new(request.Arguments);
            using UnmanagedStrings environment = new(request.Environment);
            Check(Spawn(out int process, request.Program, actions, attributes, arguments.Pointer, environment.Pointer));
            return process;
        }
        finally
        {
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
        }
    }

    /// <summary>
    /// Whether a child of this process has ended, which also removes it from the system's table. Does not wait.
    /// </summary>
    public static bool HasEnded(int process) => WaitFor(process, out _, DoNotWait) != 0;

    /// <summary>Waits until a child ends.</summary>
    /// <returns>Its exit status; 128 and the number of the signal when one ended it, as shells report it.</returns>
    public static int WaitForExit(int process)
    {
        int status;
        while (WaitFor(process, out status, 0) < 0)
        {
            if (Marshal.GetLastPInvokeError() != InterruptedCall)
            {
                return 1;
            }
        }

        int signal = status & 0x7F;
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal;
    }

    /// <summary>
    /// Keeps descriptors that this process was given by its parent, beyond the first three, from its children.
    /// </summary>
    public static void KeepInheritedDescriptorsFromChildren()
    {
        foreach (string path in Directory.EnumerateFiles("/dev/fd"))
        {
            if (int.TryParse(Path.GetFileName(path), out int descriptor) && descriptor > 2)
            {
                _ = Control(descriptor, SetDescriptorFlags, CloseOnExecution);
            }
        }
    }

    private static void AddActions(byte* actions, SpawnRequest request)
    {
        if (request.Terminal is { } terminal)
        {
            // The first terminal that the leader of a session opens becomes its controlling terminal.
            Check(AddOpen(actions, 0, terminal, ReadWrite, 0));
            Check(AddDuplicate(actions, 0, 1));
            Check(AddDuplicate(actions, 0, 2));
        }

        if (request.ExtraDescriptor is { } extra)
        {
            Check(AddDuplicate(actions, extra, ExtraDescriptor));
        }

        if (request.WorkingDirectory is { } directory)
        {
            Check(AddChangeDirectory(actions, directory));
        }
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    [LibraryImport(LibC, EntryPoint = "posix_spawnp", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(out int process, string program, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport(LibC, EntryPoint = "posix_spawnattr_init")]
    private static partial int InitializeAttributes(byte* attributes);

    [LibraryImport(LibC, EntryPoint = "posix_spawnattr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport(LibC, EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport(LibC, EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetMask(byte* attributes, byte* signals);

    [LibraryImport(LibC, EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaults(byte* attributes, byte* signals);

    [LibraryImport(LibC, EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitializeActions(byte* actions);

    [LibraryImport(LibC, EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(byte* actions);

    [LibraryImport(LibC, EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport(LibC, EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(byte* actions, int descriptor, int duplicate);

    [LibraryImport(LibC, EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddChangeDirectory(byte* actions, string path);

    [LibraryImport(LibC, EntryPoint = "sigemptyset")]
    private static partial int EmptySignalSet(byte* signals);

    [LibraryImport(LibC, EntryPoint = "sigfillset")]
    private static partial int FillSignalSet(byte* signals);

    [LibraryImport(LibC, EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitFor(int process, out int status, int options);

    [LibraryImport(LibC, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, nint argument);

    /// <summary>A null-terminated array of null-terminated UTF-8 strings, as <c>execve</c> takes it.</summary>
    private readonly struct UnmanagedStrings : IDisposable
    {
        private readonly int _count;

        public UnmanagedStrings(IReadOnlyList<string> strings)
        {
            _count = strings.Count;
            Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
            for (int i = 0; i < _count; i++)
            {
                Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
            }
        }

        public byte** Pointer { get; }

        public void Dispose()
        {
            for (int i = 0; i < _count; i++)
            {
                Marshal.FreeCoTaskMem((nint)Pointer[i]);
            }

            NativeMemory.Free(Pointer);
        }
    }
}
