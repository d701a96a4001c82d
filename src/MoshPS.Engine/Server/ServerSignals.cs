using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Server;

/// <summary>
/// The signals that concern a session (spec 3 §2.8), made readable on a descriptor for <c>poll</c>. SIGHUP and SIGPIPE
/// are ignored: a session outlives the login that started it. A process that was started with them blocked, as a session's
/// own is on Linux, reads them from the system; in another one the runtime takes them.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe class ServerSignals : IDisposable
{
    // Linux; the numbers of macOS are not needed.
    private const int HangUp = 1; // SIGHUP
    private const int Interrupt = 2; // SIGINT
    private const int User1 = 10; // SIGUSR1
    private const int Terminate = 15; // SIGTERM
    private const int ChildChange = 17; // SIGCHLD

    private static readonly PosixSignal UserSignal1 = (PosixSignal)(OperatingSystem.IsMacOS() ? 30 : User1);

    private readonly SignalDescriptor? _blocked;
    private readonly AnonymousPipeServerStream? _pipe;
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _stops;
    private int _cleanUps;
    private int _childChanges;
    private int _isAnnounced;

    /// <exception cref="MoshServerStartException">The system gives no pipe, or the runtime no thread, for them.</exception>
    public ServerSignals()
    {
        try
        {
            if (OperatingSystem.IsLinux() && (_blocked = SignalDescriptor.Open(Numbers.ToArray())) is not null)
            {
                Descriptor = _blocked.Descriptor;
                return;
            }

            _pipe = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
            Descriptor = (int)_pipe.ClientSafePipeHandle.DangerousGetHandle();
            Register(PosixSignal.SIGTERM, () => Interlocked.Increment(ref _stops));
            Register(PosixSignal.SIGINT, () => Interlocked.Increment(ref _stops));
            Register(UserSignal1, () => Interlocked.Increment(ref _cleanUps));
            Register(PosixSignal.SIGCHLD, () => Interlocked.Increment(ref _childChanges));
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true));
        }
        catch (Exception e) when (e is IOException or TypeInitializationException or OutOfMemoryException)
        {
            Dispose();
            throw ServerStartFailures.NoSignals(e);
        }
    }

    /// <summary>The signals to start a process with blocked that is to serve a session; none where that is of no use.</summary>
    public static IReadOnlyList<int> Numbers { get; } = OperatingSystem.IsLinux() ? [HangUp, Interrupt, User1, Terminate, ChildChange] : [];

    /// <summary>Becomes readable when a signal has arrived; then <see cref="Acknowledge"/> is due.</summary>
    public int Descriptor { get; }

    /// <summary>Makes the descriptor unreadable, until the next signal.</summary>
    public void Acknowledge()
    {
        if (OperatingSystem.IsLinux() && _blocked is not null)
        {
            TakeBlocked(_blocked);
            return;
        }

        byte* buffer = stackalloc byte[16];
        _ = UnixTerminal.Read(Descriptor, buffer, 16);

        // From here on a signal announces itself anew, so that none falls between this and the counters.
        Volatile.Write(ref _isAnnounced, 0);
    }

    /// <summary>How often SIGTERM or SIGINT arrived since the last call.</summary>
    public int TakeStops() => Interlocked.Exchange(ref _stops, 0);

    /// <summary>How often SIGUSR1 arrived since the last call.</summary>
    public int TakeCleanUps() => Interlocked.Exchange(ref _cleanUps, 0);

    /// <summary>Whether a child may have ended since the last call.</summary>
    public bool TakeChildChanges() => Interlocked.Exchange(ref _childChanges, 0) > 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
        {
            _blocked?.Dispose();
        }

        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        // Null where there was none to be had in the first place.
        _pipe?.Dispose();
    }

    [SupportedOSPlatform("linux")]
    private void TakeBlocked(SignalDescriptor blocked)
    {
        while (blocked.TryRead(out int signal))
        {
            switch (signal)
            {
                case Terminate or Interrupt:
                    _stops++;
                    break;
                case User1:
                    _cleanUps++;
                    break;
                case ChildChange:
                    _childChanges++;
                    break;
            }
        }
    }

    private void Register(PosixSignal signal, Action count) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        count();
        Announce();
    }));

    private void Announce()
    {
        // One byte at a time is in the pipe, so that writing never waits.
        if (Interlocked.Exchange(ref _isAnnounced, 1) == 0)
        {
            try
            {
                _pipe!.WriteByte(0);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // The session has ended meanwhile.
            }
        }
    }
}
