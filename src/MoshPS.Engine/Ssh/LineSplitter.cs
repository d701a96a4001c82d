using System.Text;

namespace MoshPS.Engine.Ssh;

/// <summary>
/// Cuts a byte stream from an untrusted peer into lines of text: LF ends a line, CRs are dropped, what is
/// not UTF-8 becomes U+FFFD, and a line that grows over its limit is cut there. This is the one entrance for what
/// hosts, ssh and other programs print, and no line leaves it that <see cref="HostText"/> has not cleaned.
/// </summary>
internal sealed class LineSplitter
{
    /// <summary>Characters of the longest line that is kept whole.</summary>
    private const int LineLimit = 8192;

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();
    private char[] _characters = [];

    /// <summary>Characters of the line begun and not ended yet.</summary>
    public int PendingLength => _line.Length;

    /// <summary>Takes bytes and hands on the lines that they complete.</summary>
    /// <param name="bytes">The next bytes.</param>
    /// <param name="accept">Called for each complete line, without its end.</param>
    public void Write(ReadOnlySpan<byte> bytes, Action<string> accept)
    {
        int count = _decoder.GetCharCount(bytes, flush: false);
        if (_characters.Length < count)
        {
            _characters = new char[count];
        }

        count = _decoder.GetChars(bytes, _characters, flush: false);
        foreach (char character in _characters.AsSpan(0, count))
        {
            if (character == '\n')
            {
                Complete(accept);
            }
            else if (character != '\r' && _line.Length < LineLimit)
            {
                _line.Append(character);
            }
        }
    }

    /// <summary>Hands on a last line that has no end.</summary>
    public void Complete(Action<string> accept)
    {
        string line = HostText.Clean(_line.ToString(), LineLimit);
        _line.Clear();
        accept(line);
    }
}
