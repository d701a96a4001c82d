using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Transport;

/// <summary>Datagrams that an endpoint sent, to be delivered, kept back or tampered with.</summary>
internal sealed class DatagramQueue : IDatagramSink
{
    public List<byte[]> Datagrams { get; } = [];

    public void Send(ReadOnlySpan<byte> datagram) => Datagrams.Add(datagram.ToArray());

    public byte[] Take()
    {
        byte[] first = Datagrams[0];
        Datagrams.RemoveAt(0);
        return first;
    }
}

/// <summary>A client that types into a log and a server that writes on a board, at explicit times.</summary>
internal sealed class TransportPair : IDisposable
{
    public const long Start = 100_000;

    public TransportPair(int seed = 1)
    {
        var random = new Random(seed);
        var options = new TransportOptions { Random = random.NextBytes };
        Client = new TransportEndpoint<TextLog, Board>(
            PeerForger.Key, TransportRole.Client, new TextLog(), new Board(), Start, options);
        Server = new TransportEndpoint<Board, TextLog>(
            PeerForger.Key, TransportRole.Server, new Board(), new TextLog(), Start, options);
    }

    public TransportEndpoint<TextLog, Board> Client { get; }

    public TransportEndpoint<Board, TextLog> Server { get; }

    public DatagramQueue FromClient { get; } = new();

    public DatagramQueue FromServer { get; } = new();

    public long Now { get; private set; } = Start;

    public TransportPair At(long time)
    {
        Now = Start + time;
        return this;
    }

    /// <summary>Lets time pass by milliseconds; what is sent arrives after a delay of <paramref name="delay"/>.</summary>
    public void RunTo(long time, int delay = 20)
    {
        while (true)
        {
            Client.Tick(Now, FromClient);
            Server.Tick(Now, FromServer);
            Deliver(FromClient, toServer: true, delay);
            Deliver(FromServer, toServer: false, delay);
            if (Now >= Start + time)
            {
                return;
            }

            Now++;
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }

    private readonly List<(long Time, bool ToServer, byte[] Datagram)> _wire = [];

    private void Deliver(DatagramQueue queue, bool toServer, int delay)
    {
        foreach (byte[] datagram in queue.Datagrams)
        {
            _wire.Add((Now + delay, toServer, datagram));
        }

        queue.Datagrams.Clear();
        while (_wire.FindIndex(entry => entry.Time <= Now && entry.ToServer == toServer) is >= 0 and var index)
        {
            byte[] datagram = _wire[index].Datagram;
            _wire.RemoveAt(index);
            if (toServer)
            {
                Server.Receive(Now, datagram);
            }
            else
            {
                Client.Receive(Now, datagram);
            }
        }
    }
}
