using System.Text.Json;

namespace MoshPS.Engine.Client.Recording;

/// <summary>
/// Reads asciicast version 2, and 3 as far as it says the same. A recording may come from anywhere: what is wrong in it
/// is reported with its line, and no line may be longer than <see cref="LongestLine"/>.
/// </summary>
public sealed class AsciicastReader : IDisposable
{
    /// <summary>The most characters of a line.</summary>
    public const int LongestLine = 16 << 20;

    /// <summary>No recording is longer than this, in seconds: thirty years.</summary>
    internal const double LongestTime = 1e9;

    // In version 3 times are those since the event before, and lines may be comments.
    private const int VersionOfIntervals = 3;

    private readonly string _path;
    private readonly RecordingLines _lines;
    private readonly bool _hasIntervals;
    private double _seconds;

    private AsciicastReader(string path, RecordingLines lines)
    {
        _path = path;
        _lines = lines;
        Header = AsciicastHeaderParser.Read(lines, out int version);
        _hasIntervals = version >= VersionOfIntervals;
    }

    /// <summary>What is recorded.</summary>
    public AsciicastHeader Header { get; }

    /// <summary>Opens a recording and reads its header. It may still be being written.</summary>
    /// <exception cref="MoshRecordingException">
    /// <c>FileNotReadable</c>, <c>RecordingMalformed</c>, <c>RecordingVersionUnsupported</c>.
    /// </exception>
    public static AsciicastReader Open(string path)
    {
        RecordingLines? lines = null;
        try
        {
            lines = new RecordingLines(new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)));
            return new AsciicastReader(path, lines);
        }
        catch (Exception e)
        {
            lines?.Dispose();
            if (IsOfTheFile(e))
            {
                throw RecordingErrors.FileNotReadable(path, e);
            }

            throw;
        }
    }

    /// <summary>Reads the next event.</summary>
    /// <returns>False at the end, also when the last line was cut off, as when the recorder was ended by force.</returns>
    /// <exception cref="MoshRecordingException"><c>RecordingMalformed</c>: a line is no event; <c>FileNotReadable</c>.</exception>
    public bool TryRead(out AsciicastEvent recorded)
    {
        recorded = default;
        while (TryReadLine(out string line))
        {
            if (string.IsNullOrWhiteSpace(line) || (_hasIntervals && line.StartsWith('#')))
            {
                continue;
            }

            if (TryParse(line, out recorded))
            {
                return true;
            }

            if (!_lines.IsTerminated)
            {
                return false;
            }

            throw RecordingErrors.NoEvent(_lines.Number);
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private static bool IsOfTheFile(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    private bool TryReadLine(out string line)
    {
        try
        {
            bool isThere = _lines.TryRead(out string? text);
            line = text ?? "";
            return isThere;
        }
        catch (IOException e)
        {
            throw RecordingErrors.FileNotReadable(_path, e);
        }
    }

    private bool TryParse(string line, out AsciicastEvent recorded)
    {
        recorded = default;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Array
                || root.GetArrayLength() < 3
                || root[0].ValueKind != JsonValueKind.Number
                || !root[0].TryGetDouble(out double seconds)
                || seconds is not (>= 0 and <= LongestTime)
                || root[1].ValueKind != JsonValueKind.String)
            {
                return false;
            }

            AsciicastEventKind kind = KindOf(root[1].GetString());
            bool isText = root[2].ValueKind == JsonValueKind.String;
            if (!isText && kind != AsciicastEventKind.Other)
            {
                return false;
            }

            _seconds = _hasIntervals ? Math.Min(_seconds + seconds, LongestTime) : seconds;
            recorded = new AsciicastEvent(TimeSpan.FromSeconds(_seconds), kind, isText ? root[2].GetString()! : "");
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is a string of half a surrogate pair.
            return false;
        }
    }

    private static AsciicastEventKind KindOf(string? code) => code switch
    {
        "o" => AsciicastEventKind.Output,
        "r" => AsciicastEventKind.Resize,
        "i" => AsciicastEventKind.Input,
        "m" => AsciicastEventKind.Marker,
        _ => AsciicastEventKind.Other,
    };
}
