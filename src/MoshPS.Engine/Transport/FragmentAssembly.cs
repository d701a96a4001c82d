namespace MoshPS.Engine.Transport;

/// <summary>
/// Puts instructions together from fragments that come in any order, some of them twice or never (spec 1 §5).
/// <para>
/// Unlike stock, which holds one instruction at a time, it holds several, so that instructions which overtake each
/// other on the way do not cost a retransmission. What it holds is limited three ways: instructions, bytes of one,
/// and bytes of all. Whatever exceeds a limit pushes out the instruction that has waited longest for a fragment.
/// </para>
/// </summary>
internal sealed class FragmentAssembly
{
    /// <summary>Instructions that may be incomplete at one time.</summary>
    public const int MaximumPartialInstructions = 8;

    /// <summary>
    /// Memory for all incomplete instructions: the largest one with its table, and as much again for others.
    /// </summary>
    public const long MaximumHeldBytes = 2L * InstructionLimits.MaximumLength;

    private const int LargestKeptJoin = 65_536;

    private readonly PartialInstruction[] _partials = new PartialInstruction[MaximumPartialInstructions];
    private byte[] _joined = [];
    private int _slots;
    private long _touches;

    /// <summary>Instructions of which some but not all fragments are here.</summary>
    public int PartialInstructions
    {
        get
        {
            int count = 0;
            foreach (PartialInstruction partial in _partials.AsSpan(0, _slots))
            {
                count += partial.InUse ? 1 : 0;
            }

            return count;
        }
    }

    /// <summary>Memory held for incomplete instructions.</summary>
    public long HeldBytes
    {
        get
        {
            long bytes = 0;
            foreach (PartialInstruction partial in _partials.AsSpan(0, _slots))
            {
                bytes += partial.HeldBytes;
            }

            return bytes;
        }
    }

    /// <summary>Adds a fragment; true when it completes its instruction.</summary>
    /// <param name="fragment">A fragment as it came from an authenticated datagram.</param>
    /// <param name="compressed">
    /// The complete instruction, still compressed. Valid until the next call and, when it came in a single fragment,
    /// as long as that fragment's own memory.
    /// </param>
    public bool TryAdd(in Fragment fragment, out ReadOnlySpan<byte> compressed)
    {
        compressed = default;
        if (_joined.Length > LargestKeptJoin)
        {
            _joined = [];
        }

        PartialInstruction? partial = Find(fragment.Id);
        if (fragment is { Number: 0, IsFinal: true })
        {
            // Nearly every instruction: no need to store it.
            partial?.Clear();
            compressed = fragment.Piece;
            return true;
        }

        partial ??= Begin(fragment.Id);
        if (!partial.Accepts(fragment, out bool contradiction))
        {
            if (contradiction)
            {
                partial.Clear();
            }

            return false;
        }

        if (partial.Length + fragment.Piece.Length > InstructionLimits.MaximumLength)
        {
            partial.Clear();
            return false;
        }

        partial.Touched = ++_touches;
        MakeRoom(partial, fragment.Piece.Length);
        partial.Add(fragment);
        if (!partial.IsComplete)
        {
            return false;
        }

        compressed = partial.Join(ref _joined);
        partial.Clear();
        return true;
    }

    private PartialInstruction? Find(ulong id)
    {
        foreach (PartialInstruction partial in _partials.AsSpan(0, _slots))
        {
            if (partial.InUse && partial.Id == id)
            {
                return partial;
            }
        }

        return null;
    }

    private PartialInstruction Begin(ulong id)
    {
        PartialInstruction? free = null;
        foreach (PartialInstruction partial in _partials.AsSpan(0, _slots))
        {
            if (!partial.InUse)
            {
                free = partial;
                break;
            }
        }

        if (free is null && _slots < MaximumPartialInstructions)
        {
            free = _partials[_slots++] = new PartialInstruction();
        }

        free ??= LongestWaiting(except: null)!;
        free.Start(id);
        return free;
    }

    private void MakeRoom(PartialInstruction growing, int pieceLength)
    {
        long growth = growing.Growth(pieceLength);
        long room = MaximumHeldBytes - HeldBytes;
        while (growth > room && LongestWaiting(except: growing) is { } victim)
        {
            room += victim.HeldBytes;
            victim.Clear();
            room -= victim.HeldBytes;
        }
    }

    private PartialInstruction? LongestWaiting(PartialInstruction? except)
    {
        PartialInstruction? longest = null;
        foreach (PartialInstruction partial in _partials.AsSpan(0, _slots))
        {
            if (partial.InUse && partial != except && (longest is null || partial.Touched < longest.Touched))
            {
                longest = partial;
            }
        }

        return longest;
    }
}
