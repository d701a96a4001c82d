namespace MoshPS.Engine.Transport;

/// <summary>One state that was sent and may not have been received.</summary>
internal struct SentState<T>
    where T : class, ISynchronizedObject<T>
{
    /// <summary>When it was sent last, in milliseconds.</summary>
    public long Time;

    public ulong Number;

    public StateContent<T> Content;

    /// <summary>
    /// The content that <see cref="ContentComparison{T}"/> last observed differs from this one, but the difference
    /// between them is empty.
    /// </summary>
    public bool IsIndistinct;
}

/// <summary>
/// The states that were sent, oldest first (spec 1 §7.1: <c>S</c>). The first is the newest that the peer has
/// acknowledged, the last is the newest sent. Never empty; numbers ascend and times do not descend.
/// </summary>
internal sealed class SentStates<T>
    where T : class, ISynchronizedObject<T>
{
    /// <summary>Entries that stay (spec 1 §7.1); one more makes the list thin out.</summary>
    public const int Maximum = 32;

    /// <summary>
    /// With more memory than this held by the states, 64 MiB, the list thins out early: a peer that acknowledges nothing
    /// could otherwise make this end hold 33 screens of 32 MB.
    /// </summary>
    public const long MaximumHeldBytes = 64L << 20;

    /// <summary>So many states stay whatever they hold: the acknowledged one, and those on their way.</summary>
    public const int Minimum = 4;

    /// <summary>Counted from the newest, which is 1: the entry that goes when there are too many.</summary>
    private const int ThinnedFromNewest = 16;

    private readonly StateContents<T> _contents;
    private readonly SentState<T>[] _states = new SentState<T>[Maximum + 1];
    private long _rebases;

    /// <param name="contents">Where contents come from and go back to.</param>
    /// <param name="live">The initial object, state 0.</param>
    /// <param name="now">The time of state 0, in milliseconds.</param>
    public SentStates(StateContents<T> contents, T live, long now)
    {
        _contents = contents;
        _states[0] = new SentState<T> { Time = now, Number = 0, Content = contents.Take(live) };
        Count = 1;
        HeldBytes = Weight(_states[0].Content);
    }

    public int Count { get; private set; }

    public int LastIndex => Count - 1;

    /// <summary>
    /// About how many bytes of memory the states hold together at most: <see cref="MaximumHeldBytes"/>, or as much as
    /// <see cref="Minimum"/> of them.
    /// </summary>
    public long HeldBytes { get; private set; }

    public ref SentState<T> First => ref _states[0];

    public ref SentState<T> Last => ref _states[Count - 1];

    public ref SentState<T> this[int index] => ref _states[index];

    /// <summary>
    /// Appends a state. When there are now 33, the 16th from the newest end is forgotten, so that the first and the
    /// newest 15 always survive (spec 1 §7.3).
    /// </summary>
    /// <param name="now">When it is sent.</param>
    /// <param name="number">Above every number so far.</param>
    /// <param name="content">A use that the list takes over.</param>
    public void Append(long now, ulong number, StateContent<T> content)
    {
        _states[Count++] = new SentState<T> { Time = now, Number = number, Content = content };
        if (Count > Maximum)
        {
            Remove(Count - ThinnedFromNewest, 1);
        }

        HeldBytes += Weight(content);
        while (HeldBytes > MaximumHeldBytes && Count > Minimum)
        {
            Remove(Count / 2, 1);
        }
    }

    /// <summary>
    /// Forgets the states before the acknowledged one. An unknown number, one that was thinned out included, is
    /// ignored (spec 1 §7.4).
    /// </summary>
    /// <returns>Whether there is a new first state.</returns>
    public bool Acknowledge(ulong number)
    {
        int index = Count - 1;
        while (index > 0 && _states[index].Number != number)
        {
            index--;
        }

        if (index == 0)
        {
            return false;
        }

        Remove(0, index);
        return true;
    }

    /// <summary>
    /// Takes the first state's content away from all, which shortens what is held of an object that only ever grows
    /// (spec 1 §7.2 step 2).
    /// </summary>
    /// <param name="live">The live object.</param>
    /// <param name="frozen">The final content during shutdown; it may stand in the list as well.</param>
    /// <param name="observed">Another content that is compared with these.</param>
    public void Rebase(T live, StateContent<T>? frozen, StateContent<T>? observed)
    {
        StateContent<T> prefix = First.Content;
        prefix.Rebase = ++_rebases;
        live.DropPrefix(prefix.Value);
        for (int i = 1; i < Count; i++)
        {
            DropPrefix(_states[i].Content, prefix);
        }

        DropPrefix(frozen, prefix);
        DropPrefix(observed, prefix);
        prefix.Value.DropPrefix(prefix.Value);
    }

    private void DropPrefix(StateContent<T>? content, StateContent<T> prefix)
    {
        if (content is not null && content.Rebase != _rebases)
        {
            content.Rebase = _rebases;
            content.Value.DropPrefix(prefix.Value);
        }
    }

    /// <summary>What a content counts for: nothing while another number or holder uses it too.</summary>
    private static long Weight(StateContent<T> content) => content.Uses == 1 ? content.HeldBytes : 0;

    private void Remove(int start, int count)
    {
        for (int i = start; i < start + count; i++)
        {
            HeldBytes -= Weight(_states[i].Content);
            _contents.Release(_states[i].Content);
        }

        Array.Copy(_states, start + count, _states, start, Count - start - count);
        Array.Clear(_states, Count - count, count);
        Count -= count;
    }
}
