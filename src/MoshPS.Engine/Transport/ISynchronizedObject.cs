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

    /// <summary>Whether both hold the same content, as far as the peer could tell.</summary>
    bool HasSameContent(TSelf other);

    /// <summary>
    /// Appends the difference that turns <paramref name="from"/> into this object; nothing when they are equal.
    /// </summary>
    void WriteDiff(TSelf from, IBufferWriter<byte> output);

    /// <summary>
    /// Applies a difference made by the peer. Returns <see langword="false"/> when it is malformed or over a
    /// limit; the object is then unusable and the transport drops it together with the instruction.
    /// </summary>
    bool TryApply(ReadOnlySpan<byte> diff);

    /// <summary>Forgets content that <paramref name="prefix"/> holds too, where the kind of object allows it.</summary>
    void DropPrefix(TSelf prefix);
}
