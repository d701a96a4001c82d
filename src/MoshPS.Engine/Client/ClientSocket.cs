using System.Net;
using System.Net.Sockets;
using MoshPS.Engine.Datagrams;

namespace MoshPS.Engine.Client;

/// <summary>One UDP socket of a session, with its receive loop. It sends to one server and hears everybody.</summary>
internal sealed class ClientSocket : IDisposable
{
    // SIO_UDP_CONNRESET: whether a datagram that found no listener makes the next receive fail.
    private const int WindowsConnectionResetReports = unchecked((int)0x9800000C);

    // An error that comes back so often in a row does not pass by itself.
    private const int FailuresInARow = 16;

    private readonly Socket _socket;
    private readonly IDatagramReceiver _receiver;
    private readonly SocketAddress _source;

    // One byte longer than the longest valid datagram, so that a longer one is seen to be too long.
    private readonly byte[] _buffer = new byte[DatagramSize.MaximumReceived + 1];

    /// <summary>Opens a socket on a port of the system's choice.</summary>
    /// <exception cref="SocketException">The system has none to give.</exception>
    public ClientSocket(AddressFamily family, IDatagramReceiver receiver)
    {
        _receiver = receiver;
        _source = new SocketAddress(family);
        _socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            Configure(_socket);
            _socket.Bind(new IPEndPoint(family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0));
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends one datagram without waiting.</summary>
    /// <exception cref="SocketException">The system refuses it.</exception>
    public void Send(ReadOnlySpan<byte> datagram, SocketAddress destination) =>
        _socket.SendTo(datagram, SocketFlags.None, destination);

    /// <summary>Starts to receive, until the socket is disposed.</summary>
    public void StartReceiving()
    {
        // The caller's context (a cmdlet's, say) is not to live as long as the session.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(ReceiveAsync);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static void Configure(Socket socket)
    {
        socket.Blocking = false;
        if (OperatingSystem.IsWindows())
        {
            socket.IOControl(WindowsConnectionResetReports, [0, 0, 0, 0], null);
        }

        if (socket.AddressFamily == AddressFamily.InterNetwork)
        {
            // Routers may cut datagrams to pieces, and no path MTU discovery (spec 1 §4.1). The type of service
            // stays 0: claiming ECT would need the ECN bits of what arrives, which .NET does not give.
            socket.DontFragment = false;
        }
    }

    private async Task ReceiveAsync()
    {
        int failures = 0;
        while (failures < FailuresInARow)
        {
            try
            {
                ValueTask<int> receiving = _socket.ReceiveFromAsync(_buffer, SocketFlags.None, _source);
                if (!receiving.IsCompleted)
                {
                    _receiver.Drained();
                }

                int length = await receiving.ConfigureAwait(false);
                failures = 0;
                _receiver.Received(_buffer.AsSpan(0, length));
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.OperationAborted)
            {
                return;
            }
            catch (SocketException)
            {
                // Oversize on Windows, or a network that went away: the next datagram may be better.
                failures++;
            }
        }

        _receiver.SocketFailed(this);
    }
}
