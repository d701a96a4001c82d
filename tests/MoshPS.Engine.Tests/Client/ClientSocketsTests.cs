using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using MoshPS.Engine.Client;
using MoshPS.Engine.Datagrams;

namespace MoshPS.Engine.Tests.Client;

public sealed class ClientSocketsTests : IDatagramReceiver, IDisposable
{
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Channel<int> _received = Channel.CreateUnbounded<int>();
    private readonly ClientSockets _sockets;

    public ClientSocketsTests()
    {
        _server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _server.ReceiveTimeout = 5_000;
        _sockets = new ClientSockets((IPEndPoint)_server.LocalEndPoint!, this, now: 0);
        _sockets.StartReceiving();
    }

    public void Dispose()
    {
        _sockets.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task Datagrams_go_out_and_come_in()
    {
        EndPoint client = Send();
        _server.SendTo(new byte[7], client);
        Assert.Equal(7, await ReceiveAsync());
        Assert.True(_sockets.HasSent);
        Assert.Null(_sockets.SendError);
    }

    [Fact]
    public async Task After_a_hop_the_new_port_sends_and_all_ports_hear()
    {
        EndPoint first = Send();
        _sockets.Hop(now: 10_001);
        EndPoint second = Send();
        Assert.NotEqual(first, second);
        Assert.Equal(1, _sockets.Hops);
        Assert.Equal(10_001, _sockets.LastPortChoice);
        _server.SendTo(new byte[1], first);
        Assert.Equal(1, await ReceiveAsync());
        _server.SendTo(new byte[2], second);
        Assert.Equal(2, await ReceiveAsync());
    }

    [Fact]
    public void Ten_sockets_are_kept_and_after_a_minute_without_a_hop_only_one()
    {
        for (int i = 1; i <= 20; i++)
        {
            _sockets.Hop(now: i * 1_000);
        }

        Assert.Equal(ClientSockets.MaximumSockets, _sockets.Count);
        Assert.Equal(20, _sockets.Hops);
        EndPoint newest = Send();
        _sockets.Prune(now: 80_000);
        Assert.Equal(ClientSockets.MaximumSockets, _sockets.Count);
        _sockets.Prune(now: 80_001);
        Assert.Equal(1, _sockets.Count);
        Assert.Equal(newest, Send());
    }

    [Fact]
    public void A_datagram_longer_than_the_network_takes_is_a_loss_and_remembered()
    {
        _sockets.Send(new byte[70_000]);
        Assert.True(_sockets.WasTooLong);
        Assert.Equal(1, _sockets.SendErrors);
        Assert.StartsWith("sendto: ", _sockets.SendError, StringComparison.Ordinal);
        Send();
        Assert.Null(_sockets.SendError);
        Assert.Equal(1, _sockets.SendErrors);
    }

    [Fact]
    public async Task A_datagram_longer_than_a_peer_may_send_arrives_as_too_long()
    {
        EndPoint client = Send();
        _server.SendTo(new byte[5_000], client);
        _server.SendTo(new byte[3], client);
        Assert.True(await ReceiveAsync() > DatagramSize.MaximumReceived);
        Assert.Equal(3, await ReceiveAsync());
    }

    [Fact]
    public async Task A_server_port_without_a_listener_does_not_disturb_receiving()
    {
        EndPoint client = Send();
        int port = ((IPEndPoint)_server.LocalEndPoint!).Port;
        _server.Dispose();
        _sockets.Send(new byte[3]);
        await Task.Delay(100);
        using Socket again = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        again.Bind(new IPEndPoint(IPAddress.Loopback, port));
        again.SendTo(new byte[5], client);
        Assert.Equal(5, await ReceiveAsync());
    }

    void IDatagramReceiver.Received(ReadOnlySpan<byte> datagram) => _received.Writer.TryWrite(datagram.Length);

    void IDatagramReceiver.Drained()
    {
    }

    void IDatagramReceiver.SocketFailed(ClientSocket socket)
    {
    }

    private EndPoint Send()
    {
        _sockets.Send("hello"u8);
        EndPoint source = new IPEndPoint(IPAddress.Any, 0);
        Assert.Equal(5, _server.ReceiveFrom(new byte[100], ref source));
        return source;
    }

    private Task<int> ReceiveAsync() => _received.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5));
}
