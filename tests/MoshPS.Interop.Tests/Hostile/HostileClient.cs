using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Datagrams;
using MoshPS.Engine.Sync.Messages;
using MoshPS.Engine.Transport;
using MoshPS.Engine.Transport.Compression;

namespace MoshPS.Interop.Tests.Hostile;

/// <summary>
/// A client that has the key and does with it what it likes, over a real socket. It sends as fast as the server takes
/// it, as <see cref="DatagramFlood"/> does.
/// </summary>
internal sealed class HostileClient : IDisposable
{
    private const int PieceLength = 1_200;
    private const int Waiting = 64 << 10;

    private readonly IPEndPoint _server;
    private readonly DatagramChannel _channel;
    private readonly InstructionReader _reader = new();
    private readonly ZlibCompressor _compressor = new();
    private readonly byte[] _datagram = new byte[DatagramSize.MaximumReceived];
    private readonly byte[] _plaintext = new byte[DatagramSize.MaximumReceived];
    private readonly byte[] _received = new byte[DatagramSize.MaximumReceived + 1];
    private readonly long _start = Stopwatch.GetTimestamp();
    private Socket _socket;
    private ulong _id = 1;
    private ulong _serverNumber;
    private int _sent;

    public HostileClient(IPEndPoint server, SessionKey key)
    {
        _server = server;
        _channel = new DatagramChannel(key, Direction.ToServer);
        _socket = Open(IPAddress.Loopback);
    }

    /// <summary>The newest state that was sent.</summary>
    public ulong Number { get; private set; }

    /// <summary>The newest state that the server has acknowledged.</summary>
    public ulong Acknowledged { get; private set; }

    /// <summary>Whether to acknowledge what the server sends.</summary>
    public bool Acknowledges { get; set; } = true;

    private long Now => (long)Stopwatch.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>A UserMessage with a window size.</summary>
    public static byte[] Size(int columns, int rows)
    {
        ArrayBufferWriter<byte> message = new();
        MessageWriter.WriteResize(message, columns, rows);
        return message.WrittenSpan.ToArray();
    }

    /// <summary>A UserMessage with keys.</summary>
    public static byte[] Keys(ReadOnlySpan<byte> keys)
    {
        ArrayBufferWriter<byte> message = new();
        MessageWriter.WriteKeysHead(message, keys.Length);
        message.Write(keys);
        return message.WrittenSpan.ToArray();
    }

    /// <summary>Goes on from another address and port.</summary>
    public void MoveTo(IPAddress address)
    {
        _socket.Dispose();
        _socket = Open(address);
    }

    /// <summary>
    /// Sends a new state, made from the newest that the server has acknowledged, or from the last one that was sent.
    /// </summary>
    public void SendState(ReadOnlySpan<byte> message, bool followsLast = false)
    {
        Listen();
        Send(new Instruction
        {
            ProtocolVersion = Instruction.CurrentProtocolVersion,
            OldNumber = followsLast ? Number : Acknowledged,
            NewNumber = ++Number,
            ThrowawayNumber = Acknowledged,
            AcknowledgedNumber = Acknowledges ? _serverNumber : 0,
            Diff = message,
        });
    }

    /// <summary>Sends an instruction; what it says of its number counts as sent.</summary>
    public void Send(in Instruction instruction)
    {
        ArrayBufferWriter<byte> message = new();
        instruction.Write(message);
        Number = Math.Max(Number, instruction.NewNumber);
        ArrayBufferWriter<byte> compressed = new();
        _compressor.Compress(message.WrittenSpan, compressed);
        Fragmenter fragmenter = new(_id++, compressed.WrittenSpan, PieceLength);
        while (fragmenter.TryNext(out Fragment fragment))
        {
            Send(fragment);
        }
    }

    /// <summary>Sends a fragment of anything.</summary>
    public void Send(in Fragment fragment)
    {
        if (_sent++ % 32 == 0)
        {
            DatagramFlood.WaitForRoom(_server, Waiting);
        }

        Span<byte> bytes = stackalloc byte[Fragment.HeaderLength + fragment.Piece.Length];
        int length = fragment.Write(bytes);
        length = _channel.Seal(Now, bytes[..length], _datagram);
        _socket.SendTo(_datagram.AsSpan(0, length), SocketFlags.None, _server);
    }

    /// <summary>Takes what the server has sent.</summary>
    public void Listen()
    {
        while (_socket.Available > 0)
        {
            int length = _socket.Receive(_received);
            if (_channel.TryOpen(Now, _received.AsSpan(0, length), false, _plaintext, out ReadOnlySpan<byte> fragment) == DatagramVerdict.Fresh
                && _reader.TryRead(fragment, out Instruction instruction, out _))
            {
                Acknowledged = Math.Max(Acknowledged, instruction.AcknowledgedNumber);
                _serverNumber = Math.Max(_serverNumber, instruction.NewNumber);
            }
        }
    }

    /// <summary>Waits until the server acknowledges no more.</summary>
    public async Task SettleAsync(TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        ulong last;
        do
        {
            last = Acknowledged;
            for (int i = 0; i < 10; i++)
            {
                await Task.Delay(50);
                Listen();
            }
        }
        while (Acknowledged != last && Stopwatch.GetElapsedTime(start) < limit);
    }

    /// <summary>Sends a state until the server has it.</summary>
    public async Task DeliverAsync(byte[] message, TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        ulong number = Number + 1;
        while (Acknowledged < number)
        {
            if (Stopwatch.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"State {number} was never acknowledged; {Acknowledged} was.");
            }

            SendState(message);
            for (int i = 0; i < 20 && Acknowledged < number; i++)
            {
                await Task.Delay(20);
                Listen();
            }
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _channel.Dispose();
    }

    private static Socket Open(IPAddress address)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1 << 20 };
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }
}
