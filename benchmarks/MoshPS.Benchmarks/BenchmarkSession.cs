using MoshPS.Engine.Crypto;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Transport;

namespace MoshPS.Benchmarks;

/// <summary>
/// A whole session between the pure layers of both ends: a user types, a program echoes, and the ends exchange what
/// they owe each other. Time is simulated; what counts is the work and the memory it takes.
/// </summary>
internal sealed class BenchmarkSession : IDisposable
{
    private const int Columns = 80;
    private const int Rows = 24;
    private const int Capacity = 64;

    // Loops that wake every few milliseconds, as those of a session do.
    private const int MillisecondsPerStep = 5;

    private readonly DatagramQueue _toServer = new(Capacity);
    private readonly DatagramQueue _toClient = new(Capacity);
    private readonly TransportEndpoint<UserInput, ScreenState> _client;
    private readonly TransportEndpoint<ScreenState, UserInput> _server;
    private readonly UserInputReader _input;
    private readonly Emulator _program = new(Columns, Rows);
    private long _now = 1000;
    private ulong _lastRecorded;

    /// <summary>Starts the session.</summary>
    public BenchmarkSession()
    {
        SessionKey key = SessionKey.FromBytes(new byte[SessionKey.Size]);
        TransportOptions options = new() { Random = new Random(1).NextBytes };
        UserInput received = new();
        _input = new UserInputReader(received);
        _program.Screen.StartRecycling();
        ScreenState shown = new(Columns, Rows);
        shown.Screen.StartRecycling();
        _client = new(key, TransportRole.Client, new UserInput(), shown, _now, options);
        _server = new(
            key, TransportRole.Server, new ScreenState(Columns, Rows, checksFrames: true), received, _now, options);
        _client.Local.PushResize(Columns, Rows);
        Pass(1000);
    }

    /// <summary>Bytes that the client's layers have allocated.</summary>
    public long AllocatedByClient { get; private set; }

    /// <summary>Bytes that the server's layers have allocated.</summary>
    public long AllocatedByServer { get; private set; }

    /// <summary>How many datagrams both ends have sent.</summary>
    public long DatagramCount => _client.DatagramCounters.DatagramsSent + _server.DatagramCounters.DatagramsSent;

    /// <summary>Types a key.</summary>
    public void Type(byte key) => _client.Local.PushBytes([key]);

    /// <summary>Lets time pass.</summary>
    public void Pass(int milliseconds)
    {
        for (long end = _now + milliseconds; _now < end; _now += MillisecondsPerStep)
        {
            long start = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < _toClient.Count; i++)
            {
                _client.Receive(_now, _toClient[i]);
            }

            _toClient.Clear();
            _client.Tick(_now, _toServer);
            long middle = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < _toServer.Count; i++)
            {
                _server.Receive(_now, _toServer[i]);
            }

            _toServer.Clear();
            Echo();
            _server.Tick(_now, _toClient);
            AllocatedByClient += middle - start;
            AllocatedByServer += GC.GetAllocatedBytesForCurrentThread() - middle;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    /// <summary>The server's program: writes what was typed.</summary>
    private void Echo()
    {
        bool isChanged = false;
        while (_input.TryRead(_server.LatestRemote, out UserInputEvent input))
        {
            isChanged = true;
            if (input.IsResize)
            {
                _program.Resize(input.Columns, input.Rows);
            }
            else
            {
                _program.Write(input.Bytes);
            }
        }

        if (isChanged && _server.LatestRemoteNumber > _lastRecorded)
        {
            _lastRecorded = _server.LatestRemoteNumber;
            _server.Local.RecordInput(_lastRecorded, _now);
        }

        if (isChanged || _server.Local.UpdateEchoAck(_now))
        {
            _server.Local.Publish(_program.Screen);
        }
    }
}
