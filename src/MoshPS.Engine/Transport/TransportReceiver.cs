namespace MoshPS.Engine.Transport;

/// <summary>What became of an instruction that arrived (spec 1 §8).</summary>
internal enum InstructionOutcome
{
    /// <summary>It made a new highest state.</summary>
    Advanced,

    /// <summary>It made a state below the highest, such as one that was overtaken.</summary>
    Overtaken,

    /// <summary>Its state is here already.</summary>
    Known,

    /// <summary>Its base is not here: forgotten, or never seen.</summary>
    UnknownBase,

    /// <summary>Its numbers contradict each other, or its difference is malformed or over a limit.</summary>
    Malformed,

    /// <summary>Too many states are held, and this one is refused for now.</summary>
    Quenched,
}

/// <summary>
/// Follows the peer's object (spec 1 §8): applies differences to numbered states. It knows no datagrams and no
/// acknowledgements. Times are monotonic milliseconds that never go back.
/// </summary>
internal sealed class TransportReceiver<T>
    where T : class, ISynchronizedObject<T>
{
    /// <summary>With more states than this, new ones are accepted only now and then.</summary>
    public const int QuenchedCount = 1_024;

    /// <summary>How long after accepting one such state the next are refused.</summary>
    public const int QuenchInterval = 15_000;

    /// <summary>
    /// The most states held. Stock has no such limit: a peer whose acknowledgements do not arrive would take more and
    /// more. At the limit a state from the middle makes room: no sender that thins out its list as spec 1 §7.3 says
    /// still knows that one, so its acknowledgement has no effect any more.
    /// </summary>
    public const int MaximumCount = 2 * QuenchedCount;

    /// <summary>
    /// With more memory than this held by the states, 128 MiB, no new one is accepted until the peer lets go of some.
    /// An honest server's frames change a few rows each; one that sends a large screen anew each time could otherwise
    /// take a client's whole memory with a datagram for each 32 MB.
    /// </summary>
    public const long MaximumHeldBytes = 128L << 20;

    private readonly StateContents<T> _contents = new();
    private readonly ReceivedStates<T> _states;
    private long _quenchedUntil = long.MinValue;

    /// <param name="initial">State 0, before anything arrives. Not changed.</param>
    public TransportReceiver(T initial) => _states = new ReceivedStates<T>(_contents, initial);

    /// <summary>The highest state. It must not be changed, and may be reused once another instruction arrives.</summary>
    public T Latest => _states.Last.Content.Value;

    public ulong LatestNumber => _states.Last.Number;

    /// <summary>States held.</summary>
    public int StateCount => _states.Count;

    /// <summary>About how many bytes of memory they hold, at most one state over <see cref="MaximumHeldBytes"/>.</summary>
    public long HeldBytes => _states.HeldBytes;

    /// <summary>Takes an instruction of the current protocol version.</summary>
    public InstructionOutcome Process(long now, in Instruction instruction)
    {
        int place = _states.IndexOf(instruction.NewNumber);
        if (place >= 0)
        {
            return InstructionOutcome.Known;
        }

        if (_states.IndexOf(instruction.OldNumber) < 0)
        {
            return InstructionOutcome.UnknownBase;
        }

        if (instruction.ThrowawayNumber > instruction.OldNumber || instruction.NewNumber < instruction.OldNumber)
        {
            return InstructionOutcome.Malformed;
        }

        _states.DropBelow(instruction.ThrowawayNumber);
        if (instruction.NewNumber != Instruction.ShutdownNumber && IsQuenched(now))
        {
            return InstructionOutcome.Quenched;
        }

        StateContent<T> content = _states.ContentAt(_states.IndexOf(instruction.OldNumber));
        if (instruction.Diff.IsEmpty)
        {
            StateContents<T>.Share(content);
        }
        else
        {
            content = _contents.Take(content.Value);
            if (!content.Value.TryApply(instruction.Diff))
            {
                StateContents<T>.Discard(content);
                return InstructionOutcome.Malformed;
            }
        }

        if (_states.Count >= MaximumCount)
        {
            _states.RemoveAt(MaximumCount / 2);
        }

        place = ~_states.IndexOf(instruction.NewNumber);
        bool isHighest = place == _states.Count;
        _states.Insert(place, instruction.NewNumber, content);
        return isHighest ? InstructionOutcome.Advanced : InstructionOutcome.Overtaken;
    }
    private bool IsQuenched(long now)
    {
        if (_states.HeldBytes > MaximumHeldBytes || (_states.Count > QuenchedCount && now < _quenchedUntil))
        {
            return true;
        }

        if (_states.Count > QuenchedCount)
        {
            _quenchedUntil = now + QuenchInterval;
        }

        return false;
    }
}
