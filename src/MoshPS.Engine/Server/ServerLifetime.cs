using System.Globalization;

namespace MoshPS.Engine.Server;

/// <summary>
/// Decides when a session ends (spec 3 §2.8): time limits, signals, the program's end. Without I/O; time is in
/// milliseconds from a monotonic clock, so that nobody's setting the clock ends a session.
/// </summary>
/// <remarks>
/// <see cref="Update"/> is to be called in each turn after all that had arrived was taken: after a suspension the
/// client's datagrams wait in the socket, and its silence was none.
/// </remarks>
internal sealed class ServerLifetime
{
    /// <summary>
    /// How long to tell a client of the end that was silent for the network timeout and may yet be there. Stock sends
    /// one datagram, which may be lost.
    /// </summary>
    public const int IdleShutdownTimeout = 2_000;

    /// <summary>How long a client has to take note of the end when a signal asked for it.</summary>
    public const int SignalShutdownTimeout = 10_000;

    /// <summary>A client that was heard so short a time before the program ended was there then: three heartbeats.</summary>
    public const int PresenceBeforeEnd = 10_000;

    /// <summary>
    /// How long to wait for such a client that has fallen silent, as stock does. Its client acknowledges the end once and is gone:
    /// when that datagram is lost, its silence is no absence that the last screen has to outlast.
    /// </summary>
    public const int SilenceAfterEnd = 10_000;

    private readonly ServerSession _session;
    private readonly MoshServerOptions _options;
    private readonly long _start;
    private MoshServerEndReason? _reason;
    private bool _waitsForClient;
    private long _programEnded = long.MaxValue;
    private bool _stopWasRequested;
    private bool _leaves;
    private long _leaveAt = long.MaxValue;

    /// <param name="session">The session, which this ends.</param>
    /// <param name="options">Time limits, and where to log.</param>
    /// <param name="now">The time.</param>
    public ServerLifetime(ServerSession session, MoshServerOptions options, long now)
    {
        _session = session;
        _options = options;
        _start = now;
    }

    /// <summary>Whether there is nothing left to do, as of the last call with a time to this or the session.</summary>
    public bool IsOver => _leaves || _session.Endpoint.IsOver;

    /// <summary>Why the session is ending or has ended.</summary>
    public MoshServerEndReason Reason => _reason ?? MoshServerEndReason.ClientEnded;

    private long FirstContactLimit => InMilliseconds(_options.FirstContactTimeout);

    private long? NetworkLimit => _options.NetworkTimeout is { } timeout ? InMilliseconds(timeout) : null;

    /// <summary>The program has ended: the client is to get its last screen, be it when it is back.</summary>
    public void ProgramEnded(long now)
    {
        _waitsForClient = true;
        _programEnded = now;
        Shut(now, MoshServerEndReason.ProgramEnded, InMilliseconds(_options.LastScreenTimeout));
    }

    /// <summary>The session cannot go on: the client is to get the last screen if it is there.</summary>
    public void Failed(long now)
    {
        _reason = MoshServerEndReason.Failed;
        Shut(now, MoshServerEndReason.Failed, SignalShutdownTimeout);
    }

    /// <summary>SIGTERM or SIGINT arrived: end, at once if there is nobody to tell or it was the second.</summary>
    public void StopRequested(long now)
    {
        if (_stopWasRequested || !_session.IsClientPresent)
        {
            _leaves = true;
        }

        _stopWasRequested = true;
        Shut(now, MoshServerEndReason.Stopped, SignalShutdownTimeout);
    }

    /// <summary>SIGUSR1 arrived: end if the client has been silent for the signal timeout.</summary>
    public void CleanUpRequested(long now)
    {
        long idle = IdleTime(now);
        if (_options.SignalTimeout is { } timeout && idle < InMilliseconds(timeout))
        {
            return;
        }

        Log(string.Create(CultureInfo.InvariantCulture, $"Network idle for {idle / 1000} seconds when SIGUSR1 received"));
        Shut(now, MoshServerEndReason.Stopped, SignalShutdownTimeout);
        _leaves |= !_session.IsClientPresent;
    }

    /// <summary>Ends what is due to end by now.</summary>
    public void Update(long now)
    {
        if (!_session.HasClient && now - _start >= FirstContactLimit)
        {
            Log(string.Create(CultureInfo.InvariantCulture, $"No connection within {FirstContactLimit / 1000} seconds."));
            _reason ??= MoshServerEndReason.NoConnection;
            _leaves = true;
        }
        else if (NetworkLimit is { } limit && IdleTime(now) >= limit && _reason != MoshServerEndReason.NetworkIdle)
        {
            Log(string.Create(CultureInfo.InvariantCulture, $"Network idle for {IdleTime(now) / 1000} seconds."));
            _waitsForClient = false;
            Shut(now, MoshServerEndReason.NetworkIdle, IdleShutdownTimeout);
            _reason = MoshServerEndReason.NetworkIdle;
        }

        bool hasNobodyToTell = _session.Endpoint.IsShuttingDown && !_waitsForClient && !_session.IsClientPresent;
        _leaves |= hasNobodyToTell || now >= Math.Min(_leaveAt, GoneAt());
    }

    /// <summary>When <see cref="Update"/> has something to do next; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline()
    {
        long deadline = Math.Min(_leaveAt, _session.HasClient ? GoneAt() : _start + FirstContactLimit);
        return NetworkLimit is { } limit && _reason != MoshServerEndReason.NetworkIdle
            ? Math.Min(deadline, (_session.LastClientState ?? _start) + limit)
            : deadline;
    }

    private static long InMilliseconds(TimeSpan time) => (long)time.TotalMilliseconds;

    private long IdleTime(long now) => Math.Max(0, now - (_session.LastClientState ?? _start));

    /// <summary>When a client counts as gone that was there at the program's end, or came back after it.</summary>
    private long GoneAt() =>
        _session.LastClientState is { } heard && _programEnded != long.MaxValue && heard >= _programEnded - PresenceBeforeEnd
            ? Math.Max(heard, _programEnded) + SilenceAfterEnd
            : long.MaxValue;

    private void Shut(long now, MoshServerEndReason reason, long timeout)
    {
        _reason ??= reason;
        if (_session.Endpoint.IsShuttingDown)
        {
            // The end has begun, for a reason that may have left more time.
            _leaveAt = Math.Min(_leaveAt, now + timeout);
            return;
        }

        _session.BeginShutdown(now, (int)Math.Min(timeout, int.MaxValue));
    }

    private void Log(string message) => _options.Log?.Invoke(message);
}
