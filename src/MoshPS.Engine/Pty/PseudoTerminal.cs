using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Pty;

/// <summary>
/// The master side of a pseudo-terminal (POSIX <c>posix_openpt</c>). Reading and writing do not wait. Its terminal has
/// the system's default modes and IUTF8 (spec 3 §2.5). Not thread-safe.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe partial class PseudoTerminal : IDisposable
{
    private const string LibC = "libc";
    private const int NoControllingTerminal = 0x100; // O_NOCTTY, Linux
    private const int CloseOnExecution = 0x80000; // O_CLOEXEC, Linux
    private const int MacNoControllingTerminal = 0x20000;
    private const int ReadWrite = 2; // O_RDWR
    private const int InputOutputError = 5; // EIO

    // Kept open until a program has the terminal, so that the master is not told meanwhile that all have left.
    private int _slave;

    private PseudoTerminal(int master, int slave, string name)
    {
        Descriptor = master;
        _slave = slave;
        Name = name;
    }

    /// <summary>The master's descriptor, for <c>poll</c>.</summary>
    public int Descriptor { get; private set; }

    /// <summary>The terminal's path, such as <c>/dev/pts/3</c>.</summary>
    public string Name { get; }

    /// <summary>Opens a new pseudo-terminal.</summary>
    /// <exception cref="IOException">The system has none to give.</exception>
    public static PseudoTerminal Open(int columns, int rows)
    {
        // posix_openpt of macOS takes no O_CLOEXEC.
        int flags = ReadWrite | (OperatingSystem.IsMacOS() ? MacNoControllingTerminal : NoControllingTerminal | CloseOnExecution);
        int master = OpenMaster(flags);
        int slave = -1;
        if (master < 0)
        {
            throw UnixTerminal.Failure("posix_openpt");
        }

        try
        {
            if (Grant(master) != 0 || Unlock(master) != 0 || Marshal.PtrToStringUTF8(SlaveName(master)) is not { } name)
            {
                throw UnixTerminal.Failure("unlockpt");
            }

            slave = OpenFile(name, flags);
            if (slave < 0)
            {
                throw UnixTerminal.Failure(name);
            }

            UnixDescriptor.CloseOnExecution(master);
            UnixDescriptor.CloseOnExecution(slave);
            UnixDescriptor.DoNotWait(master);
            UnixTerminal.SetModes(slave, UnixTerminal.MakeUtf8(UnixTerminal.GetModes(slave)));
            UnixTerminal.SetWindowSize(slave, columns, rows);
            return new PseudoTerminal(master, slave, name);
        }
        catch
        {
            _ = UnixTerminal.Close(master);
            if (slave >= 0)
            {
                _ = UnixTerminal.Close(slave);
            }

            throw;
        }
    }

    /// <summary>Starts a program on the terminal, which becomes its controlling terminal.</summary>
    /// <returns>The program's process id.</returns>
    /// <exception cref="IOException">It cannot be started: the message is the system's reason, without more.</exception>
    public int Start(SpawnRequest request)
    {
        int process = ProcessSpawner.Start(request with { Terminal = Name });
        CloseSlave();
        return process;
    }

    /// <summary>Changes the window's size, which the system tells the programs in the foreground (SIGWINCH).</summary>
    public void Resize(int columns, int rows) => UnixTerminal.SetWindowSize(Descriptor, columns, rows);

    /// <summary>Reads what programs have written.</summary>
    /// <returns>How many bytes; 0 if there are none now; −1 when all programs have left the terminal.</returns>
    public int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint length = UnixTerminal.Read(Descriptor, start, (nuint)buffer.Length);
            if (length > 0)
            {
                return (int)length;
            }

            return length < 0 && IsPassing(Marshal.GetLastPInvokeError()) ? 0 : -1;
        }
    }

    /// <summary>Writes what the user has typed.</summary>
    /// <returns>How many bytes the system took, which may be none; −1 when the terminal is gone.</returns>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint length = UnixTerminal.Write(Descriptor, start, (nuint)bytes.Length);
            if (length >= 0)
            {
                return (int)length;
            }

            int error = Marshal.GetLastPInvokeError();
            return IsPassing(error) || error == InputOutputError ? 0 : -1;
        }
    }

    /// <summary>Closes the terminal: the system sends SIGHUP to the programs in its foreground.</summary>
    public void Dispose()
    {
        CloseSlave();
        if (Descriptor >= 0)
        {
            _ = UnixTerminal.Close(Descriptor);
            Descriptor = -1;
        }
    }

    private static bool IsPassing(int error) => error == UnixTerminal.WouldBlock || error == UnixTerminal.InterruptedCall;

    private void CloseSlave()
    {
        if (_slave >= 0)
        {
            _ = UnixTerminal.Close(_slave);
            _slave = -1;
        }
    }

    [LibraryImport(LibC, EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial int OpenMaster(int flags);

    [LibraryImport(LibC, EntryPoint = "grantpt", SetLastError = true)]
    private static partial int Grant(int master);

    [LibraryImport(LibC, EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int Unlock(int master);

    [LibraryImport(LibC, EntryPoint = "ptsname", SetLastError = true)]
    private static partial nint SlaveName(int master);

    [LibraryImport(LibC, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);
}
