using System.Diagnostics;
using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.Hostile;

/// <summary>
/// The newest datagrams that somebody on the way has seen of a session, in both directions. Those of the client are
/// handed out once a newer one has certainly arrived: whoever delivers a client's newest datagram first does not forge
/// anything, and is the client as far as a server can tell.
/// </summary>
internal sealed class CapturedDatagrams
{
    private const int Capacity = 512;

    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<(long Time, byte[] Datagram)> _fromClient = [];
    private readonly List<(long Time, byte[] Datagram)> _fromServer = [];
    private int _oldFromClient;

    /// <summary>Taps a relay.</summary>
    public CapturedDatagrams(UdpRelay.UdpRelay relay) => relay.Tap = (direction, datagram) =>
    {
        lock (_lock)
        {
            List<(long, byte[])> captured = direction == LinkDirection.ToServer ? _fromClient : _fromServer;
            captured.Add((Stopwatch.GetTimestamp(), datagram.ToArray()));
            if (captured.Count > Capacity)
            {
                captured.RemoveAt(0);
            }
        }
    };

    /// <summary>One that the client sent a while ago, or null.</summary>
    public byte[]? OfClient(Random random)
    {
        lock (_lock)
        {
            _oldFromClient = Math.Min(_oldFromClient, _fromClient.Count);
            while (_oldFromClient < _fromClient.Count && Stopwatch.GetElapsedTime(_fromClient[_oldFromClient].Time) > Age)
            {
                _oldFromClient++;
            }

            while (_oldFromClient > 0 && Stopwatch.GetElapsedTime(_fromClient[_oldFromClient - 1].Time) <= Age)
            {
                _oldFromClient--;
            }

            return _oldFromClient == 0 ? null : _fromClient[random.Next(_oldFromClient)].Datagram;
        }
    }

    /// <summary>One that the server sent, or null.</summary>
    public byte[]? OfServer(Random random)
    {
        lock (_lock)
        {
            return _fromServer.Count == 0 ? null : _fromServer[random.Next(_fromServer.Count)].Datagram;
        }
    }
}
