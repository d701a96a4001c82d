using MoshPS.Engine.Crypto;
using MoshPS.Engine.Datagrams;

namespace MoshPS.Engine.Transport;

/// <summary>
/// One end of a session, without its sockets and clock: keeps the peer's copy of the local object up to date and
/// follows the peer's object, over datagrams that may be lost, repeated, reordered or forged (spec 1 §3 to §9).
/// <para>
/// The caller changes <see cref="Local"/>, passes in what arrives, calls <see cref="Tick"/> whenever it has done
/// either or <see cref="NextDeadline"/> has come, and looks at <see cref="LatestRemote"/> when
/// <see cref="ReceiveResult.RemoteAdvanced"/>. Time is the caller's clock in milliseconds, of about 1 ms resolution
/// and any epoch; it should not go back, and if it does, that counts as no time passed. Not thread-safe.
/// </para>
/// </summary>
/// <typeparam name="TLocal">What this end changes and the peer follows.</typeparam>
/// <typeparam name="TRemote">What the peer changes and this end follows.</typeparam>
public sealed class TransportEndpoint<TLocal, TRemote> : IDisposable
    where TLocal : class, ISynchronizedObject<TLocal>
    where TRemote : class, ISynchronizedObject<TRemote>
{
    /// <summary>
    /// The smallest <see cref="MaximumPayload"/>: with it the largest instruction still fits 32768 fragments.
    /// </summary>
    public const int SmallestPayload = 256;

    /// <summary>How long the end that shuts down tries to tell its peer, in milliseconds, unless told otherwise.</summary>
    public const int DefaultShutdownTimeout = ShutdownExchange.DefaultTimeout;

    private readonly DatagramChannel _channel;
    private readonly TransportSender<TLocal> _sender;
    private readonly TransportReceiver<TRemote> _receiver;
    private readonly InstructionWriter _writer;
    private readonly InstructionReader _reader = new();
    private readonly byte[] _received = new byte[DatagramSize.MaximumReceived];
    private readonly byte[] _fragment = new byte[DatagramSize.MaximumReceived];
    private readonly byte[] _datagram = new byte[DatagramSize.MaximumReceived];
    private SteadyTime _time;
    private PeerPresence _peer;
    private long _now;
    private long? _lastRoundTrip;
    private long? _lastRemoteState;

    /// <param name="key">The key that both ends share, not used by this role before.</param>
    /// <param name="role">Which end this is.</param>
    /// <param name="local">The local object. Its present content is state 0, which is never sent.</param>
    /// <param name="remote">State 0 of the peer's object.</param>
    /// <param name="now">The time.</param>
    /// <param name="options">How to behave.</param>
    public TransportEndpoint(
        SessionKey key,
        TransportRole role,
        TLocal local,
        TRemote remote,
        long now,
        TransportOptions options)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(remote);
        ArgumentNullException.ThrowIfNull(options);
        MaximumPayload = options.MaximumPayload;
        _channel = new DatagramChannel(
            key, role == TransportRole.Client ? Direction.ToServer : Direction.ToClient);
        int collectionDelay = options.CollectionDelay ?? (role == TransportRole.Client
            ? SendTimers.ClientCollectionDelay
            : SendTimers.ServerCollectionDelay);
        _time = new SteadyTime(now);
        _now = now;
        _peer = new PeerPresence(role);
        _sender = new TransportSender<TLocal>(local, now, collectionDelay);
        _sender.Shutdown.MinimumLinger = role == TransportRole.Server ? ShutdownExchange.ServerLinger : ShutdownExchange.DefaultLinger;
        _receiver = new TransportReceiver<TRemote>(remote);
        _writer = new InstructionWriter(options.Random);
    }

    /// <summary>The local object. Change it, then call <see cref="Tick"/>.</summary>
    public TLocal Local => _sender.Live;

    /// <summary>
    /// The newest state of the peer's object. It must not be changed, and may be reused for another state when the
    /// next datagram is received: take a snapshot to keep it.
    /// </summary>
    public TRemote LatestRemote => _receiver.Latest;

    /// <summary>The number of <see cref="LatestRemote"/>: 0 before the first, 2^64−1 when the peer has shut down.</summary>
    public ulong LatestRemoteNumber => _receiver.LatestNumber;

    /// <summary>The number of the last local state that was sent.</summary>
    public ulong LastSentNumber => _sender.LastSentNumber;

    /// <summary>The number of the newest local state that the peer has acknowledged.</summary>
    public ulong AcknowledgedNumber => _sender.AcknowledgedNumber;

    /// <summary>Whether there is a peer to send to; always true on a client (spec 1 §4.4).</summary>
    public bool IsPeerPresent => _peer.IsPresent;

    /// <summary>The least time between two frames, in milliseconds, 20 to 250: half the round trip time.</summary>
    public int SendInterval => Timing.SendInterval;

    /// <summary>
    /// When the next frame may be sent at the earliest, by the caller's clock: half a round trip after the one before.
    /// A difference to send before that waits, so that a caller may wait as well with making it.
    /// </summary>
    public long EarliestFrame => _time.ToClock(_sender.LastSentTime + SendInterval);

    /// <summary>What is known of the round trip time.</summary>
    public RoundTripEstimator RoundTrip => _channel.RoundTrip;

    /// <summary>When the last fresh datagram arrived, by the caller's clock; null before the first.</summary>
    public long? LastHeard => ToClock(_channel.LastHeard);

    /// <summary>When the newest remote state arrived, by the caller's clock; null before the first.</summary>
    public long? LastRemoteState => ToClock(_lastRemoteState);

    /// <summary>
    /// When the newest acknowledged local state was sent, by the caller's clock: what port hopping goes by
    /// (spec 1 §4.5: <c>last_roundtrip</c>). Null before the first instruction of the peer.
    /// </summary>
    public long? LastRoundTrip => ToClock(_lastRoundTrip);

    /// <summary>What was sent and received at the level of datagrams.</summary>
    public DatagramCounters DatagramCounters => _channel.Counters;

    /// <summary>What was sent and received at the level of instructions.</summary>
    public TransportCounters Counters { get; } = new();

    /// <summary>The share of the peer's newest datagrams that did not arrive, 0 to 1; null before the first.</summary>
    public double? LossEstimate => _channel.LossEstimate;

    /// <summary>
    /// Whether the present local content cannot be sent, since the difference is over 4 MiB. The connection is kept
    /// alive meanwhile; sending goes on once the difference is smaller or the peer has acknowledged more.
    /// </summary>
    public bool IsLocalStateTooLarge => _sender.IsStateTooLarge;

    /// <summary>
    /// The longest UDP payload to send, in bytes, from <see cref="SmallestPayload"/> to 2048: 1252 over IPv4, 1216 over
    /// IPv6, 500 once the network refused a longer one (spec 1 §4.2).
    /// </summary>
    public int MaximumPayload
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, SmallestPayload);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, DatagramSize.MaximumReceived);
            field = value;
        }
    }

    /// <summary>Whether <see cref="BeginShutdown"/> was called.</summary>
    public bool IsShuttingDown => _sender.Shutdown.LocalStarted;

    /// <summary>Whether the peer has acknowledged our shutdown.</summary>
    public bool ShutdownAcknowledged => _sender.Shutdown.Acknowledged;

    /// <summary>Whether the peer has shut down: <see cref="LatestRemote"/> is its last state.</summary>
    public bool PeerHasShutDown => _sender.Shutdown.PeerHasShutDown;

    /// <summary>Whether an acknowledgement of the peer's shutdown was sent, at least once.</summary>
    public bool ShutdownAcknowledgementSent => _sender.Shutdown.AcknowledgementSent;

    /// <summary>Whether our shutdown was given up unacknowledged, as of the last call with a time.</summary>
    public bool ShutdownTimedOut => _sender.Shutdown.HasTimedOut(_now);

    /// <summary>
    /// Whether the session is over, as of the last call with a time: our shutdown is acknowledged or given up, or the
    /// peer's is acknowledged and it has stopped repeating it. From here on nothing is sent.
    /// </summary>
    public bool IsOver => _sender.Shutdown.IsOver(_now);

    /// <summary>States of both objects that are held now, for tests of their limits.</summary>
    internal (int Sent, int Received) StatesHeld => (_sender.StateCount, _receiver.StateCount);

    /// <summary>About how many bytes the states of the local object hold.</summary>
    internal long SentBytesHeld => _sender.HeldBytes;

    /// <summary>What is held of incomplete instructions.</summary>
    internal FragmentAssembly Assembly => _reader.Assembly;

    private PathTiming Timing =>
        PathTiming.From(_channel.RoundTrip.Smoothed, _channel.RoundTrip.RetransmissionTimeout, _channel.LossEstimate ?? 0);

    /// <summary>Takes a datagram that arrived. Nothing in it makes this throw.</summary>
    /// <param name="now">The time.</param>
    /// <param name="datagram">The UDP payload; anything, from anyone.</param>
    /// <param name="congestionExperienced">Whether the IP header's ECN bits were 11.</param>
    public ReceiveResult Receive(long now, ReadOnlySpan<byte> datagram, bool congestionExperienced = false)
    {
        now = Advance(now);
        DatagramVerdict verdict = _channel.TryOpen(
            now, datagram, congestionExperienced, _received, out ReadOnlySpan<byte> fragment);
        if (verdict is not (DatagramVerdict.Fresh or DatagramVerdict.Stale))
        {
            return new ReceiveResult { Verdict = verdict };
        }

        if (verdict == DatagramVerdict.Fresh)
        {
            _peer.Heard();
        }

        if (!_reader.TryRead(fragment, out Instruction instruction, out bool malformed))
        {
            Counters.MalformedReceived += malformed ? 1 : 0;
            return new ReceiveResult { Verdict = verdict };
        }

        return new ReceiveResult { Verdict = verdict, Outcome = Process(now, instruction) };
    }

    /// <summary>Sends what is due, if anything.</summary>
    /// <param name="now">The time.</param>
    /// <param name="sink">Where datagrams go.</param>
    /// <exception cref="MoshSessionException">The key may not be used any more (<c>SessionKeyExhausted</c>).</exception>
    public void Tick(long now, IDatagramSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        now = Advance(now);
        if (!_peer.IsPresent || !_sender.TryTick(now, Timing, out Instruction instruction))
        {
            return;
        }

        int pieceLength = MaximumPayload - DatagramSize.Overhead;
        ReadOnlySpan<byte> compressed = _writer.Write(instruction, pieceLength);
        var fragmenter = new Fragmenter(_writer.LastId, compressed, pieceLength);
        while (fragmenter.TryNext(out Fragment fragment))
        {
            int length = fragment.Write(_fragment);
            length = _channel.Seal(now, _fragment.AsSpan(0, length), _datagram);
            sink.Send(_datagram.AsSpan(0, length));
        }

        Counters.InstructionsSent++;
        _peer.Sent(now, _channel.LastHeard);
    }

    /// <summary>
    /// When <see cref="Tick"/> is to be called next, by the caller's clock, or <see cref="long.MaxValue"/> for never;
    /// in the past when it is due. To be asked again after every other call and every change of
    /// <see cref="Local"/>.
    /// </summary>
    public long NextDeadline(long now)
    {
        now = Advance(now);
        long send = _peer.IsPresent ? _sender.Deadline(now, Timing) : SendTimers.Never;
        return _time.ToClock(Math.Min(send, _sender.Shutdown.Deadline(now)));
    }

    /// <summary>
    /// Makes the next <see cref="Tick"/> send, if there is a peer: for a change of network, or a machine that was
    /// asleep (spec 1 §4.5, "May improve").
    /// </summary>
    public void DemandSend() => _sender.DemandSend();

    /// <summary>
    /// Ends the session: the present content of <see cref="Local"/> is the last that is sent; later changes are not.
    /// Without a peer there is nothing to wait for, unless one may come back in time.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="timeout">How long to try, in milliseconds, not negative.</param>
    public void BeginShutdown(long now, int timeout = DefaultShutdownTimeout)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(timeout);
        _sender.BeginShutdown(Advance(now), timeout);
    }

    /// <summary>Zeroes the key material.</summary>
    public void Dispose() => _channel.Dispose();

    private InstructionOutcome Process(long now, in Instruction instruction)
    {
        Counters.InstructionsReceived++;
        _sender.ProcessAcknowledgement(instruction.AcknowledgedNumber);
        _lastRoundTrip = _sender.AcknowledgedStateTime;
        InstructionOutcome outcome = _receiver.Process(now, instruction);
        switch (outcome)
        {
            case InstructionOutcome.Advanced:
                _lastRemoteState = now;
                Counters.StatesReceived++;
                _sender.RemoteAdvanced(now, instruction.NewNumber, !instruction.Diff.IsEmpty);
                break;
            case InstructionOutcome.Overtaken:
                Counters.StatesReceived++;
                break;
            case InstructionOutcome.Malformed:
                Counters.MalformedReceived++;
                break;
        }

        if (_receiver.LatestNumber == Instruction.ShutdownNumber
            && instruction.NewNumber == Instruction.ShutdownNumber)
        {
            _sender.Shutdown.PeerShutdownReceived(now, Timing);
        }

        return outcome;
    }

    private long Advance(long now) => _now = _time.Advance(now);

    private long? ToClock(long? time) => time is { } known ? _time.ToClock(known) : null;
}
