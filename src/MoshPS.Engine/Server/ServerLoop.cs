using System.Runtime.Versioning;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Server;

/// <summary>
/// Joins a <see cref="HostedSession"/> to its socket, program, signals and clock. One thread does everything, in turns
/// that begin with one <c>poll</c>: a session that nobody uses costs nothing between two heartbeats, and input never
/// waits for another thread.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe class ServerLoop : IDisposable
{
    /// <summary>
    /// Datagrams taken in one turn: about as many small ones as a socket's buffer holds, so that after a suspension all
    /// that the client has sent is known before anything is decided; few enough that a flood does not starve the rest.
    /// </summary>
    private const int MaximumDatagramsPerTurn = 256;

    /// <summary>
    /// How long datagrams may take in one turn, in milliseconds: one of a client that means harm takes up to ten.
    /// </summary>
    private const int MaximumReceiveTime = 20;

    /// <summary>After so many turns in a row without waiting and without result, one waits (spec 1 §12).</summary>
    private const int MaximumIdleTurns = 10;

    /// <summary>How long a socket that cannot receive is left alone, in milliseconds.</summary>
    private const int ReceiveErrorPause = 100;

    /// <summary>
    /// Files that a session opens for a moment each when it starts its program and shows its state: the user database,
    /// messages of the day, its entries in <c>/proc</c>, with one to spare.
    /// </summary>
    private const int SpareDescriptors = 3;

    private readonly ServerSocket _socket;
    private readonly SessionClock _clock;
    private readonly HostedSession _session;
    private readonly ServerSignals _signals;
    private long _now;
    private long _receiveAgainAt;
    private int _idleTurns;

    /// <summary>Takes all that the session will need of the system, but for the program's process.</summary>
    /// <exception cref="MoshServerStartException">The system does not give it.</exception>
    public ServerLoop(MoshServerOptions options, ServerSocket socket, SessionKey key)
    {
        _socket = socket;
        _clock = new SessionClock(options.TimeProvider);
        _now = _clock.Now;
        _signals = new ServerSignals();
        HostedProgram? program = null;
        try
        {
            program = new HostedProgram(options, socket.LocalEndPoint.Port);
            CheckRoom();
            _session = new HostedSession(options, key, socket, program, program.Record, _now);
        }
        catch
        {
            program?.Dispose();
            _signals.Dispose();
            throw;
        }

        // Not before all else is there: it starts a process of its own for a moment.
        program.Record.Begin();
    }

    /// <summary>Serves the session to its end.</summary>
    public MoshServerEndReason Run()
    {
        try
        {
            RunToEnd();
        }
#pragma warning disable CA1031 // Whatever it is, the session is to end with a message and not without a word.
        catch (Exception e)
#pragma warning restore CA1031
        {
            EndWithDefect(e);
        }

        return _session.Reason;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _signals.Dispose();
        _session.Dispose();
    }

    /// <summary>Whether there is room for what is not taken before the program starts.</summary>
    private void CheckRoom()
    {
        if (!UnixDescriptor.HasRoomFor(SpareDescriptors, _socket.Descriptor))
        {
            throw ServerStartFailures.NoOpenFiles(ResourceLimits.OutOfOpenFiles());
        }

        try
        {
            ProcessSpawner.CheckRoom();
        }
        catch (IOException e)
        {
            throw ServerStartFailures.NoProcess(e);
        }
    }

    private void RunToEnd()
    {
        while (!_session.IsOver)
        {
            RunTurn();
        }
    }

    private void RunTurn()
    {
        UnixTerminal.PollDescriptor* descriptors = stackalloc UnixTerminal.PollDescriptor[3];
        descriptors[0] = new()
        {
            Descriptor = _now >= _receiveAgainAt ? _socket.Descriptor : -1,
            Events = UnixTerminal.PollInput,
        };
        descriptors[1] = new() { Descriptor = _signals.Descriptor, Events = UnixTerminal.PollInput };
        descriptors[2] = new()
        {
            Descriptor = _session.ProgramDescriptor,
            Events = (short)(UnixTerminal.PollInput | (_session.HasProgramInput ? UnixTerminal.PollOutput : 0)),
        };
        if (_idleTurns >= MaximumIdleTurns)
        {
            // A deadline that has come, or a descriptor that is ready, without anything to be done about it.
            _ = UnixTerminal.Poll(descriptors, 0, 1);
        }

        int timeout = Timeout();
        int ready = UnixTerminal.Poll(descriptors, 3, timeout);
        _now = _clock.Now;
        bool progressed = ready == 0 && timeout != 0;
        if (ready > 0)
        {
            progressed |= descriptors[0].ReturnedEvents != 0 && ReceiveDatagrams();
            progressed |= descriptors[1].ReturnedEvents != 0 && TakeSignals();
        }

        if (_session.HasProgramOutput || (ready > 0 && descriptors[2].ReturnedEvents != 0))
        {
            progressed |= _session.ExchangeWithProgram(_now);
        }

        _idleTurns = progressed ? 0 : _idleTurns + 1;
        _session.Finish(_now);
    }

    /// <summary>How long to wait, in milliseconds; −1 for as long as it takes.</summary>
    private int Timeout()
    {
        long deadline = _session.NextDeadline(_now);
        if (_now < _receiveAgainAt)
        {
            deadline = Math.Min(deadline, _receiveAgainAt);
        }

        return deadline == long.MaxValue ? -1 : (int)Math.Clamp(Math.Max(deadline, _now) - _now, 0, int.MaxValue);
    }

    private bool ReceiveDatagrams()
    {
        long errors = _socket.ReceiveErrors;
        int count = 0;
        while (count < MaximumDatagramsPerTurn && _clock.Now - _now < MaximumReceiveTime && _session.TryReceive(_now))
        {
            count++;
        }

        _session.GiveInput(_now);
        if (count == 0 && _socket.ReceiveErrors != errors)
        {
            _receiveAgainAt = _now + ReceiveErrorPause;
        }

        return count > 0;
    }

    private bool TakeSignals()
    {
        _signals.Acknowledge();
        for (int stops = _signals.TakeStops(); stops > 0; stops--)
        {
            _session.StopRequested(_now);
        }

        for (int cleanUps = _signals.TakeCleanUps(); cleanUps > 0; cleanUps--)
        {
            _session.CleanUpRequested(_now);
        }

        if (_signals.TakeChildChanges())
        {
            _session.ChildEnded();
        }

        return true;
    }

    private void EndWithDefect(Exception defect)
    {
        try
        {
            _session.EndWithDefect(defect, _now);
            RunToEnd();
        }
#pragma warning disable CA1031 // The defect is in what tells of the defect as well: there is nobody left to tell.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
