using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Unix;

/// <summary>
/// Signals that are read from a descriptor (Linux <c>signalfd</c>). All threads of the process have to have them blocked,
/// so that it must have been started that way (<see cref="SpawnRequest.BlockedSignals"/>). The runtime's own way of taking
/// signals needs a thread for them and, at each one, threads of its pool, and where the user may have no more of these the
/// runtime ends the process.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe partial class SignalDescriptor : IDisposable
{
    private const string LibC = "libc";
    private const int SignalSetSize = 128; // sigset_t
    private const int CloseOnExecution = 0x80000; // SFD_CLOEXEC
    private const int DoNotWait = 0x800; // SFD_NONBLOCK
    private const int RecordSize = 128; // struct signalfd_siginfo, which begins with the signal's number

    private SignalDescriptor(int descriptor) => Descriptor = descriptor;

    /// <summary>Becomes readable when a signal has arrived.</summary>
    public int Descriptor { get; private set; }

    /// <summary>Opens the descriptor.</summary>
    /// <param name="signals">Their numbers.</param>
    /// <returns>Null when the process does not have them all blocked.</returns>
    /// <exception cref="IOException">The system has no descriptor to give.</exception>
    public static SignalDescriptor? Open(ReadOnlySpan<int> signals)
    {
        byte* blocked = stackalloc byte[SignalSetSize];
        byte* wanted = stackalloc byte[SignalSetSize];
        _ = Empty(wanted);
        if (GetMask(0, null, blocked) != 0)
        {
            return null;
        }

        foreach (int signal in signals)
        {
            if (Contains(blocked, signal) != 1)
            {
                return null;
            }

            _ = Add(wanted, signal);
        }

        int descriptor = OpenDescriptor(-1, wanted, CloseOnExecution | DoNotWait);
        return descriptor >= 0 ? new SignalDescriptor(descriptor) : throw UnixTerminal.Failure("signalfd");
    }

    /// <summary>Takes a signal that has arrived.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryRead(out int signal)
    {
        byte* record = stackalloc byte[RecordSize];
        bool isThere = UnixTerminal.Read(Descriptor, record, RecordSize) == RecordSize;
        signal = isThere ? *(int*)record : 0;
        return isThere;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Descriptor >= 0)
        {
            _ = UnixTerminal.Close(Descriptor);
            Descriptor = -1;
        }
    }

    [LibraryImport(LibC, EntryPoint = "signalfd", SetLastError = true)]
    private static partial int OpenDescriptor(int descriptor, byte* signals, int flags);

    [LibraryImport(LibC, EntryPoint = "sigprocmask", SetLastError = true)]
    private static partial int GetMask(int how, byte* set, byte* old);

    [LibraryImport(LibC, EntryPoint = "sigemptyset")]
    private static partial int Empty(byte* signals);

    [LibraryImport(LibC, EntryPoint = "sigaddset")]
    private static partial int Add(byte* signals, int signal);

    [LibraryImport(LibC, EntryPoint = "sigismember")]
    private static partial int Contains(byte* signals, int signal);
}
