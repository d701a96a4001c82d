using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace MoshPS.Engine.Client.Recording;

/// <summary>The lines of a recording, none of which may be so long that reading it takes all memory.</summary>
internal sealed class RecordingLines(TextReader reader) : IDisposable
{
    private readonly char[] _buffer = new char[16384];
    private int _start;
    private int _end;

    /// <summary>The number of the line read last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Whether the line read last ended with a line feed, and not because the file did.</summary>
    public bool IsTerminated { get; private set; }

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="MoshRecordingException">The line is too long.</exception>
    public bool TryRead([NotNullWhen(true)] out string? line)
    {
        line = null;
        StringBuilder text = new();
        Number++;
        IsTerminated = false;
        while (!IsTerminated && (_start < _end || TryFill()))
        {
            ReadOnlySpan<char> rest = _buffer.AsSpan(_start, _end - _start);
            int length = rest.IndexOf('\n');
            IsTerminated = length >= 0;
            ReadOnlySpan<char> part = IsTerminated ? rest[..length] : rest;
            _start += part.Length + (IsTerminated ? 1 : 0);
            if (text.Length + part.Length > AsciicastReader.LongestLine)
            {
                throw RecordingErrors.LineTooLong(Number);
            }

            text.Append(part);
        }

        if (text.Length == 0 && !IsTerminated)
        {
            return false;
        }

        line = text.ToString();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();

    private bool TryFill()
    {
        _start = 0;
        _end = reader.Read(_buffer);
        return _end > 0;
    }
}
