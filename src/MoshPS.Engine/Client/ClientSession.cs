using System.Net.NetworkInformation;
using System.Net.Sockets;
using MoshPS.Engine.Datagrams;
using MoshPS.Engine.Prediction;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Client;

/// <summary>
/// The inside of a <see cref="MoshClient"/>. There is no loop: whatever happens (a datagram, a timer, a key, a
/// change of the network) enters the lock, is taken note of, and is followed by one <see cref="Turn"/>. An idle
/// session therefore costs nothing between two heartbeats.
/// </summary>
internal sealed partial class ClientSession : IDatagramReceiver, IDisposable
{
    /// <summary>Bytes of input that may wait while the server does not take any.</summary>
    public const int MaximumBacklog = 16 << 20;

    // Sixteen tries at the longest send interval: as long as stock tries a server that it has never heard (spec 3 §3.5).
    private const int ShutdownTimeoutWhenNeverConnected = 4_000;

    // Networks change in several steps, each with a report of its own.
    private const long ShortestTimeBetweenHops = 1_000;

    // A flood of datagrams must not keep what is due from being sent.
    private const int DatagramsPerTurn = 64;

    private readonly Lock _gate = new();
    private readonly SessionClock _clock;
    private readonly ClientSockets _sockets;
    private readonly TransportEndpoint<UserInput, ScreenState> _endpoint;
    private readonly SessionLifecycle _lifecycle;
    private readonly InputBacklog _input;
    private readonly SessionErrors _errors;
    private readonly ITimer _timer;
    private readonly TaskCompletionSource<MoshClientEnd> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ResumeDetector _resume;
    private Screen _screen;
    private Screen? _keptScreen;
    private ulong _echoAck;
    private long _screenChangedAt;
    private long _armedFor = SessionLifecycle.Never;
    private int _datagramsSinceTurn;
    private bool _networkChanged;
    private bool _isReleased;
    private bool _hasChanged;

