using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MoshPS.Engine.Client.Recording;

/// <summary>Reads the header of an asciicast, of version 2 (<c>width</c>, <c>height</c>) or 3 (<c>term</c>).</summary>
internal static partial class AsciicastHeaderParser
{
    private const int OldestVersion = 2;
    private const int NewestVersion = 3;

    // Version 1 is one object over many lines, which begins like this.
    private const int LinesSearchedForVersion = 8;

    /// <summary>Reads the first line.</summary>
    /// <param name="lines">The recording, from its beginning.</param>
    /// <param name="version">2 or 3.</param>
    /// <exception cref="MoshRecordingException"><c>RecordingMalformed</c>, <c>RecordingVersionUnsupported</c>.</exception>
    public static AsciicastHeader Read(RecordingLines lines, out int version)
    {
        if (!lines.TryRead(out string? line))
        {
            throw RecordingErrors.NoRecording();
        }

        if (!TryParse(line, out AsciicastHeader? header, out version))
        {
            throw FindVersion(line, lines) is { } other and not (>= OldestVersion and <= NewestVersion)
                ? RecordingErrors.VersionUnsupported(other)
                : RecordingErrors.NoRecording();
        }

        return header;
    }

    private static bool TryParse(string line, [NotNullWhen(true)] out AsciicastHeader? header, out int version)
    {
        header = null;
        version = 0;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !TryGetInteger(root, "version", out version) || version is < OldestVersion or > NewestVersion)
            {
                return false;
            }

            bool isNested = version == NewestVersion;
            JsonElement size = root;
            if (isNested && (!root.TryGetProperty("term", out size) || size.ValueKind != JsonValueKind.Object))
            {
                return false;
            }

            if (!TryGetSize(size, isNested ? "cols" : "width", out int columns) || !TryGetSize(size, isNested ? "rows" : "height", out int rows))
            {
                return false;
            }

            header = new AsciicastHeader(columns, rows, GetTime(root), GetText(root, "title")) { IdleLimit = GetIdleLimit(root) };
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is a string of half a surrogate pair.
            return false;
        }
    }

    private static int? FindVersion(string line, RecordingLines lines)
    {
        string? next = line;
        for (int i = 0; i < LinesSearchedForVersion && next is not null; i++)
        {
            if (Version().Match(next) is { Success: true } match)
            {
                return int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
            }

            _ = lines.TryRead(out next);
        }

        return null;
    }

    private static bool TryGetInteger(JsonElement root, string name, out int number)
    {
        number = 0;
        return root.TryGetProperty(name, out JsonElement element) && element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out number);
    }

    private static bool TryGetSize(JsonElement root, string name, out int size) =>
        TryGetInteger(root, name, out size) && size is >= 1 and <= MoshClientOptions.LargestDimension;

    private static DateTimeOffset? GetTime(JsonElement root) =>
        root.TryGetProperty("timestamp", out JsonElement element)
        && element.ValueKind == JsonValueKind.Number
        && element.TryGetInt64(out long seconds)
        && seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static TimeSpan? GetIdleLimit(JsonElement root) =>
        root.TryGetProperty("idle_time_limit", out JsonElement element)
        && element.ValueKind == JsonValueKind.Number
        && element.TryGetDouble(out double seconds)
        && seconds is >= 0 and <= AsciicastReader.LongestTime
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static string? GetText(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement element) && element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    [GeneratedRegex("^[ {\t]*\"version\" *: *([0-9]{1,4})\\b")]
    private static partial Regex Version();
}
