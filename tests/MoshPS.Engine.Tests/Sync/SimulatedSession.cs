using MoshPS.Engine.Crypto;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Sync;

/// <summary>
/// A whole session without sockets: a user who types, a program that echoes and prints, and between them two endpoints
/// and a network that loses, delays, reorders and repeats.
/// </summary>
internal sealed class SimulatedSession : IDisposable
{
    private static readonly SessionKey Key = SessionKey.FromBytes("fedcba9876543210"u8);

    private readonly Random _random;
    private readonly TransportEndpoint<UserInput, ScreenState> _client;
    private readonly TransportEndpoint<ScreenState, UserInput> _server;
    private readonly UserInputReader _reader;
    private readonly Link _toServer;
    private readonly Link _toClient;
    private ulong _lastRecorded;
    private long _now = 5000;

    public SimulatedSession(Random random, double loss, int delay, int columns, int rows)
    {
        _random = random;
        TransportOptions options = new() { Random = random.NextBytes };

        // The ends begin with different sizes, as they may.
        UserInput received = new();
        _reader = new UserInputReader(received);
        _client = new(Key, TransportRole.Client, new UserInput(), new ScreenState(columns, rows), _now, options);
        _server = new(Key, TransportRole.Server, new ScreenState(80, 24, checksFrames: true), received, _now, options);
        _toServer = new Link(random, loss, delay);
        _toClient = new Link(random, loss, delay);
        Program = new Emulator(80, 24);
        _client.Local.PushResize(columns, rows);
    }

    public Emulator Program { get; }

    public List<byte> Typed { get; } = [];

    public List<byte> Received { get; } = [];

    public Screen ClientScreen => _client.LatestRemote.Screen;

    public ScreenState ServerState => _server.Local;

    public ulong EchoAck => _client.LatestRemote.EchoAck;

    public bool IsSettled =>
        Typed.Count == Received.Count && ScreenAppearance.AreAlike(ClientScreen, Program.Screen);

    public void Type(ReadOnlySpan<byte> keys)
    {
        Assert.Equal(keys.Length, _client.Local.PushBytes(keys));
        Typed.AddRange(keys);
    }

    public void Resize(int columns, int rows) => Assert.True(_client.Local.PushResize(columns, rows));

    public void Print(ReadOnlySpan<byte> output)
    {
        Program.Write(output);
        _server.Local.Publish(Program.Screen);
    }

    public void Run(long milliseconds)
    {
        long end = _now + milliseconds;
        while (_now < end)
        {
            foreach (byte[] datagram in _toServer.Arriving(_now))
            {
                _server.Receive(_now, datagram);
                TakeInput();
                if (_random.Next(2) == 0)
                {
                    _server.Tick(_now, _toClient);
                }
            }

            if (_server.Local.UpdateEchoAck(_now))
            {
                _server.Local.Publish(Program.Screen);
            }

            foreach (byte[] datagram in _toClient.Arriving(_now))
            {
                _client.Receive(_now, datagram);
            }

            _toServer.Now = _now;
            _toClient.Now = _now;
            _client.Tick(_now, _toServer);
            _server.Tick(_now, _toClient);
            long next = Math.Min(_client.NextDeadline(_now), _server.NextDeadline(_now));
            next = Math.Min(next, Math.Min(_toServer.NextArrival, _toClient.NextArrival));
            next = Math.Min(next, _server.Local.NextEchoAckDeadline ?? long.MaxValue);
            _now = Math.Max(_now + 1, Math.Min(next, end));
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private void TakeInput()
    {
        bool any = false;
        while (_reader.TryRead(_server.LatestRemote, out UserInputEvent input))
        {
            any = true;
            if (input.IsResize)
            {
                Program.Resize(input.Columns, input.Rows);
            }
            else
            {
                Received.AddRange(input.Bytes);
                Program.Write(input.Bytes);
            }
        }

        if (any && _server.LatestRemoteNumber > _lastRecorded)
        {
            _lastRecorded = _server.LatestRemoteNumber;
            _server.Local.RecordInput(_lastRecorded, _now);
            _server.Local.Publish(Program.Screen);
        }
    }

    private sealed class Link(Random random, double loss, int delay) : IDatagramSink
    {
        private readonly List<(long Arrival, byte[] Datagram)> _onTheWay = [];

        public long Now { get; set; }

        public long NextArrival => _onTheWay.Count == 0 ? long.MaxValue : _onTheWay.Min(d => d.Arrival);

        public void Send(ReadOnlySpan<byte> datagram)
        {
            for (int copies = random.Next(20) == 0 ? 2 : 1; copies > 0; copies--)
            {
                if (random.NextDouble() >= loss)
                {
                    _onTheWay.Add((Now + delay + random.Next(delay + 1), datagram.ToArray()));
                }
            }
        }

        public List<byte[]> Arriving(long now)
        {
            List<byte[]> arriving = [.. _onTheWay.Where(d => d.Arrival <= now).Select(d => d.Datagram)];
            _onTheWay.RemoveAll(d => d.Arrival <= now);
            return arriving;
        }
    }
}
