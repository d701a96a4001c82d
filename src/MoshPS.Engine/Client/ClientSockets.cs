using System.Net;
using System.Net.Sockets;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Client;

/// <summary>
/// The sockets of a session (spec 1 §4.5): it sends from the newest, and hears them all for a while, so that
/// changing the local port loses nothing. Not safe for several threads; the session's lock guards it.
/// </summary>
internal sealed class ClientSockets : IDatagramSink, IDisposable
{
    /// <summary>With no round trip for so long, in milliseconds, another port is tried; and so on.</summary>
    public const long HopAfter = 10_000;

    /// <summary>After so long without a hop, in milliseconds, only the newest socket is kept.</summary>
    public const long PruneAfter = 60_000;

    /// <summary>Most sockets open at a time.</summary>
    public const int MaximumSockets = 10;

    private readonly AddressFamily _family;
    private readonly SocketAddress _server;
    private readonly IDatagramReceiver _receiver;
    private readonly List<ClientSocket> _sockets = [];

    /// <summary>Opens the first socket.</summary>
    /// <exception cref="SocketException">The system has none to give.</exception>
    public ClientSockets(IPEndPoint server, IDatagramReceiver receiver, long now)
    {
        _family = server.AddressFamily;
        _server = server.Serialize();
        _receiver = receiver;
        LastPortChoice = now;
        _sockets.Add(new ClientSocket(_family, receiver));
    }

    /// <summary>When the newest socket was opened.</summary>
    public long LastPortChoice { get; private set; }

    /// <summary>How often the local port has been changed.</summary>
    public int Hops { get; private set; }

    /// <summary>Sockets open now.</summary>
    public int Count => _sockets.Count;

    /// <summary>Datagrams that the system refused to send.</summary>
    public long SendErrors { get; private set; }

    /// <summary>The text of the last refusal; null when the last datagram was sent.</summary>
    public string? SendError { get; private set; }

    /// <summary>Whether a datagram was refused because it is longer than the network takes (EMSGSIZE).</summary>
    public bool WasTooLong { get; private set; }

    /// <summary>Whether anything was handed over for sending since this was last set to false.</summary>
    public bool HasSent { get; set; }

    /// <summary>Starts to receive. Separate from construction, so that the session is complete by then.</summary>
    public void StartReceiving() => _sockets[^1].StartReceiving();

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> datagram)
    {
        HasSent = true;
        try
        {
            _sockets[^1].Send(datagram, _server);
            SendError = null;
        }
        catch (SocketException e)
        {
            SendErrors++;
            SendError = $"sendto: {e.Message}";
            WasTooLong |= e.SocketErrorCode == SocketError.MessageSize;
        }
    }

    /// <summary>
    /// Opens another socket and sends from it from now on. Without one to be had, the present one stays in use.
    /// </summary>
    public void Hop(long now)
    {
        LastPortChoice = now;
        try
        {
            ClientSocket socket = new(_family, _receiver);
            _sockets.Add(socket);
            Hops++;
            socket.StartReceiving();
        }
        catch (SocketException e)
        {
            SendErrors++;
            SendError = $"socket: {e.Message}";
        }

        Prune(now);
    }

    /// <summary>Closes sockets that are not needed any more.</summary>
    public void Prune(long now)
    {
        int surplus = now - LastPortChoice > PruneAfter ? _sockets.Count - 1 : _sockets.Count - MaximumSockets;
        for (int i = 0; i < surplus; i++)
        {
            _sockets[0].Dispose();
            _sockets.RemoveAt(0);
        }
    }

    /// <summary>Takes a broken socket out of use.</summary>
    /// <returns>Whether it was the one to send from, so that another is needed.</returns>
    public bool Remove(ClientSocket socket)
    {
        bool wasNewest = _sockets.Count > 0 && ReferenceEquals(_sockets[^1], socket);
        if (!wasNewest || _sockets.Count > 1)
        {
            if (_sockets.Remove(socket))
            {
                socket.Dispose();
            }
        }

        return wasNewest;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ClientSocket socket in _sockets)
        {
            socket.Dispose();
        }
    }
}
