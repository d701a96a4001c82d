namespace MoshPS.Engine.Client;

/// <summary>
/// Follows the marks of bracketed paste, <c>ESC [ 200 ~</c> and <c>ESC [ 201 ~</c>, through what the terminal sends. It
/// keeps its place between reads.
/// </summary>
internal sealed class PasteMarks
{
    private int _matched;

    /// <summary>Whether what comes next was pasted.</summary>
    public bool IsInside { get; private set; }

    // The two marks differ in one place.
    private static ReadOnlySpan<byte> Mark => "\e[20"u8;

    /// <summary>Takes the next byte.</summary>
    public void Read(byte typed)
    {
        if (_matched < Mark.Length)
        {
            _matched = typed == Mark[_matched] ? _matched + 1 : typed == Mark[0] ? 1 : 0;
        }
        else if (_matched == Mark.Length && typed is (byte)'0' or (byte)'1')
        {
            _matched += typed == '0' ? 1 : 2;
        }
        else
        {
            if (typed == '~')
            {
                IsInside = _matched == Mark.Length + 1;
            }

            _matched = typed == Mark[0] ? 1 : 0;
        }
    }
}
