using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Server;

/// <summary>
/// The signals that concern a session (spec 3 §2.8), made readable on a descriptor for <c>poll</c>. SIGHUP and SIGPIPE
/// are ignored: a session outlives the login that started it.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe class ServerSignals : IDisposable
{
    private static readonly PosixSignal UserSignal1 = (PosixSignal)(OperatingSystem.IsMacOS() ? 30 : 10);

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

    /// <summary>Becomes readable when a signal has arrived; then <see cref="Acknowledge"/> is due.</summary>
    public int Descriptor { get; }

    /// <summary>Makes the descriptor unreadable, until the next signal.</summary>
    public void Acknowledge()
    {
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
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        // Null where there was none to be had in the first place.
        _pipe?.Dispose();
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
