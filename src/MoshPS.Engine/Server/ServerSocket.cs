using System.Net;
using System.Net.Sockets;
using MoshPS.Engine.Datagrams;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Server;

/// <summary>The UDP socket of a session: receives from everybody and sends to the client's newest address.</summary>
internal sealed class ServerSocket : IDatagramSink, IDisposable
{
    private readonly Socket _socket;
    private readonly SocketAddress _source;
    private readonly SocketAddress _client;
    private readonly byte[] _buffer = new byte[DatagramSize.MaximumReceived + 1];

    private ServerSocket(Socket socket)
    {
        _socket = socket;
        _source = new SocketAddress(socket.AddressFamily);
        _client = new SocketAddress(socket.AddressFamily);
    }

    /// <summary>The descriptor, for <c>poll</c>.</summary>
    public int Descriptor => (int)_socket.Handle;

    /// <summary>The address and port it listens on.</summary>
    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Where the client was heard last; null before the first time.</summary>
    public IPEndPoint? Client { get; private set; }

    /// <summary>The longest UDP payload to send at first.</summary>
    public int MaximumPayload => DatagramSize.MaximumFor(_socket.AddressFamily);

    /// <summary>Binds the lowest free port of a range.</summary>
    /// <exception cref="SocketException">None of them is free, or the address is not this machine's.</exception>
    public static ServerSocket Bind(IPAddress address, UdpPortRange ports)
    {
        Socket socket = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Blocking = false;
            for (int port = ports.Low; ; port++)
            {
                try
                {
                    socket.Bind(new IPEndPoint(address, port));
                    return new ServerSocket(socket);
                }
                catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && port < ports.High)
                {
                }
            }
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Takes one datagram that has arrived.</summary>
    /// <param name="datagram">It, until the next call.</param>
    /// <returns>False when there is none.</returns>
    public bool TryReceive(out ReadOnlySpan<byte> datagram)
    {
        try
        {
            int length = _socket.ReceiveFrom(_buffer, SocketFlags.None, _source);
            datagram = _buffer.AsSpan(0, length);
            return true;
        }
        catch (SocketException)
        {
            datagram = default;
            return false;
        }
    }

    /// <summary>Makes the source of the datagram received last the client's address.</summary>
    /// <returns>Whether that is a change.</returns>
    public bool AdoptSource()
    {
        if (Client is not null && _source.Equals(_client))
        {
            return false;
        }

        _source.Buffer.CopyTo(_client.Buffer);
        _client.Size = _source.Size;
        Client = (IPEndPoint)new IPEndPoint(IPAddress.Any, 0).Create(_client);
        return true;
    }

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> datagram)
    {
        try
        {
            _socket.SendTo(datagram, SocketFlags.None, _client);
        }
        catch (SocketException)
        {
            // A lost datagram.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
