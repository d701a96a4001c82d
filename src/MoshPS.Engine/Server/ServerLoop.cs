using System.Runtime.Versioning;
using System.Text;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Transport;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Server;

/// <summary>
/// Joins a <see cref="ServerSession"/> to its socket, program, signals and clock. One thread does everything, in turns
/// that begin with one <c>poll</c>: a session that nobody uses costs nothing between two heartbeats, and input never
/// waits for another thread.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe class ServerLoop : IDisposable
{
    /// <summary>
    /// Datagrams taken in one turn: more than a socket's buffer holds of small ones, so that after a suspension all
    /// that the client has sent is known before anything is decided; few enough that a flood does not starve the rest.
    /// </summary>
    private const int MaximumDatagramsPerTurn = 256;

    /// <summary>
    /// How long datagrams may take in one turn, in milliseconds: one of a client that means harm takes up to ten.
    /// </summary>
    private const int MaximumReceiveTime = 20;

    /// <summary>After so many turns in a row without waiting, or without result, the next waits (spec 1 §12).</summary>
    private const int MaximumHurriedTurns = 10;

    /// <summary>How long a socket that cannot receive is left alone, in milliseconds.</summary>
    private const int ReceiveErrorPause = 100;

    private readonly MoshServerOptions _options;
    private readonly ServerSocket _socket;
    private readonly SessionClock _clock;
    private readonly ServerSession _session;
    private readonly ServerLifetime _lifetime;
    private readonly ServedProgram _program;
    private readonly ServerSignals _signals;
    private long _now;
    private long _receiveAgainAt;
    private int _hurriedTurns;
    private bool _isProgramClosed;

    /// <exception cref="IOException">The system has no pseudo-terminal to give.</exception>
    public ServerLoop(MoshServerOptions options, ServerSocket socket, SessionKey key)
    {
        _options = options;
        _socket = socket;
        _clock = new SessionClock(options.TimeProvider);
        _now = _clock.Now;
        _session = new ServerSession(key, options.Columns, options.Rows, socket.MaximumPayload, _now);
        _lifetime = new ServerLifetime(_session, options, _now);
        _program = new ServedProgram(options, _session);
        _signals = new ServerSignals();
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

        return _lifetime.Reason;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _signals.Dispose();
        _program.Dispose();
        _session.Dispose();
    }

    private void RunToEnd()
    {
        while (!_lifetime.IsOver)
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
        descriptors[2] = new() { Descriptor = _session.IsEnding ? -1 : _program.Descriptor, Events = _program.Events };
        if (_hurriedTurns >= MaximumHurriedTurns)
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
            if (descriptors[1].ReturnedEvents != 0)
            {
                progressed = true;
                TakeSignals();
            }
        }

        if (!_session.IsEnding
            && ((ready > 0 && descriptors[2].ReturnedEvents != 0) || _program.HasOutput || _program.IsEnding))
        {
            progressed |= ExchangeWithProgram();
        }

        _hurriedTurns = progressed ? 0 : _hurriedTurns + 1;
        Finish();
    }

    /// <summary>How long to wait, in milliseconds; −1 for as long as it takes.</summary>
    private int Timeout()
    {
        long deadline = Math.Min(_session.NextDeadline(_now), _lifetime.NextDeadline());
        if (!_session.IsEnding)
        {
            deadline = Math.Min(deadline, _program.NextDeadline());
        }

        if (_now < _receiveAgainAt)
        {
            deadline = Math.Min(deadline, _receiveAgainAt);
        }

        return deadline == long.MaxValue ? -1 : (int)Math.Clamp(Math.Max(deadline, _now) - _now, 0, int.MaxValue);
    }

    /// <summary>Does what time alone asks for, and sends.</summary>
    private void Finish()
    {
        _program.Update(_now);
        if (_program.HasEnded && !_isProgramClosed)
        {
            _isProgramClosed = true;
            _lifetime.ProgramEnded(_now);
            _program.Close();
        }

        if (_session.IsSizeDue(_now))
        {
            _program.GiveInput(_now);
        }

        _lifetime.Update(_now);
        _session.Tick(_now, _socket);
        if (_socket.WasTooLong)
        {
            _socket.WasTooLong = false;
            _session.Endpoint.MaximumPayload = _socket.MaximumPayload;
            _session.Endpoint.DemandSend();
        }
    }

    private bool ReceiveDatagrams()
    {
        long errors = _socket.ReceiveErrors;
        int count = 0;
        bool advanced = false;
        while (count < MaximumDatagramsPerTurn
            && _clock.Now - _now < MaximumReceiveTime
            && _socket.TryReceive(out ReadOnlySpan<byte> datagram))
        {
            count++;
            ReceiveResult result = _session.Receive(_now, datagram);
            advanced |= result.RemoteAdvanced;
            if (result.IsFresh && _socket.AdoptSource())
            {
                _session.Endpoint.MaximumPayload = _socket.MaximumPayload;
                _options.Log?.Invoke($"Server now attached to client at {_socket.Client}");
            }
        }

        if (_socket.ReceiveErrors != errors && count == 0)
        {
            _receiveAgainAt = _now + ReceiveErrorPause;
        }

        if (advanced)
        {
            _program.GiveInput(_now);
            if (!_program.IsStarted)
            {
                _program.Start(_now);
                _program.GiveInput(_now);
            }
        }

        return count > 0;
    }

    private bool ExchangeWithProgram()
    {
        long taken = _session.HostInput.Taken;
        _program.GiveInput(_now);
        int length = _program.TakeOutput(_now);

        // The terminal's answers do not wait for the next turn.
        _program.GiveInput(_now);
        return length > 0 || _session.HostInput.Taken > taken || _program.HasEnded;
    }

    private void TakeSignals()
    {
        _signals.Acknowledge();
        for (int stops = _signals.TakeStops(); stops > 0; stops--)
        {
            _lifetime.StopRequested(_now);
        }

        for (int cleanUps = _signals.TakeCleanUps(); cleanUps > 0; cleanUps--)
        {
            _lifetime.CleanUpRequested(_now);
        }

        if (_signals.TakeChildChanges())
        {
            _program.Reap();
        }
    }

    /// <summary>Says on the client's screen and in the log what is wrong, and ends the session.</summary>
    private void EndWithDefect(Exception defect)
    {
        string message = $"mosh-server: internal error: {defect.GetType().Name}: {defect.Message}";
        try
        {
            _options.Log?.Invoke($"{message}\n{defect.StackTrace}");
            _isProgramClosed = true;
            _program.Close();
            _session.TakeOutput(Encoding.UTF8.GetBytes($"\r\n{message}\r\n"), _now);
            _lifetime.Failed(_now);
            RunToEnd();
        }
#pragma warning disable CA1031 // The defect is in what tells of the defect as well; there is nobody left to tell.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
