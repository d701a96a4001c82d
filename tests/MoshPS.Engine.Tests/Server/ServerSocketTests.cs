using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using MoshPS.Engine.Server;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Tests.Server;

/// <summary>Real sockets on loopback: binding (spec 3 §2.3), receiving, answering, failures.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ServerSocketTests
{
    [Fact]
    public void The_lowest_free_port_is_taken()
    {
        using ServerSocket first = Bind("127.0.0.1", new UdpPortRange(0));
        int port = first.LocalEndPoint.Port;
        int high = Math.Min(port + 20, ushort.MaxValue);
        using ServerSocket second = Bind("127.0.0.1", new UdpPortRange(port, high));
        Assert.InRange(second.LocalEndPoint.Port, port + 1, high);
        Assert.Equal(IPAddress.Loopback, second.LocalEndPoint.Address);
    }

    [Fact]
    public void An_address_of_another_machine_gives_way_to_any_with_stocks_words()
    {
        List<string> report = [];
        using ServerSocket socket = ServerSocket.Bind("192.0.2.77", new UdpPortRange(0), report);
        Assert.Contains(socket.LocalEndPoint.Address, (IPAddress[])[IPAddress.Any, IPAddress.IPv6Any]);
        Assert.Equal(
            ["Failed binding to 192.0.2.77:0", "Error binding to IP 192.0.2.77: bind: Cannot assign requested address"], report);
    }

    [Fact]
    public void What_is_no_address_gives_way_to_any()
    {
        List<string> report = [];
        using ServerSocket socket = ServerSocket.Bind("nonsense", new UdpPortRange(0), report);
        Assert.StartsWith("Error binding to IP nonsense: Bad IP address (nonsense): ", Assert.Single(report), StringComparison.Ordinal);
    }

    [Fact]
    public void A_taken_port_is_reported_in_stocks_words()
    {
        using ServerSocket first = Bind("127.0.0.1", new UdpPortRange(0));
        int port = first.LocalEndPoint.Port;
        MoshServerBindException exception = Assert.Throws<MoshServerBindException>(() => Bind("127.0.0.1", new UdpPortRange(port)));
        Assert.Equal(
            [
                $"Failed binding to 127.0.0.1:{port}",
                "Error binding to IP 127.0.0.1: bind: Address already in use",
                $"Failed binding to 0.0.0.0:{port}",
                "Error binding to any interface: bind: Address already in use",
                "Network exception: bind: Address already in use",
            ],
            exception.Report);
    }

    [Theory]
    [InlineData("127.0.0.1", 1252)]
    [InlineData("127.0.0.77", 1252)]
    [InlineData("::1", 1216)]
    public void A_socket_at_any_address_answers_from_the_one_that_was_asked(string asked, int payload)
    {
        using ServerSocket server = Bind(null, new UdpPortRange(0));
        IPEndPoint destination = new(IPAddress.Parse(asked), server.LocalEndPoint.Port);
        using UdpClient client = new(destination.AddressFamily);
        client.Client.ReceiveTimeout = 10_000;
        client.Send([1, 2, 3], destination);
        Receive(server, [1, 2, 3]);
        Assert.True(server.AdoptSource());
        Assert.Equal(((IPEndPoint)client.Client.LocalEndPoint!).Port, server.Client!.Port);
        Assert.Equal(destination.AddressFamily, server.Client.AddressFamily);
        Assert.Equal(payload, server.MaximumPayload);
        server.Send([4, 5]);
        IPEndPoint? source = null;
        Assert.Equal([4, 5], client.Receive(ref source));
        Assert.Equal(destination, source);

        client.Send([6], destination);
        Receive(server, [6]);
        Assert.False(server.AdoptSource());
    }

    [Fact]
    public void A_client_may_roam_between_the_families()
    {
        using ServerSocket server = Bind(null, new UdpPortRange(0));
        foreach (string address in (string[])["127.0.0.1", "::1", "127.0.0.1"])
        {
            IPEndPoint destination = new(IPAddress.Parse(address), server.LocalEndPoint.Port);
            using UdpClient client = new(destination.AddressFamily);
            client.Client.ReceiveTimeout = 10_000;
            client.Send([1], destination);
            Receive(server, [1]);
            Assert.True(server.AdoptSource());
            server.Send([2]);
            IPEndPoint? source = null;
            Assert.Equal([2], client.Receive(ref source));
        }
    }

    [Fact]
    public void A_mark_of_congestion_is_seen()
    {
        using ServerSocket server = Bind("127.0.0.1", new UdpPortRange(0));
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        foreach ((int typeOfService, bool isMarked) in ((int, bool)[])[(0, false), (2, false), (3, true), (0, false)])
        {
            client.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.TypeOfService, typeOfService);
            client.SendTo([9], server.LocalEndPoint);
            Assert.Equal(isMarked, Receive(server, [9]));
        }
    }

    [Fact]
    public void A_datagram_longer_than_any_valid_one_is_seen_to_be_so()
    {
        using ServerSocket server = Bind("127.0.0.1", new UdpPortRange(0));
        using UdpClient client = new(AddressFamily.InterNetwork);
        client.Send(new byte[10_000], server.LocalEndPoint);
        WaitForDatagram(server);
        Assert.True(server.TryReceive(out ReadOnlySpan<byte> datagram, out _));
        Assert.Equal(2049, datagram.Length);
        Assert.False(server.TryReceive(out _, out _));
        Assert.Equal(0, server.ReceiveErrors);
    }

    [Fact]
    public void Failures_to_send_are_counted_and_do_not_throw()
    {
        using ServerSocket server = Bind("127.0.0.1", new UdpPortRange(0));
        using UdpClient client = new(AddressFamily.InterNetwork);
        client.Send([1], server.LocalEndPoint);
        Receive(server, [1]);
        server.AdoptSource();

        // Longer than UDP can be: what a network refuses looks the same.
        server.Send(new byte[70_000]);
        Assert.Equal(1, server.SendErrors);
        Assert.Equal("Message too long", server.LastSendError);
        Assert.Equal(500, server.MaximumPayload);
        Assert.True(server.TakeTooLong());
        Assert.False(server.TakeTooLong());
    }

    [Fact]
    public void Nobody_who_listens_at_the_clients_address_is_no_failure_to_receive()
    {
        using ServerSocket server = Bind("127.0.0.1", new UdpPortRange(0));
        using (UdpClient client = new(AddressFamily.InterNetwork))
        {
            client.Send([1], server.LocalEndPoint);
            Receive(server, [1]);
            server.AdoptSource();
        }

        for (int i = 0; i < 10; i++)
        {
            server.Send([2]);
            Assert.False(server.TryReceive(out _, out _));
        }

        Assert.Equal(0, server.ReceiveErrors);
    }

    private static ServerSocket Bind(string? address, UdpPortRange ports) => ServerSocket.Bind(address, ports, []);

    /// <summary>Waits for a datagram, and says whether it was marked.</summary>
    private static bool Receive(ServerSocket server, byte[] expected)
    {
        WaitForDatagram(server);
        Assert.True(server.TryReceive(out ReadOnlySpan<byte> datagram, out bool congestionExperienced));
        Assert.Equal(expected, datagram.ToArray());
        return congestionExperienced;
    }

    private static unsafe void WaitForDatagram(ServerSocket server)
    {
        UnixTerminal.PollDescriptor descriptor = new() { Descriptor = server.Descriptor, Events = UnixTerminal.PollInput };
        Assert.Equal(1, UnixTerminal.Poll(&descriptor, 1, 10_000));
    }
}
