using System.Buffers;
using System.Buffers.Binary;
using MoshPS.Engine.Datagrams;
using MoshPS.Engine.Server;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Sync.Messages;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Tests.Terminal;
using MoshPS.Engine.Tests.Transport;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Fuzzing;

/// <summary>
/// A whole server session between a client that has the key and a program, both of which do what a script says. A
/// script is a series of steps: a byte that says what, a length in two bytes, and so many bytes.
/// </summary>
/// <remarks>
/// <code>
/// 0  a UserMessage, in the next state of the client
/// 1  an instruction, anything
/// 2  a fragment, anything
/// 3  output of the program
/// 4  time: as many milliseconds as the bytes' sum
/// 5  the program reads: 256 times the bytes' sum
/// 6  a datagram that nobody sealed
/// 7  the client acknowledges what it has
/// </code>
/// </remarks>
internal sealed class ServerSessionScript : IDisposable
{
    private const int StepKinds = 8;

    /// <summary>Larger screens take too long to look at cell by cell.</summary>
    private const int LargestChecked = 50_000;

    private readonly PeerForger _client = new(TransportRole.Client);
    private readonly ServerSession _session = new(
        PeerForger.Key, 80, 24, DatagramSize.MaximumInterNetwork, now: 0, new Random(1).NextBytes);

    private readonly DatagramChannel _channel = new(PeerForger.Key, Direction.ToServer);
    private readonly InstructionReader _reader = new();
    private readonly TransportReceiver<ScreenState> _receiver = new(new ScreenState(80, 24));
    private readonly DatagramQueue _sink = new();
    private readonly byte[] _buffer = new byte[DatagramSize.MaximumReceived];
    private long _now;

    /// <summary>Lets the script happen, and checks after each step that the session is well.</summary>
    public void Run(ReadOnlySpan<byte> script)
    {
        while (script.Length >= 3)
        {
            int length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(script[1..]), script.Length - 3);
            Step(script[0] % StepKinds, script.Slice(3, length));
            script = script[(3 + length)..];
            Turn();
        }

