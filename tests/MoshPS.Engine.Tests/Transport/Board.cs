using System.Buffers;
using System.Text;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Transport;

/// <summary>
/// A small object that is overwritten, like a screen: the difference is the whole text, unless only what the peer
/// cannot be told has changed.
/// </summary>
internal sealed class Board(string text = "") : ISynchronizedObject<Board>
{
    public string Text { get; set; } = text;

    /// <summary>Something that two contents may differ in, but no difference carries.</summary>
    public int Untold { get; set; }

    public Board Snapshot() => new(Text) { Untold = Untold };

    public bool HasSameContent(Board other) => Text == other.Text && Untold == other.Untold;

    public void WriteDiff(Board from, IBufferWriter<byte> output)
    {
        if (Text != from.Text)
        {
            output.Write(Encoding.Latin1.GetBytes("=" + Text));
        }
    }

    public bool TryApply(ReadOnlySpan<byte> diff)
    {
        if (diff[0] != (byte)'=')
        {
            return false;
        }

        Text = Encoding.Latin1.GetString(diff[1..]);
        return true;
    }

    public void DropPrefix(Board prefix)
    {
    }

    public override string ToString() => Text;
}
