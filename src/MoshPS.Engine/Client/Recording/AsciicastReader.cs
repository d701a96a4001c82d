using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace MoshPS.Engine.Client.Recording;

/// <summary>
/// Reads asciicast version 2. A recording may come from anywhere: what is wrong in it is reported with its line, and no
/// line may be longer than <see cref="LongestLine"/>.
/// </summary>
public sealed class AsciicastReader : IDisposable
{
    /// <summary>The most characters of a line.</summary>
    public const int LongestLine = 16 << 20;

    private const int SupportedVersion = 2;

    private readonly TextReader _reader;
    private int _lineNumber = 1;

    private AsciicastReader(TextReader reader, AsciicastHeader header)
    {
        _reader = reader;
        Header = header;
    }

    /// <summary>What is recorded.</summary>
    public AsciicastHeader Header { get; }

    /// <summary>Opens a recording and reads its header.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no asciicast version 2.</exception>
    public static AsciicastReader Open(string path)
    {
        StreamReader reader = new(path);
        try
        {
            return new AsciicastReader(reader, ReadHeader(reader));
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next event.</summary>
    /// <returns>False at the end, also when the last line was cut off, as when the recorder was ended by force.</returns>
    /// <exception cref="InvalidDataException">A line is no event.</exception>
    public bool TryRead(out AsciicastEvent recorded)
    {
        recorded = default;
        while (_reader.ReadLine() is { } line)
        {
            _lineNumber++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (TryParse(line, out recorded))
            {
                return true;
            }

            if (_reader.Peek() < 0)
            {
                return false;
            }

            throw new InvalidDataException($"Line {_lineNumber} of the recording is no event: [seconds, \"o\", \"output\"] was expected.");
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private static AsciicastHeader ReadHeader(TextReader reader)
    {
        string line = reader.ReadLine() ?? "";
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("version", out JsonElement version) && version.TryGetInt32(out int number))
            {
                if (number != SupportedVersion)
                {
                    throw new InvalidDataException($"The recording is asciicast version {number}; version {SupportedVersion} is supported ('asciinema convert' makes one of another).");
                }

                if (TryGetSize(root, "width", out int columns) && TryGetSize(root, "height", out int rows))
                {
                    return new AsciicastHeader(columns, rows, GetTime(root), GetText(root, "title"));
                }
            }
        }
        catch (JsonException)
        {
        }

        throw new InvalidDataException("The file is no recording: its first line is not the header of an asciicast, such as {\"version\": 2, \"width\": 80, \"height\": 24}.");
    }

    private static bool TryGetSize(JsonElement root, string name, out int size)
    {
        size = 0;
        return root.TryGetProperty(name, out JsonElement element)
            && element.ValueKind == JsonValueKind.Number
            && element.TryGetInt32(out size)
            && size is >= 1 and <= MoshClientOptions.LargestDimension;
    }

    private static DateTimeOffset? GetTime(JsonElement root) =>
        root.TryGetProperty("timestamp", out JsonElement element)
        && element.ValueKind == JsonValueKind.Number
        && element.TryGetInt64(out long seconds)
        && seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static string? GetText(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement element) && element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    private static bool TryParse(string line, [NotNullWhen(true)] out AsciicastEvent recorded)
    {
        recorded = default;
        if (line.Length > LongestLine)
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Array
                || root.GetArrayLength() < 3
                || root[0].ValueKind != JsonValueKind.Number
                || !root[0].TryGetDouble(out double seconds)
                || seconds is not (>= 0 and <= 1e9)
                || root[1].ValueKind != JsonValueKind.String
                || root[2].ValueKind != JsonValueKind.String)
            {
                return false;
            }

            AsciicastEventKind kind = root[1].GetString() switch
            {
                "o" => AsciicastEventKind.Output,
                "r" => AsciicastEventKind.Resize,
                "i" => AsciicastEventKind.Input,
                "m" => AsciicastEventKind.Marker,
                _ => AsciicastEventKind.Other,
            };
            recorded = new AsciicastEvent(TimeSpan.FromSeconds(seconds), kind, root[2].GetString()!);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is a string of half a surrogate pair.
            return false;
        }
    }
}