    /// <exception cref="SocketException">The system has no UDP socket of this address family to give.</exception>
    public ClientSession(MoshClientOptions options)
    {
        _clock = new SessionClock(options.TimeProvider);
        long now = _clock.Now;
        _resume = new ResumeDetector(now, _clock.TimeOfDay);
        _errors = new SessionErrors(options.Server);
        _lifecycle = new SessionLifecycle(
            now,
            options.ConnectTimeout == Timeout.InfiniteTimeSpan ? SessionLifecycle.Never : (long)options.ConnectTimeout.TotalMilliseconds);
        ScreenState initial = new(options.Columns, options.Rows);
        initial.Screen.StartRecycling();
        _screen = initial.Screen.Snapshot();
        _screenChangedAt = now;
        _endpoint = new TransportEndpoint<UserInput, ScreenState>(
            options.Key,
            TransportRole.Client,
            new UserInput(),
            initial,
            now,
            new TransportOptions
            {
                Random = SystemRandom.Fill,
                MaximumPayload = DatagramSize.MaximumFor(options.Server.AddressFamily),

                // Windows' timers tick every 15 ms: there, collecting keys for one would cost up to 15.
                CollectionDelay = OperatingSystem.IsWindows() ? 0 : null,
            });
        _input = new InputBacklog(_endpoint.Local, options.Columns, options.Rows);
        _sockets = new ClientSockets(options.Server, this, now);
        _timer = options.TimeProvider.CreateTimer(OnTimer, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Tells of changes of the state, the screen or the size asked for.</summary>
    public ChangeNotifier Changes { get; } = new();

    /// <summary>How the session ended, once it has.</summary>
    public Task<MoshClientEnd> Completion => _completion.Task;

    /// <summary>Completes when the sockets are closed: at the end, or a little later, for the last acknowledgements.</summary>
    public Task Released => _released.Task;

    public MoshClientState State
    {
        get
        {
            lock (_gate)
            {
                return _lifecycle.State;
            }
        }
    }

    /// <summary>The size last asked for.</summary>
    public (int Columns, int Rows) Size
    {
        get
        {
            lock (_gate)
            {
                return (_input.Columns, _input.Rows);
            }
        }
    }

    /// <summary>The error that waiting for the connection has met, if any.</summary>
    public MoshSessionException? ConnectionError
    {
        get
        {
            lock (_gate)
            {
                return _lifecycle.ConnectTimedOut ? _errors.UdpBlocked(_sockets.SendError) : null;
            }
        }
    }

    /// <summary>The clipboard as the consoles that were attached so far have dealt with it; one is attached at a time.</summary>
    public string KnownClipboard { get; set; } = "";

    /// <summary>Sends what is due first and begins to listen.</summary>
    public void Start()
    {
        NetworkChange.NetworkAddressChanged += OnNetworkAddressChanged;
        lock (_gate)
        {
            _sockets.StartReceiving();
            Turn();
        }
    }

    /// <summary>The session's time.</summary>
    public long Now => _clock.Now;

    /// <summary>What a frame is made of.</summary>
    /// <param name="screen">Becomes a copy of the newest screen of the server.</param>
    public ClientView GetView(Screen screen)
    {
        lock (_gate)
        {
            screen.CopyFrom(_screen);
            return new ClientView(
                _clock.Now,
                screen,
                new PredictionFeedback(
                    _endpoint.LastSentNumber, _endpoint.LatestRemote.EchoAck, _endpoint.AcknowledgedNumber, _endpoint.SendInterval),
                _lifecycle.State,
                _lifecycle.WasConnected,
                _lifecycle.ConnectTimedOut,
                _endpoint.LastRemoteState ?? 0,
                _endpoint.LastRoundTrip ?? 0,
                _sockets.SendErrors,
                _sockets.SendError,
                _endpoint.DatagramCounters.DatagramsInvalid);
        }
    }

    /// <summary>The newest screen of the server, to keep.</summary>
    public Screen GetScreen() => GetScreen(out _);

    /// <param name="unchangedFor">How long ago the screen changed last.</param>
    public Screen GetScreen(out TimeSpan unchangedFor)
    {
        lock (_gate)
        {
            unchangedFor = TimeSpan.FromMilliseconds(_clock.Now - _screenChangedAt);
            return _keptScreen ??= _screen.SnapshotToKeep();
        }
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (!IsOpen)
            {
                return;
            }

            if (_input.WaitingLength + (long)bytes.Length > MaximumBacklog)
            {
                throw SessionErrors.InputBacklogFull();
            }

            _input.Push(bytes, _clock.Now);
            Turn();
        }
    }

    /// <summary>
    /// Sends what was typed, once it is predicted what that does: from the session as it is then, with nothing sent in
    /// between, so that the next state is the first that can carry it.
    /// </summary>
    /// <param name="typed">The bytes.</param>
    /// <param name="screen">Becomes a copy of the newest screen of the server.</param>
    /// <param name="predict">Predicts; called with the session's lock held.</param>
    public void Send(ReadOnlySpan<byte> typed, Screen screen, TypingPredictor predict)
    {
        lock (_gate)
        {
            predict(GetView(screen), typed);
            Send(typed);
        }
    }

    public void Resize(int columns, int rows)
    {
        lock (_gate)
        {
            if (IsOpen && (columns, rows) != (_input.Columns, _input.Rows))
            {
                _input.Resize(columns, rows);
                _hasChanged = true;
                Turn();
            }
        }
    }

    public void BeginShutdown()
    {
        lock (_gate)
        {
            if (IsOpen)
            {
                _lifecycle.BeginClosing();
                _input.FlushAll(_clock.Now);
                _endpoint.BeginShutdown(
                    _clock.Now,
                    _lifecycle.WasConnected ? TransportEndpoint<UserInput, ScreenState>.DefaultShutdownTimeout : ShutdownTimeoutWhenNeverConnected);
                _hasChanged = true;
                Turn();
            }
        }
    }

    public void Abort()
    {
        lock (_gate)
        {
            Finish(MoshClientEndReason.Aborted, null);
            Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Abort();

    public MoshClientStatistics GetStatistics()
    {
        lock (_gate)
        {
            long now = _clock.Now;
            RoundTripEstimator roundTrip = _endpoint.RoundTrip;
            DatagramCounters counters = _endpoint.DatagramCounters;
            TimeSpan? sinceContact = _endpoint.LastHeard is { } heard ? TimeSpan.FromMilliseconds(now - heard) : null;
            return new MoshClientStatistics
            {
                Started = _clock.Started,
                LastContact = _clock.TimeOfDay - sinceContact,
                SinceLastContact = sinceContact,
                RoundTripTime = roundTrip.HasSample ? TimeSpan.FromMilliseconds(roundTrip.Smoothed) : null,
                RoundTripVariation = roundTrip.HasSample ? TimeSpan.FromMilliseconds(roundTrip.Variance) : null,
                LossEstimate = _endpoint.LossEstimate,
                DatagramsSent = counters.DatagramsSent,
                DatagramsReceived = counters.DatagramsAccepted,
                BytesSent = counters.BytesSent,
                BytesReceived = counters.BytesAccepted,
                InvalidDatagrams = counters.DatagramsInvalid,
                ReplayedDatagrams = counters.DatagramsReplayed,
                SendErrors = _sockets.SendErrors,
                SendError = _sockets.SendError,
                LocalStateNumber = _endpoint.LastSentNumber,
                AcknowledgedStateNumber = _endpoint.AcknowledgedNumber,
                RemoteStateNumber = _endpoint.LatestRemoteNumber,
                PortHops = _sockets.Hops,
            };
        }
    }

    /// <summary>
    /// Tries another local port and sends at once, as after a change of the network: for a caller that knows of one.
    /// </summary>
    public void Roam()
    {
        lock (_gate)
        {
            if (!_isReleased)
            {
                Hop(_clock.Now);
                Turn();
            }
        }
    }

    /// <inheritdoc/>
    void IDatagramReceiver.Received(ReadOnlySpan<byte> datagram)
    {
        lock (_gate)
        {
            if (_isReleased)
            {
                return;
            }

            try
            {
                Take(datagram, _clock.Now);
            }
            catch (Exception e)
            {
                Fail(e);
            }

            if (++_datagramsSinceTurn >= DatagramsPerTurn)
            {
                Turn();
            }
        }
    }

    /// <inheritdoc/>
    void IDatagramReceiver.Drained()
    {
        lock (_gate)
        {
            if (_datagramsSinceTurn > 0)
            {
                Turn();
            }
        }
    }

    /// <inheritdoc/>
    void IDatagramReceiver.SocketFailed(ClientSocket socket)
    {
        lock (_gate)
        {
            if (!_isReleased && _sockets.Remove(socket))
            {
                _networkChanged = true;
                Turn();
            }
        }
    }

    private bool IsOpen => _lifecycle.State is not (MoshClientState.Closing or MoshClientState.Closed);
}
