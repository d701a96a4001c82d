namespace MoshPS.Engine.Tests.TypingSimulation;

/// <summary>
/// A program as it was recorded: it does what it did then, after the time that it took then, as soon as it is given
/// the key that made it do so. Keys that come together are dealt with one after the other.
/// </summary>
internal sealed class RecordedHost(ReplayedTrace trace)
{
    private readonly Queue<(long Time, byte[] Bytes, int Processed)> _due = new();
    private long _lastOutput;
    private int _arrived;
    private long _partOfKey;

    /// <summary>How many keys the program has dealt with.</summary>
    public int Processed { get; private set; }

    /// <summary>When it writes next; <see cref="long.MaxValue"/> for never.</summary>
    public long NextOutput => _due.TryPeek(out (long Time, byte[] Bytes, int Processed) next) ? next.Time : long.MaxValue;

    public void Start(long now) => Schedule(trace.Greeting, now, processed: 0);

    /// <summary>The program is given typed bytes.</summary>
    public void Give(int count, long now)
    {
        _partOfKey += count;
        while (_arrived < trace.Keys.Count && _partOfKey >= trace.Keys[_arrived].Input.Length)
        {
            ReplayedKey key = trace.Keys[_arrived++];
            _partOfKey -= key.Input.Length;
            Schedule(key.Outputs, now, _arrived);
        }
    }

    /// <summary>Takes what it writes now.</summary>
    public bool TryWrite(long now, out byte[] bytes)
    {
        bytes = [];
        if (NextOutput > now)
        {
            return false;
        }

        (_, bytes, Processed) = _due.Dequeue();
        return true;
    }

    private void Schedule(IReadOnlyList<RecordedOutput> outputs, long now, int processed)
    {
        foreach (RecordedOutput output in outputs)
        {
            Enqueue(now + output.Delay, output.Bytes, processed - 1);
        }

        // The key counts as dealt with once all of its output is written.
        Enqueue(now, [], processed);
    }

    private void Enqueue(long time, byte[] bytes, int processed)
    {
        _lastOutput = Math.Max(_lastOutput, time);
        _due.Enqueue((_lastOutput, bytes, Math.Max(0, processed)));
    }
}
