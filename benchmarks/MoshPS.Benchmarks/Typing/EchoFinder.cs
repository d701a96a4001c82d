namespace MoshPS.Benchmarks.Typing;

/// <summary>Finds out when the effect of each key was seen, in what a terminal has shown. Times may have any unit.</summary>
internal sealed class EchoFinder
{
    private readonly TypingTrace _trace;
    private readonly IReadOnlyList<long> _typed;
    private readonly KeyEffect?[] _effects;
    private readonly long?[] _seen;
    private readonly List<int> _waiting = [];
    private ShownScreen _shown;
    private int _next;

    /// <param name="trace">What was typed.</param>
    /// <param name="typed">When each of <see cref="TypingTrace.KeysWithScreen"/> was typed; rising.</param>
    public EchoFinder(TypingTrace trace, IReadOnlyList<long> typed)
    {
        _trace = trace;
        _typed = typed;
        _shown = trace.Before;
        _seen = new long?[typed.Count];
        _effects = new KeyEffect?[typed.Count];
        ShownScreen before = trace.Before;
        for (int i = 0; i < typed.Count; i++)
        {
            TypedKey key = trace.Keys[i];
            _effects[i] = KeyEffect.Find(before, key.Bytes, key.After);
            before = key.After;
        }
    }

    /// <summary>The time from each key to its effect, of those that were seen.</summary>
    public IEnumerable<long> Latencies =>
        _seen.Zip(_typed).Where(pair => pair.First is not null).Select(pair => pair.First!.Value - pair.Second);

    /// <summary>The keys that show somewhere, but were not seen.</summary>
    public IReadOnlyList<int> UnseenKeys => _waiting;

    /// <summary>How many keys were typed.</summary>
    public int Count => _typed.Count;

    /// <summary>When a key was typed and seen.</summary>
    public (long Typed, long? Seen, KeyEffect? Effect) this[int key] => (_typed[key], _seen[key], _effects[key]);

    /// <summary>The terminal shows something new.</summary>
    public void Show(long time, ShownScreen screen)
    {
        TypeUntil(time);
        _shown = screen;
        Find(time, key => _effects[key]!.IsShown(screen, Later(key).Select(later => _trace.Keys[later].After)));

        // What was typed and taken back in one frame's time is never seen by itself.
        Find(time, key => Later(key).Any(later => _seen[later] is not null && _effects[key]!.IsUndoneIn(_trace.Keys[later].After)));
    }

    /// <summary>There is nothing more to show: what was not seen will not be.</summary>
    public void End() => TypeUntil(long.MaxValue);

    private IEnumerable<int> Later(int key) => Enumerable.Range(key + 1, _next - key - 1);

    private void Find(long time, Predicate<int> isSeen) =>
        _waiting.RemoveAll(key =>
        {
            if (!isSeen(key))
            {
                return false;
            }

            _seen[key] = time;
            return true;
        });

    private void TypeUntil(long time)
    {
        while (_next < _typed.Count && _typed[_next] <= time)
        {
            int key = _next++;
            if (_effects[key] is not { } effect)
            {
                continue;
            }

            // A screen that lags behind may show the same by chance.
            _effects[key] = effect.Precedes(_shown) ? effect.WithCursor() : effect;
            _waiting.Add(key);
        }
    }
}
