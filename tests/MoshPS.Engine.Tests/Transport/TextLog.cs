using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Transport;

/// <summary>
/// A small object that only grows, with the semantics of spec 1 §10.1 taken literally: what the acknowledged state
/// holds is cut off the front, so that two contents are comparable only between the same cuts.
/// </summary>
internal sealed class TextLog : ISynchronizedObject<TextLog>
{
    public const byte Malformed = 0xFF;

    private readonly List<byte> _bytes = [];

    public TextLog(string text = "") => Append(text);

    /// <summary>Everything that was ever appended, cut or not.</summary>
    public long TotalLength { get; private set; }

    /// <summary>Bytes that were not cut.</summary>
    public int Length => _bytes.Count;

    private Span<byte> Span => CollectionsMarshal.AsSpan(_bytes);

    public string Text => Encoding.Latin1.GetString([.. _bytes]);

    public void Append(string text)
    {
        _bytes.AddRange(Encoding.Latin1.GetBytes(text));
        TotalLength += text.Length;
    }

    public TextLog Snapshot()
    {
        var copy = new TextLog { TotalLength = TotalLength };
        copy._bytes.AddRange(Span);
        return copy;
    }

    public bool HasSameContent(TextLog other) => Span.SequenceEqual(other.Span);

    public void WriteDiff(TextLog from, IBufferWriter<byte> output)
    {
        AssertPrefix(from);
        output.Write(Span[from._bytes.Count..]);
    }

    public bool TryApply(ReadOnlySpan<byte> diff)
    {
        _bytes.AddRange(diff);
        TotalLength += diff.Length;
        return !diff.Contains(Malformed);
    }

    public void DropPrefix(TextLog prefix)
    {
        AssertPrefix(prefix);
        _bytes.RemoveRange(0, prefix._bytes.Count);
    }

    public override string ToString() => Text;

    private void AssertPrefix(TextLog prefix)
    {
        if (!Span.StartsWith(prefix.Span))
        {
            Assert.Fail($"'{prefix.Text}' is no prefix of '{Text}'");
        }
    }
}
