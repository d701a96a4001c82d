using MoshPS.Engine.Client;
using MoshPS.Engine.Client.Overlays;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Prediction;
using MoshPS.Engine.Server;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Transport;
using Xunit.Abstractions;

namespace MoshPS.Engine.Tests.Client;

/// <summary>What both ends of a session allocate in steady state, from the key to the frame that shows it: nothing.</summary>
public sealed class SessionAllocationTests(ITestOutputHelper output) : IDisposable
{
    private const int WarmUp = 300;
    private const int Rounds = 500;

    private static readonly SessionKey Key = SessionKey.FromBytes("0123456789abcdef"u8);

    private readonly Random _random = new(1);
    private readonly ServerSession _server = new(Key, 80, 24, 1252, 0, NewRandom());
    private readonly TransportEndpoint<UserInput, ScreenState> _client = new(
        Key, TransportRole.Client, new UserInput(), NewClientState(), 0, new TransportOptions { Random = NewRandom() });

    private readonly FrameComposer _composer = new(
        new AttachOptions { Prediction = new PredictionOptions { Mode = PredictionMode.Always } }, new PredictionCounters(), 60001, canSuspend: true);

    private readonly FrameWriter _frames = new();
    private readonly Screen _typedOn = new(1, 1);
    private Screen _shown = new(80, 24);
    private Screen _frame = new(80, 24);
    private readonly Wire _toServer = new();
    private readonly Wire _toClient = new();
    private long _now = 1_000;
    private long _allocated;

    [Fact]
    public void A_key_that_the_program_echoes_allocates_nothing()
    {
        byte[] key = "a"u8.ToArray();
        Start();
        long bytes = Measure(() =>
        {
            Count(() => Type(key));
            Pass(150, echoes: true);
        });
        output.WriteLine($"{bytes / (double)Rounds} bytes for each key");
        Assert.Equal(0, bytes);
    }

    [Fact]
    public void Output_that_scrolls_allocates_nothing()
    {
        byte[] lines = "one line\r\nanother line\r\n\e[31mred\e[m \e[7mreverse\e[m and so on\r\n"u8.ToArray();
        Start();
        long bytes = Measure(() =>
        {
            Count(() => _server.TakeOutput(lines, _now));
            Pass(100, echoes: false);
        });
        output.WriteLine($"{bytes / (double)Rounds} bytes for each frame of three lines");
        Assert.Equal(0, bytes);
    }

    [Fact]
    public void Output_that_nobody_looks_at_allocates_nothing()
    {
        byte[] lines = new byte[4096];
        _random.NextBytes(lines);
        for (int i = 0; i < lines.Length; i++)
        {
            lines[i] = i % 50 == 49 ? (byte)'\n' : (byte)(' ' + (lines[i] % 90));
        }

        Start();
        long bytes = Measure(() => Count(() => _server.TakeOutput(lines, _now)));
        Assert.Equal(0, bytes);
    }

    [Fact]
    public void An_idle_session_allocates_nothing()
    {
        Start();
        long bytes = Measure(() => Pass(3_000, echoes: false));
        Assert.Equal(0, bytes);
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private void Start()
    {
        _client.Local.PushResize(80, 24);
        Pass(1_000, echoes: true);

        // A row that was never written to is shared by all places that have it; the first character costs one.
        _server.TakeOutput(System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("line\r\n", 100))), _now);
        Pass(1_000, echoes: true);
    }

    private long Measure(Action round)
    {
        for (int i = 0; i < WarmUp; i++)
        {
            round();
        }

        _allocated = 0;
        for (int i = 0; i < Rounds; i++)
        {
            round();
        }

        return _allocated;
    }

    private void Count(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        _allocated += GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void Type(byte[] key)
    {
        _composer.Type(GetView(_typedOn), key);
        Draw();
        _client.Local.PushBytes(key);
    }

    private void Draw()
    {
        _composer.Compose(GetView(_frame), isLast: false);
        _frames.Write(_shown, _frame, initialised: true, default);
        (_shown, _frame) = (_frame, _shown);
    }

    private ClientView GetView(Screen screen)
    {
        screen.CopyFrom(_client.LatestRemote.Screen);
        PredictionFeedback feedback = new(
            _client.LastSentNumber, _client.LatestRemote.EchoAck, _client.AcknowledgedNumber, _client.SendInterval);
        return new ClientView(
            _now,
            screen,
            feedback,
            MoshClientState.Connected,
            WasConnected: true,
            ConnectTimedOut: false,
            _client.LastRemoteState ?? 0,
            _client.LastRoundTrip ?? 0,
            SendErrors: 0,
            SendError: null,
            InvalidDatagrams: 0);
    }

    private void Pass(long milliseconds, bool echoes)
    {
        long end = _now + milliseconds;
        while (_now < end)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            _server.Tick(_now, _toClient);
            _client.Tick(_now, _toServer);
            long next = Math.Min(_client.NextDeadline(_now), _server.NextDeadline(_now));
            next = Math.Min(next, _composer.NextDeadline);
            if (_toServer.Length > 0 || _toClient.Length > 0)
            {
                next = Math.Min(next, _now + 5);
            }

            _now = Math.Clamp(next, _now + 1, end);
            if (_toServer.Length > 0)
            {
                _server.Receive(_now, _toServer.Take());
                _ = _server.TakeInput(_now);
                if (echoes && !_server.HostInput.Pending.IsEmpty)
                {
                    _server.TakeOutput(_server.HostInput.Pending, _now);
                }

                _server.GiveInput(_server.HostInput.Pending.Length, _now);
            }

            if (_toClient.Length > 0)
            {
                _client.Receive(_now, _toClient.Take());
            }

            Draw();
            _allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static ScreenState NewClientState()
    {
        ScreenState state = new(80, 24);
        state.Screen.StartRecycling();
        return state;
    }

    private static RandomFill NewRandom()
    {
        Random random = new(1);
        return random.NextBytes;
    }

    /// <summary>Holds one datagram; these sessions have no more under way.</summary>
    private sealed class Wire : IDatagramSink
    {
        private readonly byte[] _datagram = new byte[2_048];

        private int _lastLength;

        public int Length { get; private set; }

        public void Send(ReadOnlySpan<byte> datagram)
        {
            datagram.CopyTo(_datagram);
            Length = _lastLength = datagram.Length;
        }

        public ReadOnlySpan<byte> Take()
        {
            Length = 0;
            return _datagram.AsSpan(0, _lastLength);
        }
    }
}
