namespace MoshPS.Engine.Transport;

/// <summary>One state that was received.</summary>
internal struct ReceivedState<T>
    where T : class, ISynchronizedObject<T>
{
    public ulong Number;

    public StateContent<T> Content;
}

/// <summary>
/// The states that were received and that the peer may still base differences on, by ascending number (spec 1 §8:
/// <c>R</c>). Never empty.
/// </summary>
internal sealed class ReceivedStates<T>
    where T : class, ISynchronizedObject<T>
{
    private const int SmallestCapacity = 16;

    /// <summary>A list that grew longer than this, and shrank, gives its memory back.</summary>
    private const int LargestKeptCapacity = 256;

    private readonly StateContents<T> _contents;
    private ReceivedState<T>[] _states = new ReceivedState<T>[SmallestCapacity];
    private long _rebases;

    public ReceivedStates(StateContents<T> contents, T initial)
    {
        _contents = contents;
        _states[0] = new ReceivedState<T> { Number = 0, Content = contents.Take(initial) };
        Count = 1;
    }

    public int Count { get; private set; }

    /// <summary>About how many bytes of memory the states hold together (<see cref="ISynchronizedObject{TSelf}.HeldBytes"/>).</summary>
    public long HeldBytes { get; private set; }

    public ref readonly ReceivedState<T> Last => ref _states[Count - 1];

    /// <summary>
    /// The index of a number, or the complement of the index where it belongs.
    /// </summary>
    public int IndexOf(ulong number)
    {
        // The newest are asked for most.
        int index = Count - 1;
        if (_states[index].Number < number)
        {
            return ~Count;
        }

        int low = 0;
        int high = index;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            ulong found = _states[middle].Number;
            if (found == number)
            {
                return middle;
            }

            if (found < number)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }

    public StateContent<T> ContentAt(int index) => _states[index].Content;

    /// <summary>Inserts a state.</summary>
    /// <param name="index">Where it belongs by its number.</param>
    /// <param name="number">Its number.</param>
    /// <param name="content">A use that the list takes over.</param>
    public void Insert(int index, ulong number, StateContent<T> content)
    {
        if (Count == _states.Length)
        {
            Array.Resize(ref _states, Count * 2);
        }

        Array.Copy(_states, index, _states, index + 1, Count - index);
        _states[index] = new ReceivedState<T> { Number = number, Content = content };
        Count++;
        if (content.Uses == 1)
        {
            content.HeldBytes = content.Value.HeldBytes;
            HeldBytes += content.HeldBytes;
        }
    }

    /// <summary>
    /// Forgets the states below a number, of which at least one must not be below it, and takes what is now the first
    /// state's content away from all where the kind of object allows it.
    /// </summary>
    public void DropBelow(ulong number)
    {
        int index = IndexOf(number);
        index = index < 0 ? ~index : index;
        if (index == 0)
        {
            return;
        }

        Remove(0, index);
        Rebase();
    }

    /// <summary>Forgets one state, which must not be the only one.</summary>
    public void RemoveAt(int index) => Remove(index, 1);

    private void Rebase()
    {
        StateContent<T> prefix = _states[0].Content;
        prefix.Rebase = ++_rebases;
        for (int i = 1; i < Count; i++)
        {
            StateContent<T> content = _states[i].Content;
            if (content.Rebase != _rebases)
            {
                content.Rebase = _rebases;
                content.Value.DropPrefix(prefix.Value);
            }
        }

        prefix.Value.DropPrefix(prefix.Value);
    }

    private void Remove(int start, int count)
    {
        for (int i = start; i < start + count; i++)
        {
            StateContent<T> content = _states[i].Content;
            HeldBytes -= content.Uses == 1 ? content.HeldBytes : 0;
            _contents.Release(content);
        }

        Array.Copy(_states, start + count, _states, start, Count - start - count);
        Array.Clear(_states, Count - count, count);
        Count -= count;
        if (_states.Length > LargestKeptCapacity && Count <= SmallestCapacity)
        {
            Array.Resize(ref _states, SmallestCapacity);
        }
    }
}
