using System.Text.Encodings.Web;
using System.Text.Json;

namespace MoshPS.Engine.Client.Recording;

/// <summary>
/// Writes asciicast version 2, which asciinema and its players read: a line of JSON for the header, and one for each
/// event. Every event is on its way to the disk before the next, so that a recording that breaks off is whole up to there.
/// </summary>
public sealed class AsciicastWriter : IDisposable
{
    private const int FormatVersion = 2;

    // Microseconds, as asciinema writes them.
    private const int TimeDecimals = 6;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Stream _stream;
    private readonly Utf8JsonWriter _json;
    private long _length;

    /// <summary>Writes the header.</summary>
    /// <param name="stream">Where to; it is disposed of with this.</param>
    /// <param name="header">What is recorded.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public AsciicastWriter(Stream stream, AsciicastHeader header)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(header);
        _stream = stream;
        _json = new Utf8JsonWriter(stream, Options);
        try
        {
            WriteHeader(header);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Bytes written so far.</summary>
    public long Length => _length;

    /// <summary>Writes output of the terminal: whole characters of UTF-8.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WriteOutput(TimeSpan time, ReadOnlySpan<byte> output)
    {
        StartEvent(time, "o"u8);
        _json.WriteStringValue(output);
        EndEvent();
    }

    /// <summary>Writes another size of the terminal.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WriteResize(TimeSpan time, int columns, int rows)
    {
        StartEvent(time, "r"u8);
        _json.WriteStringValue($"{columns}x{rows}");
        EndEvent();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _json.Dispose();
        }
        finally
        {
            _stream.Dispose();
        }
    }

    private void WriteHeader(AsciicastHeader header)
    {
        _json.WriteStartObject();
        _json.WriteNumber("version", FormatVersion);
        _json.WriteNumber("width", header.Columns);
        _json.WriteNumber("height", header.Rows);
        if (header.Started is { } started)
        {
            _json.WriteNumber("timestamp", started.ToUnixTimeSeconds());
        }

        if (header.Title is { } title)
        {
            _json.WriteString("title", title);
        }

        _json.WriteStartObject("env");
        _json.WriteString("TERM", "xterm-256color");
        _json.WriteEndObject();
        _json.WriteEndObject();
        EndLine();
    }

    private void StartEvent(TimeSpan time, ReadOnlySpan<byte> kind)
    {
        _json.WriteStartArray();
        _json.WriteNumberValue(Math.Round((decimal)time.Ticks / TimeSpan.TicksPerSecond, TimeDecimals));
        _json.WriteStringValue(kind);
    }

    private void EndEvent()
    {
        _json.WriteEndArray();
        EndLine();
    }

    private void EndLine()
    {
        _json.Flush();
        _length += _json.BytesCommitted + 1;
        _json.Reset();
        _stream.WriteByte((byte)'\n');
        _stream.Flush();
    }
}
