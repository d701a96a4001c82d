using System.Buffers;

namespace MoshPS.Engine.Transport;

/// <summary>
/// Brings the peer's copy of the local object up to date (spec 1 §7): decides when to send, from which state the
/// difference is taken, and which number the result has. It knows no datagrams; what it wants sent is an
/// <see cref="Instruction"/>. Times are monotonic milliseconds that never go back.
/// </summary>
internal sealed class TransportSender<T>
    where T : class, ISynchronizedObject<T>
{
    /// <summary>A resend from the acknowledged state is preferred when it is no longer than this.</summary>
    private const int SmallResend = 1_000;

    /// <summary>…and costs less than this over the difference from the assumed state (spec 1 §7.3 step 3).</summary>
    private const int SmallResendSurplus = 100;

    /// <summary>A difference of this length, compressed or not, is about what one datagram holds.</summary>
    private const int LargeDiff = 1_000;

    /// <summary>Buffers that grew beyond this for a single large difference are given back.</summary>
    private const int LargestKeptBuffer = 1 << 20;

    private readonly StateContents<T> _contents = new();
    private readonly SentStates<T> _states;
    private readonly ContentComparison<T> _comparison;
    private readonly int _collectionDelay;
    private ArrayBufferWriter<byte> _diff = new();
    private ArrayBufferWriter<byte> _resend = new();
    private SendTimers _timers;
    private StateContent<T>? _frozen;

    /// <summary>When the newest highest state of the peer arrived (<c>heard</c>).</summary>
    private long _heard;

    /// <summary>Index of the state that the peer is assumed to have (<c>A</c>).</summary>
    private int _assumed;

    private bool _owesAcknowledgement;
    private bool _demanded;
    private int _repeats;
    private bool _lastWasLarge;
    private long _tooLargeUntil = long.MinValue;

    /// <param name="live">The local object; its present content is state 0, which the peer has already.</param>
    /// <param name="now">The time.</param>
    /// <param name="collectionDelay">How long changes are collected before they are sent.</param>
    public TransportSender(T live, long now, int collectionDelay)
    {
        Live = live;
        _collectionDelay = collectionDelay;
        _states = new SentStates<T>(_contents, live, now);
        _comparison = new ContentComparison<T>(_contents);
        _timers = new SendTimers(now);

        // Stock counts as never having heard of the peer here, so that a lost first datagram costs it three seconds
        // (spec 1 §7.5, "May improve").
        _heard = now;
    }

    /// <summary>The local object, changed by its owner at will.</summary>
    public T Live { get; }

    public ShutdownExchange Shutdown { get; } = new();

    public ulong LastSentNumber => _states.Last.Number;

    public ulong AcknowledgedNumber => _states.First.Number;

    /// <summary>When the acknowledged state was sent last.</summary>
    public long AcknowledgedStateTime => _states.First.Time;

    /// <summary>When the last state was sent last; before the first, the start.</summary>
    public long LastSentTime => _states.Last.Time;

    /// <summary>The newest state of the peer, which each instruction acknowledges.</summary>
    public ulong NumberToAcknowledge { get; private set; }

    /// <summary>States held (spec 1 §7.1: <c>S</c>).</summary>
    public int StateCount => _states.Count;

    /// <summary>About how many bytes of memory they hold.</summary>
    public long HeldBytes => _states.HeldBytes;

    /// <summary>
    /// Whether the present content cannot be sent, since its difference is over
    /// <see cref="InstructionLimits.MaximumDiffLength"/>. The session goes on with heartbeats and acknowledgements,
    /// and tries again every three seconds and after each acknowledgement.
    /// </summary>
    public bool IsStateTooLarge { get; private set; }

    private T Present => _frozen is null ? Live : _frozen.Value;

    /// <summary>Takes an acknowledgement from the peer (spec 1 §7.4).</summary>
    public void ProcessAcknowledgement(ulong number)
    {
        if (!_states.Acknowledge(number))
        {
            return;
        }

        _states.Rebase(Live, _frozen, _comparison.Observed);
        _repeats = 0;
        _tooLargeUntil = long.MinValue;
        if (number == Instruction.ShutdownNumber)
        {
            Shutdown.LocalAcknowledged();
        }
    }

    /// <summary>A new highest state of the peer arrived (spec 1 §8 step 8).</summary>
    /// <param name="now">The time.</param>
    /// <param name="number">Its number.</param>
    /// <param name="carriedData">Whether its difference was not empty, so that it is acknowledged soon.</param>
    public void RemoteAdvanced(long now, ulong number, bool carriedData)
    {
        NumberToAcknowledge = number;
        _heard = now;
        _owesAcknowledgement |= carriedData;
    }

    /// <summary>
    /// Makes the next tick send, whatever the timers say: the network changed or the machine was asleep. The
    /// difference is taken from the acknowledged state, since what was in flight is probably lost.
    /// </summary>
    public void DemandSend() => _demanded = true;

    /// <summary>
    /// Starts to end the session: the present content is the last one, later changes of the live object are not sent
    /// (spec 1 §9).
    /// </summary>
    public void BeginShutdown(long now, int timeout)
    {
        if (Shutdown.LocalStarted)
        {
            return;
        }

        Shutdown.Begin(now, timeout);
        _frozen = _contents.Take(Live);
    }

    /// <summary>
    /// When to tick next, in milliseconds, or <see cref="SendTimers.Never"/>: a function of the present content, so
    /// to be asked again after each change.
    /// </summary>
    public long Deadline(long now, in PathTiming timing)
    {
        if (Shutdown.IsOver(now))
        {
            return SendTimers.Never;
        }

        Recalculate(now, timing);
        return _demanded ? now : _timers.Earliest;
    }

    /// <summary>Sends what is due (spec 1 §7.3).</summary>
    /// <param name="now">The time.</param>
    /// <param name="timing">The present timing.</param>
    /// <param name="instruction">What to send, without chaff. Its difference is valid until the next tick.</param>
    /// <returns>Whether anything is due.</returns>
    public bool TryTick(long now, in PathTiming timing, out Instruction instruction)
    {
        if (now < Deadline(now, timing))
        {
            instruction = default;
            return false;
        }

        bool mustSend = _demanded || now >= _timers.AcknowledgeAt;
        bool isNew = _states.Last.Number != Instruction.ShutdownNumber && _comparison.Differ(Present, _states.Last);
        T target = isNew ? Present : _states.Last.Content.Value;
        int from = ChooseBase(target);
        StateContent<T>? part = null;
        if (_diff.WrittenCount > InstructionLimits.MaximumDiffLength)
        {
            part = isNew && !Shutdown.LocalStarted ? TakePart(target, from) : null;
            if (part is null)
            {
                return PostponeTooLarge(now, mustSend, out instruction);
            }
        }

        IsStateTooLarge = false;
        if (part is not null)
        {
            return Emit(now, from, takesNumber: true, same: null, out instruction, part);
        }

        if (_diff.WrittenCount == 0)
        {
            // The present content equals the base, but may yet differ from the last state sent, which the peer may
            // have: that has to be taken back.
            bool revert = isNew && RevertsLast(target, from);
            if (!mustSend && !revert)
            {
                _timers.NothingToSend();
                instruction = default;
                return false;
            }

            // An empty difference takes a number of its own (a bare acknowledgement).
            return Emit(now, from, takesNumber: true, isNew ? null : _states.Last.Content, out instruction);
        }

        return Emit(now, from, isNew, isNew ? null : _states.Last.Content, out instruction);
    }

    private void Recalculate(long now, in PathTiming timing)
    {
        _assumed = _demanded ? 0 : AssumedReceived(now, timing);
        if (_owesAcknowledgement)
        {
            _timers.OweAcknowledgement(now);
        }

        ref SentState<T> last = ref _states.Last;
        if (Shutdown.IsActive)
        {
            _timers.SendAt = SendTimers.Never;
            _timers.AcknowledgeAt = Shutdown.NextEmission(last.Time, timing);
            return;
        }

        bool active = now - _heard < SendTimers.ActiveRetryTimeout;
        if (_comparison.Differ(Present, last))
        {
            _timers.AwaitCollection(now, last.Time, _collectionDelay, timing);
        }
        else if (active && _assumed != _states.LastIndex && _comparison.Differ(Present, _states[_assumed]))
        {
            _timers.AwaitRepeat(last.Time + timing.SendInterval, last.Time, _repeats, _lastWasLarge, timing);
        }
        else if (active && _states.Count > 1 && _comparison.Differ(Present, _states.First))
        {
            _timers.AwaitRepeat(
                last.Time + timing.RetransmissionTimeout + SendTimers.AssumptionMargin,
                last.Time,
                _repeats,
                _lastWasLarge,
                timing);
        }
        else
        {
            _timers.NothingToSend();
        }

        _timers.SendAt = Math.Max(_timers.SendAt, _tooLargeUntil);
    }

    /// <summary>
    /// The last state whose predecessors were all sent recently enough to be on their way (spec 1 §7.2 step 1). Unlike
    /// in stock, an old state with the content of the one before it does not end the search: the peer owes a bare
    /// acknowledgement no early answer, so that its silence tells nothing. Stock repeats each keystroke several times
    /// while a heartbeat is unanswered: where much is lost that is a gain, and for small content done here too.
    /// </summary>
    private int AssumedReceived(long now, in PathTiming timing)
    {
        long margin = timing.RetransmissionTimeout + SendTimers.AssumptionMargin;
        int assumed = 0;
        for (int i = 1; i < _states.Count; i++)
        {
            if (now - _states[i].Time < margin)
            {
                assumed = i;
            }
            else if (_states[i].Content != _states[i - 1].Content || (timing.IsLossy && !_lastWasLarge))
            {
                break;
            }
        }

        return assumed;
    }

    /// <summary>
    /// Writes the difference to <paramref name="target"/> into the buffer and returns the index of the state it is
    /// taken from: the assumed one, or the acknowledged one where that costs little more (the prospective resend).
    /// </summary>
    private int ChooseBase(T target)
    {
        Prepare(ref _diff);
        if (Shutdown.LocalStarted && _states.Last.Number == Instruction.ShutdownNumber)
        {
            // Stock may base a repeat on the shutdown state itself, which is of no use when that was lost.
            _assumed = 0;
        }

        int from = _assumed;
        target.WriteDiff(_states[from].Content.Value, _diff);
        MarkIfEmpty(from);
        if (from == 0)
        {
            return from;
        }

        Prepare(ref _resend);
        target.WriteDiff(_states.First.Content.Value, _resend);
        int diff = _diff.WrittenCount;
        int resend = _resend.WrittenCount;
        if (resend > InstructionLimits.MaximumDiffLength)
        {
            // Where both are too large, what was sent in parts so far must not start anew.
            return from;
        }

        if (resend <= diff || (resend < SmallResend && resend - diff < SmallResendSurplus))
        {
            (_diff, _resend) = (_resend, _diff);
            from = 0;
            MarkIfEmpty(from);
        }

        return from;
    }

    /// <summary>
    /// A state part of the way to <paramref name="target"/>, with the difference to it in the buffer; null when that is
    /// not possible.
    /// </summary>
    private StateContent<T>? TakePart(T target, int from)
    {
        Prepare(ref _diff);
        T? part = target.WritePart(_states[from].Content.Value, _diff);
        return part is null || _diff.WrittenCount is 0 or > InstructionLimits.MaximumDiffLength
            ? null
            : new StateContent<T>(part) { HeldBytes = part.HeldBytes };
    }

    private void MarkIfEmpty(int index)
    {
        if (_diff.WrittenCount == 0)
        {
            _comparison.MarkIndistinct(Present, _states, index);
        }
    }

    /// <summary>Whether the last state, which is not the base, is distinct from the present content.</summary>
    private bool RevertsLast(T target, int from)
    {
        if (from == _states.LastIndex)
        {
            return false;
        }

        Prepare(ref _resend);
        target.WriteDiff(_states.Last.Content.Value, _resend);
        if (_resend.WrittenCount == 0)
        {
            _comparison.MarkIndistinct(Present, _states, _states.LastIndex);
            return false;
        }

        return true;
    }

    /// <summary>
    /// The present content cannot be sent. What must be sent nevertheless repeats the last state by its number alone,
    /// which tells the peer nothing but the acknowledgement; or ends the session with the last state.
    /// </summary>
    private bool PostponeTooLarge(long now, bool mustSend, out Instruction instruction)
    {
        IsStateTooLarge = true;
        _tooLargeUntil = now + SendTimers.AcknowledgementInterval;
        _timers.NothingToSend();
        if (!mustSend)
        {
            instruction = default;
            return false;
        }

        _diff.ResetWrittenCount();
        return Emit(now, _states.LastIndex, takesNumber: false, _states.Last.Content, out instruction);
    }

    /// <param name="now">The time.</param>
    /// <param name="from">Index of the base.</param>
    /// <param name="takesNumber">Whether the result gets a new number; else that of the last state.</param>
    /// <param name="same">An existing content that the number stands for; null for the present one.</param>
    /// <param name="instruction">What to send.</param>
    /// <param name="part">A content of no number yet that the number stands for; null for the present one.</param>
    private bool Emit(
        long now,
        int from,
        bool takesNumber,
        StateContent<T>? same,
        out Instruction instruction,
        StateContent<T>? part = null)
    {
        ulong oldNumber = _states[from].Number;
        bool isShutdown = Shutdown.LocalStarted;
        if (isShutdown)
        {
            takesNumber = _states.Last.Number != Instruction.ShutdownNumber;
        }

        if (takesNumber)
        {
            ulong number = isShutdown ? Instruction.ShutdownNumber : _states.Last.Number + 1;
            StateContent<T>? existing = part ?? same ?? _frozen;
            bool isIndistinct = same is not null && _states.Last.IsIndistinct;
            _states.Append(now, number, existing is null ? _contents.Take(Live) : StateContents<T>.Share(existing));
            _states.Last.IsIndistinct = isIndistinct;
            _repeats = same is null ? 0 : _repeats;
        }
        else
        {
            _states.Last.Time = now;
            _repeats++;
        }

        _timers.Sent(now);
        _owesAcknowledgement = false;
        _demanded = false;
        _lastWasLarge = _diff.WrittenCount == 0 ? _lastWasLarge : _diff.WrittenCount >= LargeDiff;
        Shutdown.Sent(isShutdown);
        instruction = new Instruction
        {
            ProtocolVersion = Instruction.CurrentProtocolVersion,
            OldNumber = oldNumber,
            NewNumber = _states.Last.Number,
            AcknowledgedNumber = NumberToAcknowledge,
            ThrowawayNumber = _states.First.Number,
            Diff = _diff.WrittenSpan,
        };
        return true;
    }

    private static void Prepare(ref ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity > LargestKeptBuffer)
        {
            buffer = new ArrayBufferWriter<byte>();
        }

        buffer.ResetWrittenCount();
    }
}
