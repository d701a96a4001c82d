using MoshPS.Engine.Crypto;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Server;

/// <summary>
/// The server's end of a session, without sockets, pseudo-terminal and clock: what the client types goes to
/// <see cref="HostInput"/>, what the program prints comes in by <see cref="TakeOutput"/>, and the client is kept up to
/// date with the screen (spec 3 §2.6, §2.7). Time is in milliseconds. Not thread-safe.
/// </summary>
internal sealed class ServerSession : IDisposable
{
    /// <summary>How long output is collected before it is sent (spec 1 §7.1: D).</summary>
    public const int CollectionDelay = 8;

    /// <summary>
    /// How much the program's output may change at a time, in cells beyond what each byte costs: some 20 ms. Only a
    /// screen of very many cells ever reaches it.
    /// </summary>
    public const long OutputWork = 1L << 23;

    /// <summary>A frame of the largest screen takes up to half a second, and is followed by one of rest.</summary>
    private const int FrameCellsPerMillisecond = 2_000;

    /// <summary>To change the largest screen's size takes some 20 ms, and is followed by 100 of rest.</summary>
    private const int ResizeCellsPerMillisecond = 20_000;

    private const ulong ShutdownNumber = ulong.MaxValue;

    private readonly TransportEndpoint<ScreenState, UserInput> _endpoint;
    private readonly UserInputReader _reader;
    private readonly Emulator _emulator;
    private readonly CursorKeyTranslator _translator = new();
    private readonly HandedOnStates _handedOn = new();
    private bool _hasNewInput;
    private long? _changedAt;
    private (int Columns, int Rows)? _wantedSize;
    private ScreenPace _framePace = new(FrameCellsPerMillisecond);
    private ScreenPace _resizePace = new(ResizeCellsPerMillisecond);

    public ServerSession(SessionKey key, int columns, int rows, int maximumPayload, long now)
        : this(key, columns, rows, maximumPayload, now, SystemRandom.Fill)
    {
    }

    /// <summary>A session with random bytes from elsewhere, for tests.</summary>
    internal ServerSession(SessionKey key, int columns, int rows, int maximumPayload, long now, RandomFill random)
    {
        UserInput received = new();
        _reader = new UserInputReader(received);
        _emulator = new Emulator(columns, rows);
        _emulator.Screen.StartRecycling();
        _endpoint = new TransportEndpoint<ScreenState, UserInput>(
            key,
            TransportRole.Server,
            new ScreenState(columns, rows, checksFrames: true),
            received,
            now,
            new TransportOptions
            {
                Random = random,
                MaximumPayload = maximumPayload,

                // The screen is not shown to the transport before a frame is due, so the delay is this class's matter.
                CollectionDelay = 0,
            });
    }

    /// <summary>What waits to be given to the program; tell <see cref="GiveInput"/> how much of it was.</summary>
    public HostInputQueue HostInput { get; } = new();

    /// <summary>The size that the client's window has, or the size at the start.</summary>
    public (int Columns, int Rows) Size => (_emulator.Screen.Columns, _emulator.Screen.Rows);

    /// <summary>Window sizes of the client's that were passed over, since no screen can have them.</summary>
    public long ImpossibleSizes => _reader.ImpossibleSizes;

    /// <summary>Whether a state of the client has arrived: the program may start.</summary>
    public bool HasClient => _endpoint.LatestRemoteNumber != 0;

    /// <summary>When the newest state of the client arrived; null before the first.</summary>
    public long? LastClientState => _endpoint.LastRemoteState;

    /// <summary>Whether datagrams are sent: there is a client, and it was heard lately.</summary>
    public bool IsClientPresent => _endpoint.IsPeerPresent;

    /// <summary>Whether the session is ending, at either side's wish.</summary>
    public bool IsEnding => _endpoint.IsShuttingDown || _endpoint.PeerHasShutDown;

    /// <summary>The transport, for its counters.</summary>
    public TransportEndpoint<ScreenState, UserInput> Endpoint => _endpoint;

    /// <summary>Takes a datagram; anything, from anyone.</summary>
    /// <param name="now">The time.</param>
    /// <param name="datagram">The UDP payload.</param>
    /// <param name="congestionExperienced">Whether the IP header's ECN bits were 11.</param>
    public ReceiveResult Receive(long now, ReadOnlySpan<byte> datagram, bool congestionExperienced = false)
    {
        ReceiveResult result = _endpoint.Receive(now, datagram, congestionExperienced);
        if (result.Outcome is InstructionOutcome.Advanced or InstructionOutcome.Overtaken)
        {
            _reader.DropBeyond(_endpoint.LatestRemote);
        }

        return result;
    }

