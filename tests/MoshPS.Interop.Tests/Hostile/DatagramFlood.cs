using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MoshPS.Interop.Tests.Hostile;

/// <summary>What strangers send to a server.</summary>
internal enum FloodKind
{
    /// <summary>Anything, of 0 to 2,100 bytes.</summary>
    Junk,

    /// <summary>A client's datagram that ends too early.</summary>
    Truncated,

    /// <summary>A client's datagram as it was, from elsewhere and later.</summary>
    Replayed,

    /// <summary>What the server itself has sent.</summary>
    Reflected,

    /// <summary>A client's datagram with one bit changed.</summary>
    BitFlipped,
}

/// <summary>
/// Sends to a server from many addresses whatever strangers can send, as fast as the server takes it: it waits while
/// more than a little of it is in the server's socket, so that the system drops none and the server sees them all.
/// </summary>
internal sealed class DatagramFlood : IDisposable
{
    private const int Sources = 64;
    private const int Burst = 64;

    /// <summary>What may wait in the server's socket, in bytes as the system counts them.</summary>
    private const int Waiting = 32 << 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly int KindCount = Enum.GetValues<FloodKind>().Length;

    private readonly IPEndPoint _server;
    private readonly CapturedDatagrams _captured;
    private readonly Random _random;
    private readonly List<Socket> _sockets = [];
    private readonly long[] _sent = new long[KindCount];
    private readonly byte[] _buffer = new byte[65536];

    /// <param name="server">Where to send: a loopback address.</param>
    /// <param name="captured">What was seen of the session.</param>
    /// <param name="seed">Decides everything.</param>
    public DatagramFlood(IPEndPoint server, CapturedDatagrams captured, int seed)
    {
        _server = server;
        _captured = captured;
        _random = new Random(seed);
        for (int i = 0; i < Sources; i++)
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(new IPAddress([127, 6, (byte)_random.Next(256), (byte)_random.Next(1, 255)]), 0));
            _sockets.Add(socket);
        }
    }

    /// <summary>How many of each kind were sent.</summary>
    public IReadOnlyList<long> Sent => _sent;

    /// <summary>How many datagrams the server has sent to the strangers: none, or it took one of them for its client.</summary>
    public int CountAnswers() => _sockets.Sum(socket => socket.Available > 0 ? 1 : 0);

    /// <summary>Sends so many datagrams, on a thread of its own.</summary>
    public Task SendAsync(int count) => Task.Factory.StartNew(
        () => Send(count), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Dispose()
    {
        foreach (Socket socket in _sockets)
        {
            socket.Dispose();
        }
    }

    /// <summary>How much waits in the socket of a local port, and how many datagrams were dropped there since it was bound.</summary>
    public static (long Waiting, long Dropped) GetQueue(IPEndPoint server)
    {
        string address = string.Create(
            CultureInfo.InvariantCulture, $"{BitConverter.ToUInt32(server.Address.GetAddressBytes()):X8}:{server.Port:X4}");

        // The table leaves out lines now and then when sockets come and go while it is read.
        for (int tries = 0; tries < 100; tries++)
        {
            foreach (string line in File.ReadLines("/proc/net/udp"))
            {
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length > 12 && fields[1] == address)
                {
                    return (
                        long.Parse(fields[4].AsSpan(fields[4].IndexOf(':', StringComparison.Ordinal) + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                        long.Parse(fields[12], CultureInfo.InvariantCulture));
                }
            }

            Thread.Sleep(10);
        }

        throw new InvalidOperationException($"Nobody listens on UDP port {server.Port} any more.");
    }

    /// <summary>Waits until no more than so much waits in the server's socket.</summary>
    /// <exception cref="TimeoutException">The server has stopped to read it.</exception>
    public static void WaitForRoom(IPEndPoint server, int waiting)
    {
        long start = Stopwatch.GetTimestamp();
        while (GetQueue(server).Waiting > waiting)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException("The server does not read its socket.");
            }

            Thread.Sleep(1);
        }
    }

    private void Send(int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (i % Burst == 0)
            {
                WaitForRoom(_server, Waiting);
            }

            FloodKind kind = (FloodKind)(i % KindCount);
            _sockets[_random.Next(Sources)].SendTo(Make(ref kind), SocketFlags.None, _server);
            _sent[(int)kind]++;
        }
    }

    private ReadOnlySpan<byte> Make(ref FloodKind kind)
    {
        byte[]? captured = kind switch
        {
            FloodKind.Junk => null,
            FloodKind.Reflected => _captured.OfServer(_random),
            _ => _captured.OfClient(_random),
        };
        if (captured is null)
        {
            kind = FloodKind.Junk;
            Span<byte> junk = _buffer.AsSpan(0, _random.Next(2_100));
            _random.NextBytes(junk);
            if (junk.Length > 8 && _random.Next(2) == 0)
            {
                // A number that the client may use next.
                junk[..6].Clear();
            }

            return junk;
        }

        captured.CopyTo(_buffer, 0);
        switch (kind)
        {
            case FloodKind.Truncated:
                return _buffer.AsSpan(0, _random.Next(captured.Length));
            case FloodKind.BitFlipped:
                int bit = _random.Next(captured.Length * 8);
                _buffer[bit / 8] ^= (byte)(1 << (bit % 8));
                break;
        }

        return _buffer.AsSpan(0, captured.Length);
    }
}