        CheckThatItGoesOn();
    }

    public void Dispose()
    {
        _client.Dispose();
        _session.Dispose();
        _channel.Dispose();
    }

    private static int Sum(ReadOnlySpan<byte> bytes)
    {
        int sum = 0;
        foreach (byte value in bytes[..Math.Min(bytes.Length, 64)])
        {
            sum += value;
        }

        return sum;
    }

    private void Step(int kind, ReadOnlySpan<byte> bytes)
    {
        switch (kind)
        {
            case 0:
                Receive(_client.Datagram(_now, Next(bytes)));
                break;
            case 1:
                Receive(_client.Compressed(_now, bytes));
                break;
            case 2 when bytes.Length <= DatagramSize.MaximumReceived - DatagramSize.SealingOverhead:
                Receive(_client.Datagram(_now, bytes));
                break;
            case 3:
                while (!bytes.IsEmpty)
                {
                    int taken = _session.TakeOutput(bytes, _now);
                    Assert.InRange(taken, 1, bytes.Length);
                    bytes = bytes[taken..];
                }

                break;
            case 4:
                _now += Sum(bytes);
                break;
            case 5:
                _session.GiveInput(Math.Min(Sum(bytes) * 256, _session.HostInput.Pending.Length), _now);
                break;
            case 6:
                Assert.False(_session.Receive(_now, bytes).IsFresh);
                break;
            case 7:
                Receive(_client.Datagram(_now, Next([])));
                break;
        }
    }

    private Instruction Next(ReadOnlySpan<byte> diff)
    {
        ulong number = _session.Endpoint.LatestRemoteNumber;
        return new Instruction
        {
            ProtocolVersion = Instruction.CurrentProtocolVersion,
            OldNumber = number,
            NewNumber = number + (number < ulong.MaxValue - 1 ? 1UL : 0),
            ThrowawayNumber = number,
            AcknowledgedNumber = _receiver.LatestNumber,
            Diff = diff,
        };
    }

    private void Receive(byte[] datagram) => _session.Receive(_now, datagram);

    private void Turn()
    {
        for (int turns = 0; _session.TakeInput(_now); turns++)
        {
            Assert.True(turns < 3, "One state makes work again and again.");
        }

        for (int turns = 0; _session.NextDeadline(_now) <= _now && !_session.Endpoint.IsOver; turns++)
        {
            Assert.True(turns < 3, "The session is due again and again.");
            _session.TakeInput(_now);
            _session.Tick(_now, _sink);
        }

        foreach (byte[] datagram in _sink.Datagrams)
        {
            Follow(datagram);
        }

        _sink.Datagrams.Clear();
        CheckLimits();
    }

    /// <summary>What is sent must be sound whatever the client did: a client that follows it understands it all.</summary>
    private void Follow(byte[] datagram)
    {
        Assert.InRange(datagram.Length, 1, _session.Endpoint.MaximumPayload);
        Assert.Equal(DatagramVerdict.Fresh, _channel.TryOpen(_now, datagram, false, _buffer, out ReadOnlySpan<byte> fragment));
        if (_reader.TryRead(fragment, out Instruction instruction, out bool malformed))
        {
            Assert.NotEqual(InstructionOutcome.Malformed, _receiver.Process(_now, instruction));
        }

        Assert.False(malformed);
    }

    private void CheckLimits()
    {
        TransportEndpoint<ScreenState, UserInput> endpoint = _session.Endpoint;
        Assert.InRange(endpoint.StatesHeld.Sent, 1, SentStates<ScreenState>.Maximum);
        Assert.InRange(endpoint.StatesHeld.Received, 1, TransportReceiver<UserInput>.MaximumCount);
        Assert.InRange(
            endpoint.SentBytesHeld, 0, SentStates<ScreenState>.MaximumHeldBytes + (SentStates<ScreenState>.Minimum * 64L << 20));
        Assert.InRange(endpoint.Assembly.HeldBytes, 0, FragmentAssembly.MaximumHeldBytes);
        Assert.InRange(_session.HostInput.Pending.Length, 0, HostInputQueue.Capacity);
        Assert.Equal(0, endpoint.Local.FailedFrameCount);
        (int columns, int rows) = _session.Size;
        Assert.True(Screen.IsSizeAllowed(columns, rows));
        if (columns * rows < LargestChecked)
        {
            ScreenInvariants.AssertHold(_receiver.Latest.Screen, EmulatorRole.WireFacing);
        }
    }

    /// <summary>Whatever was, the client's next key arrives, and the program's next word shows.</summary>
    private void CheckThatItGoesOn()
    {
        TransportEndpoint<ScreenState, UserInput> endpoint = _session.Endpoint;
        if (_session.IsEnding || endpoint.LatestRemoteNumber >= ulong.MaxValue - 10)
        {
            return;
        }

        _now += TransportReceiver<UserInput>.QuenchInterval;
        _session.GiveInput(_session.HostInput.Pending.Length, _now);
        while (_session.TakeInput(_now) || !_session.HostInput.Pending.IsEmpty)
        {
            _session.GiveInput(_session.HostInput.Pending.Length, _now);
        }

        ArrayBufferWriter<byte> message = new();
        MessageWriter.WriteResize(message, 40, 10);
        MessageWriter.WriteKeysHead(message, 1);
        message.Write("k"u8);
        _session.Receive(_now, _client.Datagram(_now, Next(message.WrittenSpan)));
        while (_session.TakeInput(_now))
        {
        }

        Assert.EndsWith("k", System.Text.Encoding.Latin1.GetString(_session.HostInput.Pending), StringComparison.Ordinal);
        _session.TakeOutput("\u0018\e\\\ecword"u8, _now);
        for (int i = 0; i < 400 && (_session.Size != (40, 10) || _receiver.Latest.Screen.GetRowText(0) != "word"); i++)
        {
            _now += 50;
            _session.TakeInput(_now);
            Turn();
            Receive(_client.Datagram(_now, Next([])));
        }

        Assert.Equal((40, 10), _session.Size);
        Assert.Equal("word", _receiver.Latest.Screen.GetRowText(0));
    }
}
