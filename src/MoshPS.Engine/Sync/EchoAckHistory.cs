namespace MoshPS.Engine.Sync;

/// <summary>
/// When which user state arrived, so that it can be acknowledged as echoed once the program has had it for a while
/// (spec 1 §10.2).
/// </summary>
internal sealed class EchoAckHistory
{
    /// <summary>How long a program gets to show the effect of input, in milliseconds.</summary>
    public const int EchoDelay = 50;

    /// <summary>
    /// States that are remembered. Far more than arrive within <see cref="EchoDelay"/> from an honest client; beyond
    /// it the newest takes the place of the one before, which is then acknowledged together with it.
    /// </summary>
    public const int Capacity = 256;

    private readonly Entry[] _entries = new Entry[Capacity];
    private int _first;

    /// <summary>How many states are remembered that were not acknowledged.</summary>
    public int Count { get; private set; }

    /// <summary>When the next state is to be acknowledged, in milliseconds; null when none is.</summary>
    public long? NextDeadline => Count == 0 ? null : _entries[_first].Arrival + EchoDelay;

    /// <summary>Notes that the input up to a state was handed to the program.</summary>
    /// <param name="number">The state's number, above all earlier ones.</param>
    /// <param name="now">The time in milliseconds.</param>
    public void Record(ulong number, long now)
    {
        if (Count < Capacity)
        {
            Count++;
        }

        _entries[(_first + Count - 1) % Capacity] = new Entry(number, now);
    }

    /// <summary>Takes out the states that the program has had for long enough.</summary>
    /// <param name="now">The time in milliseconds.</param>
    /// <param name="number">The newest of them.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryTakeDue(long now, out ulong number)
    {
        number = 0;
        bool found = false;
        while (Count > 0 && _entries[_first].Arrival <= now - EchoDelay)
        {
            number = _entries[_first].Number;
            found = true;
            _first = (_first + 1) % Capacity;
            Count--;
        }

        return found;
    }

    private readonly record struct Entry(ulong Number, long Arrival);
}
