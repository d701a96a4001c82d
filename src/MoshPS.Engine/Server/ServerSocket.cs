using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MoshPS.Engine.Datagrams;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Server;

/// <summary>
/// The UDP socket of a session: receives from everybody and sends to the client's newest address. No failure throws:
/// the transport counts what was not sent as lost.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe partial class ServerSocket : IServerSocket, IDisposable
{
    private readonly Socket _socket;
    private readonly SocketAddress _source;
    private readonly SocketAddress _client;

    // One byte longer than the longest valid datagram, so that a longer one is seen to be too long.
    private readonly byte[] _buffer = new byte[DatagramSize.MaximumReceived + 1];

    private bool _wasTooLong;

    private ServerSocket(Socket socket)
    {
        _socket = socket;
        Descriptor = (int)socket.Handle;
        _source = new SocketAddress(socket.AddressFamily);
        _client = new SocketAddress(socket.AddressFamily);
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>The descriptor, for <c>poll</c>.</summary>
    public int Descriptor { get; }

    /// <summary>The address and port it listens on.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>Where the client was heard last, an IPv4 address as such; null before the first time.</summary>
    public IPEndPoint? Client { get; private set; }

    /// <summary>The longest UDP payload to send: by the client's address family, or shorter once one was refused.</summary>
    public int MaximumPayload { get; private set; } = DatagramSize.MaximumInterNetworkV6;

    /// <summary>Datagrams that the system refused to send.</summary>
    public long SendErrors { get; private set; }

    /// <summary>The system's number for the last refusal.</summary>
    public int LastSendError { get; private set; }

    /// <summary>Datagrams that the system failed to receive.</summary>
    public long ReceiveErrors { get; private set; }

    /// <inheritdoc/>
    public bool TryReceive(out ReadOnlySpan<byte> datagram, out bool congestionExperienced)
    {
        nint length;
        congestionExperienced = false;
        fixed (byte* buffer = _buffer)
        fixed (byte* address = _source.Buffer.Span)
        {
            uint addressLength = (uint)_source.Buffer.Length;
            length = SocketCalls.ReceiveFrom(Descriptor, buffer, (nuint)_buffer.Length, 0, address, &addressLength);
            if (length >= 0)
            {
                _source.Size = (int)addressLength;
            }
        }

        if (length < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            ReceiveErrors += error == UnixTerminal.WouldBlock || error == UnixTerminal.InterruptedCall ? 0 : 1;
            datagram = default;
            return false;
        }

        datagram = _buffer.AsSpan(0, (int)length);
        return true;
    }

    /// <inheritdoc/>
    public bool AdoptSource()
    {
        if (Client is not null && _source.Equals(_client))
        {
            return false;
        }

        _source.Buffer.Span[.._source.Size].CopyTo(_client.Buffer.Span);
        _client.Size = _source.Size;
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
        nint sent;
        fixed (byte* buffer = datagram)
        fixed (byte* address = _client.Buffer.Span)
        {
            sent = SocketCalls.SendTo(Descriptor, buffer, (nuint)datagram.Length, 0, address, (uint)_client.Size);
        }

        if (sent < 0)
        {
            SendErrors++;
            LastSendError = Marshal.GetLastPInvokeError();
            if (LastSendError == SocketCalls.MessageTooLong && MaximumPayload != DatagramSize.Fallback)
            {
                MaximumPayload = DatagramSize.Fallback;
                _wasTooLong = true;
            }
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
