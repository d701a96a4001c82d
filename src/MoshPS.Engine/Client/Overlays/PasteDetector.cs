namespace MoshPS.Engine.Client.Overlays;

/// <summary>
/// Tells typing from pasting (spec 3 §3.4): a paste comes in one long read, or between the marks of bracketed paste.
/// It keeps its place between reads.
/// </summary>
internal sealed class PasteDetector
{
    /// <summary>Longer reads are pastes.</summary>
    public const int LongestTyping = 100;

    private readonly PasteMarks _marks = new();

    /// <summary>Whether what was read is part of a paste.</summary>
    public bool IsPaste(ReadOnlySpan<byte> read)
    {
        bool isPaste = _marks.IsInside || read.Length > LongestTyping;
        foreach (byte key in read)
        {
            _marks.Read(key);
            isPaste |= _marks.IsInside;
        }

        return isPaste;
    }
}
