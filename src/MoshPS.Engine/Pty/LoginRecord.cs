using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Pty;

/// <summary>
/// The entry of a terminal in the list of users who are logged in (utmp), by way of libutempter, whose helper may
/// write there. Where the library is missing there is no entry. Nothing here throws or waits: the helper may have to
/// wait for whoever holds the list, so a thread of its own deals with it.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe class LoginRecord
{
    // The interface's version; the name without it is there for developers only.
    private const string LibraryName = "libutempter.so.0";

    // Bytes: little is called, and address space may be short.
    private const int StackSize = 256 * 1024;

    private static readonly TimeSpan LongestRemoval = TimeSpan.FromSeconds(2);

    private readonly object _gate = new();
    private readonly PseudoTerminal _terminal;
    private readonly delegate* unmanaged<int, byte*, int> _add;
    private readonly delegate* unmanaged<int, int> _remove;
    private string? _wanted;
    private string? _written;
    private bool _isWorking;
    private bool _isClosed;

    /// <summary>Prepares the entry of a terminal; nothing is written.</summary>
    public LoginRecord(PseudoTerminal terminal)
    {
        _terminal = terminal;
        if (OperatingSystem.IsLinux() && NativeLibrary.TryLoad(LibraryName, out nint library)
            && NativeLibrary.TryGetExport(library, "utempter_add_record", out nint add)
            && NativeLibrary.TryGetExport(library, "utempter_remove_record", out nint remove))
        {
            _add = (delegate* unmanaged<int, byte*, int>)add;
            _remove = (delegate* unmanaged<int, int>)remove;
        }
    }

    /// <summary>Whether the system has a helper for it.</summary>
    public bool IsAvailable => _add != null && _remove != null;

    /// <summary>Writes the entry, or writes it anew.</summary>
    /// <param name="host">Where the user is; spec 3 §2.5 has the forms.</param>
    public void Set(string host) => Want(host);

    /// <summary>Takes the entry away. To be called before the terminal closes; waits 2 s at most.</summary>
    public void Remove()
    {
        Want(null);
        lock (_gate)
        {
            if (_isWorking)
            {
                _ = Monitor.Wait(_gate, LongestRemoval);
            }

            _isClosed = true;
        }
    }

    private void Want(string? host)
    {
        lock (_gate)
        {
            if (!IsAvailable || _isClosed || host == _wanted)
            {
                return;
            }

            _wanted = host;
            if (_isWorking)
            {
                return;
            }

            _isWorking = true;
        }

        StartWork();
    }

    private void StartWork()
    {
        try
        {
            // Not of the pool: nothing of it stays once it is done.
            new Thread(Work, StackSize) { IsBackground = true, Name = "login record" }.Start();
        }
        catch (OutOfMemoryException)
        {
            // The user has as many processes and threads as he may (.NET has no other word for it): no entry, for now.
            lock (_gate)
            {
                _isWorking = false;
                _wanted = _written;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void Work()
    {
        while (true)
        {
            string? host;
            lock (_gate)
            {
                if (_wanted == _written || _isClosed)
                {
                    _isWorking = false;
                    Monitor.PulseAll(_gate);
                    return;
                }

                host = _written = _wanted;
            }

            if (host is null)
            {
                _ = _remove(_terminal.Descriptor);
            }
            else
            {
                byte* text = (byte*)Marshal.StringToCoTaskMemUTF8(host);
                _ = _add(_terminal.Descriptor, text);
                Marshal.FreeCoTaskMem((nint)text);
            }
        }
    }
}
