using System.Text;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Server;

/// <summary>
/// All parts of a session at work together: what is to be done in a turn, once it is known what is ready. Waits for
/// nothing, and knows the time only as an argument, in milliseconds.
/// </summary>
internal sealed class HostedSession : IDisposable
{
    /// <summary>How often failures to send are logged at most, in milliseconds.</summary>
    private const int SendErrorLogInterval = 10_000;

    private readonly MoshServerOptions _options;
    private readonly IServerSocket _socket;
    private readonly ServerLifetime _lifetime;
    private readonly ProgramExchange _exchange;
    private readonly ClientAttachment _attachment;
    private bool _isProgramEndKnown;
    private bool _hasInput;
    private bool _isImpossibleSizeLogged;
    private long _loggedSendErrors;
    private long _logSendErrorsAt = long.MinValue;

    /// <param name="options">How the session is to be.</param>
    /// <param name="key">Its key.</param>
    /// <param name="socket">Its socket.</param>
    /// <param name="program">Its program, which this disposes of.</param>
    /// <param name="record">Who is told of clients that come and go.</param>
    /// <param name="now">The time.</param>
    public HostedSession(
        MoshServerOptions options, SessionKey key, IServerSocket socket, IHostedProgram program, ISessionRecord record, long now)
    {
        _options = options;
        _socket = socket;
        Session = new ServerSession(key, options.Columns, options.Rows, socket.MaximumPayload, now);
        _lifetime = new ServerLifetime(Session, options, now);
        _exchange = new ProgramExchange(program, Session);
        _attachment = new ClientAttachment(Session, record, options.Log);
    }

    /// <summary>The session itself.</summary>
    public ServerSession Session { get; }

    /// <summary>Whether there is nothing left to do.</summary>
    public bool IsOver => _lifetime.IsOver;

    /// <summary>Why the session is ending or has ended.</summary>
    public MoshServerEndReason Reason => _lifetime.Reason;

    /// <summary>Whether <see cref="ExchangeWithProgram"/> is to be called without waiting for the terminal.</summary>
    public bool HasProgramOutput => !Session.IsEnding && _exchange.HasOutput;

    /// <summary>The descriptor of the program's terminal for <c>poll</c>; −1 when there is nothing to wait for.</summary>
    public int ProgramDescriptor => Session.IsEnding ? -1 : _exchange.Descriptor;

    /// <summary>Whether something waits to be written there.</summary>
    public bool HasProgramInput => !Session.HostInput.Pending.IsEmpty;

    /// <summary>Takes one datagram that has arrived.</summary>
    /// <returns>False when there was none.</returns>
    public bool TryReceive(long now)
    {
        if (!_socket.TryReceive(out ReadOnlySpan<byte> datagram, out bool congestionExperienced))
        {
            return false;
        }

        ReceiveResult result = Session.Receive(now, datagram, congestionExperienced);
        _hasInput |= result.RemoteAdvanced;
        if (result.IsFresh && _socket.AdoptSource())
        {
            Session.Endpoint.MaximumPayload = _socket.MaximumPayload;
            _attachment.AddressChanged(_socket.Client!);
        }

        return true;
    }

    /// <summary>Gives the program what the client did; starts it the first time.</summary>
    public void GiveInput(long now)
    {
        if (!_hasInput && !Session.IsSizeDue(now))
        {
            return;
        }

        _hasInput = false;
        _exchange.GiveInput(now);
        if (Session.ImpossibleSizes > 0 && !_isImpossibleSizeLogged)
        {
            _isImpossibleSizeLogged = true;
            _options.Log?.Invoke("The client tells a window size that no window has; the size before it stays.");
        }

        if (!_exchange.IsStarted)
        {
            _exchange.Start(now);
            _exchange.GiveInput(now);
        }
    }

    /// <summary>Passes input and output between the session and its program.</summary>
    /// <returns>Whether there was any, or the program has ended.</returns>
    public bool ExchangeWithProgram(long now)
    {
        long given = Session.HostInput.Taken;
        _exchange.GiveInput(now);
        int length = _exchange.TakeOutput(now);

        // The terminal's answers do not wait for the next turn.
        _exchange.GiveInput(now);
        return length > 0 || Session.HostInput.Taken > given || _exchange.HasEnded;
    }

    /// <summary>SIGTERM or SIGINT arrived.</summary>
    public void StopRequested(long now) => _lifetime.StopRequested(now);

    /// <summary>SIGUSR1 arrived.</summary>
    public void CleanUpRequested(long now) => _lifetime.CleanUpRequested(now);

    /// <summary>A child of this process has ended.</summary>
    public void ChildEnded() => _exchange.Reap();

    /// <summary>Does what time alone asks for, and sends what is due. The last step of every turn.</summary>
    public void Finish(long now)
    {
        _exchange.Update(now);
        if (_exchange.HasEnded && !_isProgramEndKnown)
        {
            _isProgramEndKnown = true;
            _lifetime.ProgramEnded(now);
        }

        GiveInput(now);
        if (Session.Endpoint.PeerHasShutDown && !_isProgramEndKnown)
        {
            // What ran need not wait until the client's repeats have been answered.
            _isProgramEndKnown = true;
            _exchange.End();
        }

        _lifetime.Update(now);
        Session.Tick(now, _socket);
        if (_socket.TakeTooLong())
        {
            Session.Endpoint.MaximumPayload = _socket.MaximumPayload;
            Session.Endpoint.DemandSend();
        }

        LogSendErrors(now);
        _attachment.Update(now);
    }

    /// <summary>Says on the client's screen and in the log what is wrong with this program, and ends the session.</summary>
    public void EndWithDefect(Exception defect, long now)
    {
        string message = $"mosh-server: internal error: {defect.GetType().Name}: {defect.Message}";
        _options.Log?.Invoke($"{message}\n{defect.StackTrace}");
        _isProgramEndKnown = true;
        _exchange.End();
        Session.TakeOutput(Encoding.UTF8.GetBytes($"\r\n{message}\r\n"), now);
        _lifetime.Failed(now);
    }

    /// <summary>When there is something to do next by time alone; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline(long now)
    {
        long deadline = Math.Min(Session.NextDeadline(now), Math.Min(_lifetime.NextDeadline(), _attachment.NextDeadline()));
        return Session.IsEnding ? deadline : Math.Min(deadline, _exchange.NextDeadline());
    }

    /// <summary>
    /// Tells of datagrams that could not be sent, the first at once and then now and then. Nothing waits for it: the
    /// transport repeats what was lost at its own pace.
    /// </summary>
    private void LogSendErrors(long now)
    {
        long errors = _socket.SendErrors;
        if (errors == _loggedSendErrors || now < _logSendErrorsAt)
        {
            return;
        }

        _options.Log?.Invoke($"Network exception: sendto: {_socket.LastSendError} ({errors - _loggedSendErrors}×)");
        _loggedSendErrors = errors;
        _logSendErrorsAt = now + SendErrorLogInterval;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _exchange.Dispose();
        Session.Dispose();
    }
}
