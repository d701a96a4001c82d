using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Unix;

/// <summary>A <see cref="SpawnRequest"/> as <c>posix_spawn</c> takes it, with what must be held until it has run.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe partial class SpawnPlan : IDisposable
{
    private const string LibC = "libc";

    // posix_spawnattr_t and posix_spawn_file_actions_t have at most 336 bytes on the systems there are (sigset_t: 128).
    private const int OpaqueSize = 512;

    private const short SetSignalDefaults = 0x04; // POSIX_SPAWN_SETSIGDEF
    private const short SetSignalMask = 0x08; // POSIX_SPAWN_SETSIGMASK
    private const short LinuxNewSession = 0x80; // POSIX_SPAWN_SETSID
    private const short MacNewSession = 0x0400;
    private const short MacCloseAll = 0x4000; // POSIX_SPAWN_CLOEXEC_DEFAULT
    private const int ReadWrite = 2; // O_RDWR

    private const string NullDevicePath = "/dev/null";

    // Beyond every descriptor that a new process is given, so that no action overwrites what a later one needs; and no
    // further, since the process may be allowed few.
    private const int LowestDuplicate = ProcessSpawner.ExtraDescriptor + 1;

    private readonly SpawnRequest _request;
    private readonly Func<string, nint> _findFunction;
    private readonly List<int> _duplicates = [];
    private readonly byte* _attributes;
    private readonly byte* _actions;
    private string? _directoryToEnter;
    private int _nullDevice = -1;

    /// <param name="request">What is to be started.</param>
    /// <param name="findFunction">Finds what not every C library has; 0 if this one has not.</param>
    /// <exception cref="IOException">A descriptor of the request is not open, or memory is short.</exception>
    public SpawnPlan(SpawnRequest request, Func<string, nint> findFunction)
    {
        _request = request;
        _findFunction = findFunction;
        _attributes = (byte*)NativeMemory.AllocZeroed(2 * OpaqueSize);
        _actions = _attributes + OpaqueSize;
        Check(InitializeAttributes(_attributes));
        Check(InitializeActions(_actions));
        try
        {
            SetAttributes();
            AddActions();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Starts a program.</summary>
    /// <returns>0, or the number of the system's error.</returns>
    public int Run(string program, IReadOnlyList<string> arguments, out int process)
    {
        using UnmanagedStrings nativeArguments = new(arguments);
        using UnmanagedStrings environment = new((_request.Environment ?? EnvironmentBlock.Inherited()).Entries);
        if (_directoryToEnter is null)
        {
            return Spawn(out process, program, _actions, _attributes, nativeArguments.Pointer, environment.Pointer);
        }

        string current = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(_directoryToEnter);
        try
        {
            return Spawn(out process, program, _actions, _attributes, nativeArguments.Pointer, environment.Pointer);
        }
        finally
        {
            Directory.SetCurrentDirectory(current);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = DestroyActions(_actions);
        _ = DestroyAttributes(_attributes);
        NativeMemory.Free(_attributes);
        foreach (int descriptor in _duplicates)
        {
            _ = UnixTerminal.Close(descriptor);
        }
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    private void SetAttributes()
    {
        byte* signals = stackalloc byte[OpaqueSize];
        _ = EmptySignalSet(signals);
        foreach (int signal in _request.BlockedSignals)
        {
            _ = AddSignal(signals, signal);
        }

        Check(SetMask(_attributes, signals));
        _ = FillSignalSet(signals);
        Check(SetDefaults(_attributes, signals));
        int system = OperatingSystem.IsMacOS() ? MacNewSession | MacCloseAll : LinuxNewSession;
        Check(SetFlags(_attributes, (short)(system | SetSignalDefaults | SetSignalMask)));
    }

    private void AddActions()
    {
        if (_request.Terminal is { } terminal)
        {
            // The first terminal that the leader of a session opens becomes its controlling terminal.
            Check(AddOpen(_actions, 0, terminal, ReadWrite, 0));
            Check(AddDuplicate(_actions, 0, 1));
            Check(AddDuplicate(_actions, 0, 2));
        }
        else
        {
            Give(_request.StandardInput, 0);
            Give(_request.StandardOutput, 1);
            Give(_request.StandardError, 2);
        }

        if (_request.ExtraDescriptor is { } extra)
        {
            Give(extra, ProcessSpawner.ExtraDescriptor);
        }

        if (_request.WorkingDirectory is { } directory)
        {
            EnterDirectory(directory);
        }

        CloseFrom(_request.ExtraDescriptor is null ? ProcessSpawner.ExtraDescriptor : ProcessSpawner.ExtraDescriptor + 1);
    }

    private void Give(int? descriptor, int target)
    {
        switch (descriptor)
        {
            case null:
                if (OperatingSystem.IsMacOS())
                {
                    Check(AddInherit(_actions, target));
                }

                break;
            case SpawnRequest.NullDevice:
                // Opened here, where it can be said that it is this file that is missing.
                _nullDevice = _nullDevice >= 0 ? _nullDevice : OpenNullDevice();
                Check(AddDuplicate(_actions, _nullDevice, target));
                break;
            case { } own:
                // The copy also serves a descriptor that stays what it is: duplicating it onto itself would leave it
                // closed on execution.
                int duplicate = UnixDescriptor.Duplicate(own, LowestDuplicate);
                _duplicates.Add(duplicate);
                Check(AddDuplicate(_actions, duplicate, target));
                break;
        }
    }

    private int OpenNullDevice()
    {
        int descriptor = OpenFile(NullDevicePath, ReadWrite);
        if (descriptor < 0)
        {
            throw UnixTerminal.Failure(NullDevicePath);
        }

        try
        {
            int duplicate = UnixDescriptor.Duplicate(descriptor, LowestDuplicate);
            _duplicates.Add(duplicate);
            return duplicate;
        }
        finally
        {
            _ = UnixTerminal.Close(descriptor);
        }
    }

    private void EnterDirectory(string directory)
    {
        if (_findFunction("posix_spawn_file_actions_addchdir_np") is not 0 and nint function)
        {
            using UnmanagedStrings path = new([directory]);
            Check(((delegate* unmanaged<byte*, byte*, int>)function)(_actions, *path.Pointer));
            return;
        }

        // Before glibc 2.29 this process must be where the new one is to be.
        _directoryToEnter = directory;
    }

    /// <summary>Closes, in the new process, what the runtime and whoever started this process left open.</summary>
    private void CloseFrom(int first)
    {
        if (OperatingSystem.IsMacOS())
        {
            return; // MacCloseAll
        }

        if (_findFunction("posix_spawn_file_actions_addclosefrom_np") is not 0 and nint function)
        {
            // glibc 2.34
            Check(((delegate* unmanaged<byte*, int, int>)function)(_actions, first));
            return;
        }

        foreach (string path in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            if (int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out int descriptor) && descriptor >= first)
            {
                Check(AddClose(_actions, descriptor));
            }
        }
    }

    [LibraryImport(LibC, EntryPoint = "posix_spawnp", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(out int process, string program, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport(LibC, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

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

    [LibraryImport(LibC, EntryPoint = "posix_spawn_file_actions_addclose")]
    private static partial int AddClose(byte* actions, int descriptor);

    [LibraryImport(LibC, EntryPoint = "posix_spawn_file_actions_addinherit_np")]
    private static partial int AddInherit(byte* actions, int descriptor);

    [LibraryImport(LibC, EntryPoint = "sigemptyset")]
    private static partial int EmptySignalSet(byte* signals);

    [LibraryImport(LibC, EntryPoint = "sigaddset")]
    private static partial int AddSignal(byte* signals, int signal);

    [LibraryImport(LibC, EntryPoint = "sigfillset")]
    private static partial int FillSignalSet(byte* signals);
}
