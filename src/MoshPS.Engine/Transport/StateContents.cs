namespace MoshPS.Engine.Transport;

/// <summary>
/// Makes the contents of states and takes them back, so that a session in steady state allocates neither holders
/// nor, where the type of object supports it, snapshots.
/// </summary>
internal sealed class StateContents<T>
    where T : class, ISynchronizedObject<T>
{
    /// <summary>Retired snapshots that are kept; a few, since each may be a whole screen.</summary>
    private const int MaximumRetired = 4;

    /// <summary>Larger ones, in bytes, are left to the garbage collector.</summary>
    private const long LargestRetired = 1 << 20;

    private readonly StateContent<T>[] _retired = new StateContent<T>[MaximumRetired];
    private int _retiredCount;

    /// <summary>A new content with one use: a snapshot of <paramref name="live"/>.</summary>
    public StateContent<T> Take(T live)
    {
        if (_retiredCount == 0)
        {
            return new StateContent<T>(live.Snapshot()) { Uses = 1, HeldBytes = live.HeldBytes };
        }

        StateContent<T> content = _retired[--_retiredCount];
        content.Value = live.SnapshotReusing(content.Value);
        content.Uses = 1;
        content.HeldBytes = live.HeldBytes;
        content.Rebase = 0;
        return content;
    }

    /// <summary>Another use of a content.</summary>
    public static StateContent<T> Share(StateContent<T> content)
    {
        content.Uses++;
        return content;
    }

    /// <summary>Ends one use; the content is gone with the last.</summary>
    public void Release(StateContent<T> content)
    {
        if (--content.Uses == 0 && _retiredCount < MaximumRetired && content.HeldBytes <= LargestRetired)
        {
            _retired[_retiredCount++] = content;
        }
    }

    /// <summary>
    /// Ends the only use of a content that is unusable, such as one that a malformed difference was applied to; its
    /// memory is not used again.
    /// </summary>
    public static void Discard(StateContent<T> content) => content.Uses = 0;
}
