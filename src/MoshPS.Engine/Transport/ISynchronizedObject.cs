using System.Buffers;

namespace MoshPS.Engine.Transport;

/// <summary>
/// An object that one end changes and the other end follows, by differences between numbered states
/// (spec 1 §10). The transport knows nothing else of what it carries.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface ISynchronizedObject<TSelf>
    where TSelf : class, ISynchronizedObject<TSelf>
{
    /// <summary>An independent copy of the present content: later changes to either do not show in the other.</summary>
    TSelf Snapshot();

    /// <summary>
    /// A copy like <see cref="Snapshot"/> that may take over the memory of <paramref name="retired"/>, an earlier
    /// snapshot which the transport no longer uses. A type that implements it lets states be sent and received
    /// without allocation; without it every state is a new object.
    /// </summary>
    /// <param name="retired">A snapshot of this type with arbitrary content; it may be the one returned.</param>
    TSelf SnapshotReusing(TSelf retired) => Snapshot();

    /// <summary>Whether both hold the same content, as far as the peer could tell.</summary>
    bool HasSameContent(TSelf other);

    /// <summary>
    /// Appends the difference that turns <paramref name="from"/> into this object; nothing when they are equal.
    /// </summary>
    void WriteDiff(TSelf from, IBufferWriter<byte> output);

    /// <summary>
    /// Goes part of the way from a state to this object, where the whole way is too long for one difference: appends a
    /// difference of half a megabyte or so, and returns the state that it leads to. So the peer gets there in several
    /// steps. This object does not change.
    /// </summary>
    /// <returns>Null when the kind of object cannot be sent in parts.</returns>
    TSelf? WritePart(TSelf from, IBufferWriter<byte> output) => null;

    /// <summary>
    /// Applies a difference made by the peer. Returns <see langword="false"/> when it is malformed or over a
    /// limit; the object is then unusable and the transport drops it together with the instruction.
    /// </summary>
    bool TryApply(ReadOnlySpan<byte> diff);

    /// <summary>
    /// About how many bytes of memory the last <see cref="TryApply"/> made this state hold, beyond what it shares with
    /// the state that it was a snapshot of; of the local object, how many a snapshot of it may come to hold. Both ends
    /// limit the sum over all states that they hold. Zero for a kind of object whose states share what they hold under
    /// a limit of their own.
    /// </summary>
    long HeldBytes => 0;

    /// <summary>
    /// Forgets content that <paramref name="prefix"/> holds too, where the kind of object allows it (spec 1 §7.2
    /// step 2, §10.1). Called once per object and prefix, for the prefix itself last.
    /// </summary>
    void DropPrefix(TSelf prefix);
}
