namespace MoshPS.Engine.Transport;

/// <summary>
/// What one or several state numbers stand for: an unchanging snapshot, counted by its users. A bare
/// acknowledgement, for one, takes a number of its own and stands for the content of the one before.
/// </summary>
internal sealed class StateContent<T>
    where T : class, ISynchronizedObject<T>
{
    public StateContent(T value) => Value = value;

    public T Value { get; set; }

    /// <summary>State numbers and other holders that use it.</summary>
    public int Uses { get; set; }

    /// <summary>What it counts for against the limit of the states that are held, in bytes.</summary>
    public long HeldBytes { get; set; }

    /// <summary>The latest rebase that it took part in, so that shared content takes part once only.</summary>
    public long Rebase { get; set; }
}
