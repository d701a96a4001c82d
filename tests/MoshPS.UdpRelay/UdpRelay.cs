using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MoshPS.UdpRelay;

/// <summary>
/// Stands between a UDP client and its server and is as bad a network as it is told to be. Like a NAT it
/// gives every client address its own source port towards the server, so that a client's port hopping
/// stays visible; <see cref="Rebind"/> changes those sources, which to the server is a client that roams.
/// All members may be called from any thread at any time.
/// </summary>
public sealed class UdpRelay : IAsyncDisposable
{
    /// <summary>Client addresses remembered at most; the one silent for longest makes room.</summary>
    private const int FlowLimit = 64;

    private const int DatagramLimit = 65_535;

    /// <summary>Asked of the system, so that bursts are lost only by the conditions; it may grant less.</summary>
    private const int SocketBufferBytes = 1 << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPEndPoint, Flow> _flows = [];
    private readonly List<Task> _pumps = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _listener;
    private readonly Link _toServer;
    private readonly Link _toClient;
    private IPAddress? _source;
    private long _lastTraffic = Stopwatch.GetTimestamp();

    private UdpRelay(IPEndPoint listen, IPEndPoint server, int seed)
    {
        Server = server;
        Seed = seed;
        _listener = Bind(listen.Address, listen.Port);
        _toServer = new Link(seed);
        _toClient = new Link(unchecked(seed + 1));
        _pumps.Add(Task.Run(PumpFromClientsAsync));
    }

    /// <summary>Where clients send to.</summary>
    public IPEndPoint Listening => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Where their datagrams go.</summary>
    public IPEndPoint Server { get; private set; }

    /// <summary>The seed of all chance decisions.</summary>
    public int Seed { get; }

    /// <summary>The conditions from client to server.</summary>
    public LinkConditions ToServer
    {
        get => _toServer.Conditions;
        set => _toServer.Conditions = value;
    }

    /// <summary>The conditions from server to client.</summary>
    public LinkConditions ToClient
    {
        get => _toClient.Conditions;
        set => _toClient.Conditions = value;
    }

    /// <summary>
    /// Is shown every datagram that arrives, lost ones too, before anything is done with it; on the relay's threads.
    /// The bytes are valid during the call only.
    /// </summary>
    public Action<LinkDirection, ReadOnlyMemory<byte>>? Tap { get; set; }

    /// <summary>Time since a datagram last came in from either side.</summary>
    public TimeSpan Idle => Stopwatch.GetElapsedTime(Interlocked.Read(ref _lastTraffic));

    /// <summary>Starts relaying.</summary>
    /// <param name="server">The real server's address.</param>
    /// <param name="listen">Where to listen; by default a free port on the loopback address of the server's family.</param>
    /// <param name="seed">Seed of all chance decisions; by default a fresh one, readable as <see cref="Seed"/>.</param>
    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public static UdpRelay Start(IPEndPoint server, IPEndPoint? listen = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        listen ??= new IPEndPoint(server.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0);
        return new UdpRelay(listen, server, seed ?? Random.Shared.Next());
    }

    /// <summary>Sets both directions to the same conditions.</summary>
    public void SetConditions(LinkConditions conditions)
    {
        ToServer = conditions;
        ToClient = conditions;
    }

    /// <summary>Drops everything that arrives.</summary>
    /// <param name="duration">For how long; null: until <see cref="Restore"/>.</param>
    /// <param name="direction">Only this way; null: both.</param>
    public void Cut(TimeSpan? duration = null, LinkDirection? direction = null)
    {
        foreach (var link in LinksOf(direction))
        {
            link.Cut(duration);
        }
    }

    /// <summary>Ends a cut.</summary>
    /// <param name="direction">Only this way; null: both.</param>
    public void Restore(LinkDirection? direction = null)
    {
        foreach (var link in LinksOf(direction))
        {
            link.Restore();
        }
    }

    /// <summary>
    /// Gives every client a new source port towards the server, as a NAT that lost its table or a client
    /// on a new network does. What the server still sends to the old sources is lost.
    /// </summary>
    /// <param name="source">The new source address, such as 127.0.0.2; null: the one in use.</param>
    /// <exception cref="SocketException">The address is not one of this machine's.</exception>
    public void Rebind(IPAddress? source = null)
    {
        lock (_lock)
        {
            _source = source ?? _source;
            foreach (var flow in _flows.Values)
            {
                var old = flow.Upstream;
                flow.Upstream = OpenUpstream();
                old.Dispose();
                StartPump(flow, flow.Upstream);
            }
        }
    }

    /// <summary>
    /// Sends to the server at another of its addresses, from new source ports, as a client does that comes to a network
    /// with another family of addresses.
    /// </summary>
    /// <param name="server">The address, of either family.</param>
    public void Redirect(IPEndPoint server)
    {
        ArgumentNullException.ThrowIfNull(server);
        lock (_lock)
        {
            Server = server;
            _source = null;
            Rebind();
        }
    }

