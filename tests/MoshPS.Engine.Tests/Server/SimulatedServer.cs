using System.Net;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Server;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Tests.Simulation;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Server;

/// <summary>
/// A server and its program, a client, and a network between them, in simulated time: true time for the network, and
/// a clock for each end, since suspended machines' clocks may stop.
/// </summary>
internal sealed class SimulatedServer : IServerSocket, ISessionRecord, IDatagramSink, IDisposable
{
    /// <summary>Datagrams that the server's system keeps for it; it drops what comes then.</summary>
    private const int SocketBufferSize = 270;

    private static readonly SessionKey Key = SessionKey.FromBytes("0123456789fedcba"u8);

    private readonly SimulatedPath _toServer;
    private readonly SimulatedPath _toClient;
    private readonly Queue<SimulatedDatagram> _socketBuffer = new();
    private TransportEndpoint<UserInput, ScreenState> _client;
    private SimulatedDatagram? _received;
    private int _address = 1;

    public SimulatedServer(FakeProgram? program = null, MoshServerOptions? options = null, int seed = 1)
    {
        Random = new Random(seed);
        _toServer = new SimulatedPath(Random);
        _toClient = new SimulatedPath(Random);
        Program = program ?? new FakeProgram();
        Host = new HostedSession((options ?? new MoshServerOptions()) with { Log = Log.Add }, Key, this, Program, this, Now);
        _client = NewClient();
    }

    public Random Random { get; }

    public long Now { get; private set; }

    public HostedSession Host { get; }

    public FakeProgram Program { get; }

    public List<string> Log { get; } = [];

    /// <summary>What who and ps would have shown.</summary>
    public List<string> Record { get; } = [];

    /// <summary>Whether the client's process runs.</summary>
    public bool IsClientRunning { get; set; }

    /// <summary>Whether the server's process is stopped, while time goes on.</summary>
    public bool IsServerStopped { get; set; }

    public bool IsEnded => Host.IsOver;

    public TransportEndpoint<UserInput, ScreenState> Client => _client;

    public Screen ClientScreen => _client.LatestRemote.Screen;

    public long DatagramsSent { get; private set; }

    public int LongestDatagram { get; private set; }

    /// <summary>The longest datagram that the server's network takes.</summary>
    public int NetworkLimit { get; set; } = int.MaxValue;

    public int Turns { get; private set; }

    IPEndPoint? IServerSocket.Client => _clientEndPoint;

    private IPEndPoint? _clientEndPoint;
    private bool _wasTooLong;

    public int MaximumPayload { get; private set; } = 1216;

    public PathConditions Conditions
    {
        set
        {
            _toServer.Conditions = value;
            _toClient.Conditions = value;
        }
    }

    public static string TextOf(Screen screen) => string.Join(
        '\n', Enumerable.Range(0, screen.Rows).Select(row => string.Concat(
            Enumerable.Range(0, screen.Columns).Select(column => screen.GetCellText(row, column) is { Length: > 0 } text ? text : " ")).TrimEnd())).TrimEnd();

    /// <summary>Starts the client with a window of this size.</summary>
    public void Connect(int columns = 80, int rows = 24)
    {
        IsClientRunning = true;
        Assert.True(_client.Local.PushResize(columns, rows));
        Run(600);
    }

    public void Type(string keys) => Assert.Equal(keys.Length, _client.Local.PushBytes(System.Text.Encoding.Latin1.GetBytes(keys)));

    /// <summary>The client has another address from here on.</summary>
    public void Roam() => _address++;

    public void Run(long milliseconds)
    {
        long end = Now + milliseconds;
        while (Now < end)
        {
            while (_toServer.NextArrival <= Now)
            {
                SimulatedDatagram datagram = _toServer.Receive();
                if (_socketBuffer.Count < SocketBufferSize)
                {
                    _socketBuffer.Enqueue(datagram);
                }
            }

            while (_toClient.NextArrival <= Now)
            {
                SimulatedDatagram datagram = _toClient.Receive();
                if (IsClientRunning && datagram.Sender == _address)
                {
                    _client.Receive(Now, datagram.Bytes);
                }
            }

            if (!IsServerStopped && !Host.IsOver)
            {
                Turns++;
                for (int i = 0; i < 256 && Host.TryReceive(Now); i++)
                {
                }

                Host.GiveInput(Now);
                if (Host.ProgramDescriptor >= 0)
                {
                    Host.ExchangeWithProgram(Now);
                }

                Host.Finish(Now);
            }

            if (IsClientRunning)
            {
                _client.Tick(Now, this);
            }

            long next = Math.Min(_toServer.NextArrival, _toClient.NextArrival);
            next = IsServerStopped || Host.IsOver ? next : Math.Min(next, Host.NextDeadline(Now));
            next = IsClientRunning ? Math.Min(next, _client.NextDeadline(Now)) : next;
            bool isProgramReady = !IsServerStopped && Host.ProgramDescriptor >= 0 && (Program.BytesToPrint > 0 || Program.HasExited);
            Now = isProgramReady || (_socketBuffer.Count > 0 && !IsServerStopped) ? Now + 1 : Math.Max(Now + 1, Math.Min(next, end));
        }
    }

    /// <summary>Sends the server something that is not the client's.</summary>
    public void Inject(byte[] datagram) => _toServer.Send(Now, datagram, sender: 99);

    public long SendErrors { get; private set; }

    public string LastSendError => "Message too long";

    public bool TryReceive(out ReadOnlySpan<byte> datagram, out bool congestionExperienced)
    {
        _received = _socketBuffer.Count > 0 ? _socketBuffer.Dequeue() : null;
        datagram = _received?.Bytes;
        congestionExperienced = _received?.CongestionExperienced ?? false;
        return _received is not null;
    }

    public bool AdoptSource()
    {
        IPEndPoint source = new(new IPAddress([192, 0, 2, (byte)_received!.Sender]), 5000);
        bool changes = !source.Equals(_clientEndPoint);
        _clientEndPoint = source;
        MaximumPayload = changes && MaximumPayload != 500 ? 1252 : MaximumPayload;
        return changes;
    }

    public bool TakeTooLong()
    {
        bool wasTooLong = _wasTooLong;
        _wasTooLong = false;
        return wasTooLong;
    }

    void ISessionRecord.Attached(IPAddress client) => Record.Add($"attached from {client}");

    void ISessionRecord.Detached() => Record.Add("detached");

    /// <summary>The server's way to the client; the client's way to the server is the explicit one.</summary>
    void IDatagramSink.Send(ReadOnlySpan<byte> datagram)
    {
        if ((datagram[0] & 0x80) == 0)
        {
            _toServer.Send(Now, datagram, _address);
            return;
        }

        DatagramsSent++;
        LongestDatagram = Math.Max(LongestDatagram, datagram.Length);
        if (datagram.Length > NetworkLimit)
        {
            SendErrors++;
            _wasTooLong |= MaximumPayload != 500;
            MaximumPayload = 500;
            return;
        }

        _toClient.Send(Now, datagram, _clientEndPoint!.Address.GetAddressBytes()[3]);
    }

    public void Dispose()
    {
        _client.Dispose();
        Host.Dispose();
    }

    private TransportEndpoint<UserInput, ScreenState> NewClient() => new(
        Key, TransportRole.Client, new UserInput(), new ScreenState(80, 24), Now, new TransportOptions { Random = Random.NextBytes });
}
