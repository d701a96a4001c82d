namespace MoshPS.Engine.Client.Overlays;

/// <summary>
/// Tells typing from pasting (spec 3 §3.4): a paste comes in one long read, or between the marks of bracketed paste.
/// It keeps its place between reads.
/// </summary>
internal sealed class PasteDetector
{
    /// <summary>Longer reads are pastes.</summary>
    public const int LongestTyping = 100;

    private int _matched;
    private bool _isInside;

    // ESC [ 2 0 0 ~ and ESC [ 2 0 1 ~ differ in one place.
    private static ReadOnlySpan<byte> Mark => "\e[20"u8;

    /// <summary>Whether what was read is part of a paste.</summary>
    public bool IsPaste(ReadOnlySpan<byte> read)
    {
        bool isPaste = _isInside || read.Length > LongestTyping;
        foreach (byte key in read)
        {
            Match(key);
            isPaste |= _isInside;
        }

        return isPaste;
    }

    private void Match(byte key)
    {
        if (_matched < Mark.Length)
        {
            _matched = key == Mark[_matched] ? _matched + 1 : key == Mark[0] ? 1 : 0;
        }
        else if (_matched == Mark.Length && key is (byte)'0' or (byte)'1')
        {
            _matched += key == '0' ? 1 : 2;
        }
        else
        {
            if (key == '~')
            {
                _isInside = _matched == Mark.Length + 1;
            }

            _matched = key == Mark[0] ? 1 : 0;
        }
    }
}
