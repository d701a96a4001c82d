using MoshPS.Engine.Client;
using MoshPS.Engine.Client.Overlays;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Prediction;
using MoshPS.Engine.Server;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Tests.Simulation;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.TypingSimulation;

/// <summary>
/// Types a trace into the client and watches its frames, all in simulated time. From the keyboard to the pseudo-terminal
/// and back everything is real but for sockets, threads and the program: what <see cref="ConsoleAttachment"/> and
/// <see cref="ClientSession"/> do with a key and with a datagram, the transport, <see cref="ServerSession"/> and its
/// emulator.
/// </summary>
internal sealed class SimulatedTyping : IDisposable
{
    // The user looks at the session for a while before typing: by then the round trip is known.
    private const long LeadTime = 3_000;
    private const long SettleTime = 60_000;
    private const int MaximumPayload = 1252;

    private static readonly SessionKey Key = SessionKey.FromBytes("typed by a robot"u8);

    private readonly ReplayedTrace _trace;
    private readonly RecordedHost _host;
    private readonly SimulatedPath _toServer;
    private readonly SimulatedPath _toClient;
    private readonly ServerSession _server;
    private readonly TransportEndpoint<UserInput, ScreenState> _client;
    private readonly InputBacklog _input;
    private readonly FrameComposer _composer;
    private readonly TypingObserver _observer;
    private readonly Dictionary<ulong, int> _processedByState = [];
    private Screen _screen;
    private int _processed;
    private int _typed;
    private long _now = 1_000;
    private long _begun = long.MaxValue;

    private SimulatedTyping(ReplayedTrace trace, TypingLink link, PredictionOptions prediction)
    {
        _trace = trace;
        _host = new RecordedHost(trace);
        Random random = new(link.Seed);
        _toServer = new SimulatedPath(random) { Conditions = link.Conditions };
        _toClient = new SimulatedPath(random) { Conditions = link.Conditions };
        _server = new ServerSession(Key, trace.Columns, trace.Rows, MaximumPayload, _now, random.NextBytes);
        ScreenState initial = new(trace.Columns, trace.Rows);
        _screen = initial.Screen.Snapshot();
        _client = new TransportEndpoint<UserInput, ScreenState>(
            Key, TransportRole.Client, new UserInput(), initial, _now, new TransportOptions { Random = random.NextBytes, MaximumPayload = MaximumPayload });
        _input = new InputBacklog(_client.Local, trace.Columns, trace.Rows);
        _composer = new FrameComposer(
            new AttachOptions { Prediction = prediction, TitlePrefix = false }, new PredictionCounters(), serverPort: 60001, canSuspend: false);
        _observer = new TypingObserver(trace);
    }

    /// <summary>Types a whole trace.</summary>
    /// <exception cref="InvalidOperationException">In the end the client does not show what the program's screen shows.</exception>
    public static SimulatedTypingResult Run(ReplayedTrace trace, TypingLink link, PredictionOptions prediction)
    {
        using SimulatedTyping session = new(trace, link, prediction);
        session.Run();
        return session._observer.Result;
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private void Run()
    {
        Screen last = _trace.ScreenAfter(_trace.Keys.Count - 1);
        long end = long.MaxValue;
        bool isSettled = false;
        while (!isSettled)
        {
            if (_now > end)
            {
                throw new InvalidOperationException($"{_trace.Name}: in the end the client does not show the program's screen.");
            }

            RunServer();
            bool hasNews = ReceiveFromServer();
            hasNews |= TypeWhatIsDue();
            _input.Flush(_now, _client.RoundTrip.RetransmissionTimeout);
            _client.Tick(_now, new Sink(_toServer, _now));
            if (hasNews || _composer.NextDeadline <= _now)
            {
                Screen frame = _screen.Snapshot();
                _composer.Compose(GetView(frame), isLast: false);
                _observer.Look(_now, frame, _screen, _processed);
                isSettled = _processed == _trace.Keys.Count && ScreenAppearance.AreAlike(frame, last);
            }

            if (_typed == _trace.Keys.Count)
            {
                end = Math.Min(end, _now + SettleTime);
            }

            _now = Math.Max(_now + 1, NextEvent());
        }

        _observer.Finish(_now);
    }

    private void RunServer()
    {
        while (_toServer.NextArrival <= _now)
        {
            _server.Receive(_now, _toServer.Receive().Bytes);
        }

        if (_begun == long.MaxValue && _server.HasClient)
        {
            _begun = _now + LeadTime;
            _host.Start(_now);
        }

        bool goesOn;
        do
        {
            goesOn = _server.TakeInput(_now);
            _host.Give(TakeHostInput(), _now);
        }
        while (goesOn);

        while (_host.TryWrite(_now, out byte[] bytes))
        {
            for (int taken = 0; taken < bytes.Length;)
            {
                taken += _server.TakeOutput(bytes.AsSpan(taken), _now);
            }

            // The terminal's answers: the recorded program has had its own.
            TakeHostInput();
        }

        _server.Tick(_now, new Sink(_toClient, _now));
        _processedByState.TryAdd(_server.Endpoint.LastSentNumber, _host.Processed);
    }

    private int TakeHostInput()
    {
        int count = _server.HostInput.Pending.Length;
        _server.GiveInput(count, _now);
        return count;
    }

    private bool ReceiveFromServer()
    {
        bool hasNews = false;
        while (_toClient.NextArrival <= _now)
        {
            if (_client.Receive(_now, _toClient.Receive().Bytes).RemoteAdvanced)
            {
                _screen = new Screen(_trace.Columns, _trace.Rows);
                _screen.CopyFrom(_client.LatestRemote.Screen);
                _processed = _processedByState[_client.LatestRemoteNumber];
                hasNews = true;
            }
        }

        return hasNews;
    }

    private bool TypeWhatIsDue()
    {
        if (_typed >= _trace.Keys.Count || NextKey > _now)
        {
            return false;
        }

        byte[] input = _trace.Keys[_typed++].Input;
        _composer.Type(GetView(_screen), input);
        _input.Push(input, _now);
        _observer.Typed(_now);
        return true;
    }

    private long NextKey => _typed < _trace.Keys.Count && _begun != long.MaxValue ? _begun + _trace.Keys[_typed].Time : long.MaxValue;

    private long NextEvent()
    {
        long next = Math.Min(_client.NextDeadline(_now), _server.NextDeadline(_now));
        next = Math.Min(next, Math.Min(_toServer.NextArrival, _toClient.NextArrival));
        next = Math.Min(next, Math.Min(_host.NextOutput, NextKey));
        return Math.Min(next, _composer.NextDeadline);
    }

    private ClientView GetView(Screen screen) => new(
        _now,
        screen,
        new PredictionFeedback(_client.LastSentNumber, _client.LatestRemote.EchoAck, _client.AcknowledgedNumber, _client.SendInterval),
        MoshClientState.Connected,
        WasConnected: true,
        ConnectTimedOut: false,
        _client.LastRemoteState ?? _now,
        _client.LastRoundTrip ?? _now,
        SendErrors: 0,
        SendError: null,
        InvalidDatagrams: 0);

    private readonly struct Sink(SimulatedPath path, long now) : IDatagramSink
    {
        public void Send(ReadOnlySpan<byte> datagram) => path.Send(now, datagram, sender: 0);
    }
}
