using MoshPS.Engine.Crypto;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Transport;
using Xunit.Abstractions;

namespace MoshPS.Engine.Tests.Transport;

/// <summary>In steady state a session allocates nothing: neither for what is typed nor for a datagram.</summary>
public sealed class TransportAllocationTests(ITestOutputHelper output) : IDisposable
{
    private const int WarmUp = 200;
    private const int Rounds = 500;

    private static readonly SessionKey Key = SessionKey.FromBytes("0123456789abcdef"u8);

    private readonly TransportEndpoint<UserInput, ScreenState> _client = new(
        Key, TransportRole.Client, new UserInput(), new ScreenState(80, 24), 0, Options());

    private readonly TransportEndpoint<ScreenState, UserInput> _server = new(
        Key, TransportRole.Server, new ScreenState(80, 24), new UserInput(), 0, Options());

    private readonly Wire _fromClient = new();
    private readonly Wire _fromServer = new();
    private long _now;

    [Fact]
    public void A_keystroke_and_its_acknowledgement_allocate_nothing()
    {
        long bytes = Measure(Keystroke);
        output.WriteLine($"{bytes / (double)Rounds} bytes for each keystroke at both ends");
        Assert.Equal(0, bytes);
    }

    [Fact]
    public void An_idle_session_allocates_nothing()
    {
        long bytes = Measure(() => Pass(3_000));
        output.WriteLine($"{bytes / (double)Rounds} bytes for each heartbeat at both ends");
        Assert.Equal(0, bytes);
    }

    [Fact]
    public void Forged_corrupt_and_replayed_datagrams_allocate_nothing()
    {
        Keystroke();
        byte[] replayed = _fromClient.Last.ToArray();
        byte[] corrupt = [.. replayed];
        corrupt[^1] ^= 1;
        byte[] foreign = new byte[100];
        long bytes = Measure(() =>
        {
            _server.Receive(_now, replayed);
            _server.Receive(_now, corrupt);
            _server.Receive(_now, foreign);
        });
        Assert.Equal(0, bytes);
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private void Keystroke()
    {
        _client.Local.PushBytes("a"u8);
        Pass(150);
    }

    private static long Measure(Action round)
    {
        for (int i = 0; i < WarmUp; i++)
        {
            round();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
        {
            round();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Lets time pass; datagrams take ten milliseconds.</summary>
    private void Pass(long milliseconds)
    {
        long end = _now + milliseconds;
        while (_now < end)
        {
            _client.Tick(_now, _fromClient);
            _server.Tick(_now, _fromServer);
            long next = Math.Min(_client.NextDeadline(_now), _server.NextDeadline(_now));
            if (_fromClient.Length > 0 || _fromServer.Length > 0)
            {
                next = Math.Min(next, _now + 10);
            }

            _now = Math.Clamp(next, _now + 1, end);
            if (_fromClient.Length > 0)
            {
                _server.Receive(_now, _fromClient.Take());
            }

            if (_fromServer.Length > 0)
            {
                _client.Receive(_now, _fromServer.Take());
            }
        }
    }

    private static TransportOptions Options()
    {
        var random = new Random(1);
        return new TransportOptions { Random = random.NextBytes };
    }

    /// <summary>Holds one datagram; these sessions have no more under way.</summary>
    private sealed class Wire : IDatagramSink
    {
        private readonly byte[] _datagram = new byte[2_048];

        public int Length { get; private set; }

        public Span<byte> Last => _datagram.AsSpan(0, _lastLength);

        private int _lastLength;

        public void Send(ReadOnlySpan<byte> datagram)
        {
            datagram.CopyTo(_datagram);
            Length = _lastLength = datagram.Length;
        }

        public ReadOnlySpan<byte> Take()
        {
            Length = 0;
            return Last;
        }
    }
}
