using System.Net;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MoshPS.Engine.Datagrams;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Server;

/// <summary>
/// The UDP socket of a session: receives from everybody and sends to the client's newest address, from the address of
/// this machine that the client used. No failure throws: the transport counts what was not sent as lost.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class ServerSocket : IServerSocket, IDisposable
{
    private readonly UdpSocket _socket;
    private readonly SocketAddress _client;

    // One byte longer than the longest valid datagram, so that a longer one is seen to be too long.
    private readonly byte[] _buffer = new byte[DatagramSize.MaximumReceived + 1];
    private LocalAddress _clientsDestination;
    private int _lastSendError;
    private bool _wasTooLong;

    private ServerSocket(UdpSocket socket)
    {
        _socket = socket;
        _client = socket.LocalEndPoint.Serialize();
    }

    /// <summary>The descriptor, for <c>poll</c>.</summary>
    public int Descriptor => _socket.Descriptor;

    /// <summary>The address and port it listens on.</summary>
    public IPEndPoint LocalEndPoint => _socket.LocalEndPoint;

    /// <inheritdoc/>
    public IPEndPoint? Client { get; private set; }

    /// <inheritdoc/>
    public int MaximumPayload { get; private set; } = DatagramSize.MaximumInterNetworkV6;

    /// <inheritdoc/>
    public long SendErrors { get; private set; }

    /// <inheritdoc/>
    public string LastSendError => Marshal.GetPInvokeErrorMessage(_lastSendError);

    /// <summary>How often the system failed to receive.</summary>
    public long ReceiveErrors { get; private set; }

    /// <inheritdoc/>
    public bool TryReceive(out ReadOnlySpan<byte> datagram, out bool congestionExperienced)
    {
        int length = _socket.Receive(_buffer, out congestionExperienced);
        if (length < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            ReceiveErrors += error == UnixTerminal.WouldBlock || error == UnixTerminal.InterruptedCall ? 0 : 1;
            datagram = default;
            return false;
        }

        datagram = _buffer.AsSpan(0, length);
        return true;
    }

    /// <inheritdoc/>
    public bool AdoptSource()
    {
        _clientsDestination = _socket.Destination;
        if (Client is not null && _socket.Source.Equals(_client))
        {
            return false;
        }

        _socket.Source.Buffer.Span[.._socket.Source.Size].CopyTo(_client.Buffer.Span);
        _client.Size = _socket.Source.Size;
        IPEndPoint client = (IPEndPoint)LocalEndPoint.Create(_client);
        Client = client.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(client.Address.MapToIPv4(), client.Port) : client;
        MaximumPayload = MaximumPayload == DatagramSize.Fallback
            ? DatagramSize.Fallback
            : DatagramSize.MaximumFor(Client.AddressFamily);
        return true;
    }

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> datagram)
    {
        int error = _socket.Send(datagram, _client, _clientsDestination);
        if (error == 0)
        {
            return;
        }

        SendErrors++;
        _lastSendError = error;
        if (error == SocketCalls.MessageTooLong && MaximumPayload != DatagramSize.Fallback)
        {
            MaximumPayload = DatagramSize.Fallback;
            _wasTooLong = true;
        }
    }

    /// <inheritdoc/>
    public bool TakeTooLong()
    {
        bool wasTooLong = _wasTooLong;
        _wasTooLong = false;
        return wasTooLong;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