    /// <summary>What happened to datagrams so far.</summary>
    /// <param name="direction">Which way.</param>
    public LinkStatistics GetStatistics(LinkDirection direction) =>
        (direction == LinkDirection.ToServer ? _toServer : _toClient).GetStatistics();

    /// <summary>The sources that the server sees at present, one for each client address.</summary>
    public IReadOnlyList<IPEndPoint> GetSources()
    {
        lock (_lock)
        {
            return [.. _flows.Values.Select(flow => (IPEndPoint)flow.Upstream.LocalEndPoint!)];
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task[] pumps;
        lock (_lock)
        {
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            _stop.Cancel();
            _listener.Dispose();
            foreach (var flow in _flows.Values)
            {
                flow.Upstream.Dispose();
            }

            pumps = [.. _pumps];
        }

        await Task.WhenAll(pumps);
        await _toServer.DisposeAsync();
        await _toClient.DisposeAsync();
        _stop.Dispose();
    }

    private static Socket Bind(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.ReceiveBufferSize = SocketBufferBytes;
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Link[] LinksOf(LinkDirection? direction) => direction switch
    {
        LinkDirection.ToServer => [_toServer],
        LinkDirection.ToClient => [_toClient],
        _ => [_toServer, _toClient],
    };

    private Socket OpenUpstream() =>
        Bind(_source ?? (Server.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any), 0);

    private async Task PumpFromClientsAsync()
    {
        byte[] buffer = new byte[DatagramLimit];
        var any = new IPEndPoint(_listener.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (await ReceiveAsync(_listener, buffer, any) is { } received)
        {
            var flow = FlowOf((IPEndPoint)received.RemoteEndPoint);
            if (flow is null)
            {
                return;
            }

            Tap?.Invoke(LinkDirection.ToServer, buffer.AsMemory(0, received.ReceivedBytes));
            _toServer.Accept(buffer.AsSpan(0, received.ReceivedBytes), datagram => Forward(flow, datagram));
        }
    }

    private async Task PumpFromServerAsync(Flow flow, Socket upstream, IPEndPoint server)
    {
        byte[] buffer = new byte[DatagramLimit];
        while (await ReceiveAsync(upstream, buffer, server) is { } received)
        {
            if (received.RemoteEndPoint.Equals(server))
            {
                Tap?.Invoke(LinkDirection.ToClient, buffer.AsMemory(0, received.ReceivedBytes));
                _toClient.Accept(buffer.AsSpan(0, received.ReceivedBytes), datagram => Send(_listener, datagram, flow.Client));
            }
        }
    }

    /// <summary>The next datagram, or null once the socket is closed.</summary>
    private async Task<SocketReceiveFromResult?> ReceiveAsync(Socket socket, byte[] buffer, IPEndPoint from)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var result = await socket.ReceiveFromAsync(buffer, SocketFlags.None, from);
                Interlocked.Exchange(ref _lastTraffic, Stopwatch.GetTimestamp());
                return result;
            }
            catch (Exception exception) when (exception is ObjectDisposedException
                or SocketException { SocketErrorCode: SocketError.OperationAborted or SocketError.Interrupted or SocketError.NotSocket })
            {
                return null;
            }
            catch (SocketException)
            {
                // An ICMP error about an earlier datagram: a network that loses things does not stop for it.
            }
        }

        return null;
    }

    private void Forward(Flow flow, byte[] datagram)
    {
        lock (_lock)
        {
            Send(flow.Upstream, datagram, Server);
        }
    }

    private static void Send(Socket socket, byte[] datagram, IPEndPoint to)
    {
        try
        {
            socket.SendTo(datagram, to);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Lost on the way, as networks do.
        }
    }

    private Flow? FlowOf(IPEndPoint client)
    {
        lock (_lock)
        {
            if (_stop.IsCancellationRequested)
            {
                return null;
            }

            if (!_flows.TryGetValue(client, out var flow))
            {
                if (_flows.Count >= FlowLimit)
                {
                    var oldest = _flows.Values.MinBy(candidate => candidate.LastUsed)!;
                    _flows.Remove(oldest.Client);
                    oldest.Upstream.Dispose();
                }

                flow = new Flow(client, OpenUpstream());
                _flows.Add(client, flow);
                StartPump(flow, flow.Upstream);
            }

            flow.LastUsed = Stopwatch.GetTimestamp();
            return flow;
        }
    }

    private void StartPump(Flow flow, Socket upstream)
    {
        _pumps.RemoveAll(pump => pump.IsCompletedSuccessfully);
        IPEndPoint server = Server;
        _pumps.Add(Task.Run(() => PumpFromServerAsync(flow, upstream, server)));
    }

    /// <summary>One client address and the socket that speaks for it towards the server.</summary>
    private sealed class Flow(IPEndPoint client, Socket upstream)
    {
        public IPEndPoint Client { get; } = client;

        public Socket Upstream { get; set; } = upstream;

        public long LastUsed { get; set; }
    }
}