    /// <summary>
    /// Moves what the client did to <see cref="HostInput"/>, in order, as far as there is room; the rest waits with
    /// the transport, which takes no more than <see cref="UserInput.MaximumReceivedBytes"/> from the client.
    /// </summary>
    /// <returns>
    /// Whether it stopped at a change of <see cref="Size"/>. The program's terminal is to be given the input first,
    /// then the size; and then there may be more.
    /// </returns>
    public bool TakeInput(long now)
    {
        UserInput latest = _endpoint.LatestRemote;

        // The translator may hold back one byte, which then comes out in addition.
        while (_reader.TryRead(latest, Math.Max(0, HostInput.Room - 1), out UserInputEvent input))
        {
            _hasNewInput = true;
            if (input.IsResize)
            {
                _wantedSize = (input.Columns, input.Rows);
                if (ApplySize(now))
                {
                    return true;
                }

                continue;
            }

            bool areApplicationKeysOn = _emulator.Screen.AreApplicationCursorKeysOn;
            foreach (byte key in input.Bytes)
            {
                _translator.Translate(key, areApplicationKeysOn, HostInput);
            }
        }

        ulong number = _endpoint.LatestRemoteNumber;
        if (_hasNewInput && number != ShutdownNumber && _reader.HasTakenAll(latest))
        {
            _hasNewInput = false;
            _handedOn.Add(number, HostInput.Added);
        }

        GiveInput(0, now);
        return ApplySize(now);
    }

    /// <summary>Whether <see cref="TakeInput"/> would change the size, which came too soon after the one before.</summary>
    public bool IsSizeDue(long now) => _wantedSize is not null && now >= _resizePace.RestsUntil;

    /// <summary>Notes that the program's terminal has taken the first bytes of <see cref="HostInput"/>.</summary>
    public void GiveInput(int count, long now)
    {
        HostInput.Take(count);
        if (_handedOn.TryTake(HostInput.Taken, out ulong number))
        {
            _endpoint.Local.RecordInput(number, now);
        }
    }

    /// <summary>Takes what the program has printed, as far as it costs no more than <see cref="OutputWork"/>.</summary>
    /// <returns>How many bytes were taken, one at least; the rest is to be offered again in the next turn.</returns>
    public int TakeOutput(ReadOnlySpan<byte> output, long now)
    {
        int taken = _emulator.Write(output, OutputWork);
        ReadOnlySpan<byte> replies = _emulator.Replies;
        if (!replies.IsEmpty)
        {
            HostInput.AddReply(replies);
            _emulator.ClearReplies();
        }

        NoticeChange(now);
        return taken;
    }

    /// <summary>Ends the session; the client gets the last screen.</summary>
    /// <param name="now">The time.</param>
    /// <param name="timeout">How long to try to tell the client, in milliseconds.</param>
    public void BeginShutdown(long now, int timeout = TransportEndpoint<ScreenState, UserInput>.DefaultShutdownTimeout)
    {
        Publish();
        _endpoint.BeginShutdown(now, timeout);
    }

    /// <summary>Sends what is due.</summary>
    public void Tick(long now, IDatagramSink sink)
    {
        _ = _endpoint.Local.UpdateEchoAck(now);

        if (now < FrameRest)
        {
            return;
        }

        // A screen is handed over only when it is sent: during a flood of output nobody looks at the others.
        if (_changedAt is not null && Math.Min(FrameDeadline, _endpoint.NextDeadline(now)) <= now)
        {
            Publish();
        }

        long sent = _endpoint.Counters.InstructionsSent;
        _endpoint.Tick(now, sink);
        if (_endpoint.Counters.InstructionsSent != sent)
        {
            _framePace.Worked(now, _emulator.Screen);
        }
    }

    /// <summary>When <see cref="Tick"/> is due next; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline(long now)
    {
        long deadline = Math.Min(_endpoint.NextDeadline(now), _endpoint.Local.NextEchoAckDeadline ?? long.MaxValue);
        deadline = Math.Max(Math.Min(deadline, FrameDeadline), FrameRest);
        return _wantedSize is null ? deadline : Math.Min(deadline, _resizePace.RestsUntil);
    }

    /// <inheritdoc/>
    public void Dispose() => _endpoint.Dispose();

    /// <summary>When the changes of the screen are to be sent, as spec 1 §7.2 has it.</summary>
    private long FrameDeadline => _changedAt is { } changedAt && IsClientPresent && !IsEnding
        ? Math.Max(changedAt + CollectionDelay, _endpoint.EarliestFrame)
        : long.MaxValue;

    /// <summary>Before this nothing is sent, unless the session ends.</summary>
    private long FrameRest => IsEnding ? long.MinValue : _framePace.RestsUntil;

    /// <summary>Changes the size to what the client wants, unless that was done only just now.</summary>
    private bool ApplySize(long now)
    {
        if (!IsSizeDue(now) || _wantedSize is not var (columns, rows))
        {
            return false;
        }

        _wantedSize = null;
        if ((columns, rows) == Size)
        {
            return false;
        }

        // The larger of both screens counts: its rows are copied.
        ScreenPace pace = _resizePace;
        pace.Worked(now, _emulator.Screen);
        _emulator.Resize(columns, rows);
        _resizePace.Worked(now, _emulator.Screen);
        _resizePace = pace.RestsUntil > _resizePace.RestsUntil ? pace : _resizePace;
        NoticeChange(now);
        return true;
    }

    private void NoticeChange(long now) => _changedAt ??= now;

    private void Publish()
    {
        if (_changedAt is not null)
        {
            _changedAt = null;
            _endpoint.Local.Publish(_emulator.Screen);
        }
    }
}
