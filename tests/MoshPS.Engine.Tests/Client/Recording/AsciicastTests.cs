using System.Text;
using MoshPS.Engine;
using MoshPS.Engine.Client.Recording;

namespace MoshPS.Engine.Tests.Client.Recording;

/// <summary>Recordings in asciicast version 2.</summary>
public sealed class AsciicastTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_recording_is_lines_of_json()
    {
        using (AsciicastWriter writer = new(File.Create(_path), new AsciicastHeader(80, 24, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), "a \"title\"")))
        {
            writer.WriteOutput(TimeSpan.FromSeconds(0.5), "\e[31mgrün\e[m 日本 🙂\r\n"u8);
            writer.WriteResize(TimeSpan.FromMicroseconds(1_000_001), 100, 30);
        }

        string[] lines = File.ReadAllLines(_path);
        Assert.Equal(3, lines.Length);
        Assert.Equal("""{"version":2,"width":80,"height":24,"timestamp":1700000000,"title":"a \"title\"","env":{"TERM":"xterm-256color"}}""", lines[0]);
        Assert.StartsWith("[0.5,\"o\",\"\\u001B[31mgrün\\u001B[m 日本 ", lines[1], StringComparison.Ordinal);
        Assert.Equal("[1.000001,\"r\",\"100x30\"]", lines[2]);
    }

    [Fact]
    public void What_is_written_can_be_read()
    {
        string output = "\0\x7f\"\\\e[31m日本🙂\u0301\r\n";
        using (AsciicastWriter writer = new(File.Create(_path), new AsciicastHeader(80, 24, null, null)))
        {
            writer.WriteOutput(TimeSpan.FromSeconds(1), Encoding.UTF8.GetBytes(output));
        }

        using AsciicastReader reader = AsciicastReader.Open(_path);
        Assert.Equal(new AsciicastHeader(80, 24, null, null), reader.Header);
        Assert.True(reader.TryRead(out AsciicastEvent recorded));
        Assert.Equal(new AsciicastEvent(TimeSpan.FromSeconds(1), AsciicastEventKind.Output, output), recorded);
        Assert.False(reader.TryRead(out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"version\": 2}")]
    [InlineData("{\"version\": 2, \"width\": 0, \"height\": 24}")]
    [InlineData("{\"version\": 2, \"width\": 1e99, \"height\": 24}")]
    [InlineData("{\"version\": 2, \"width\": 80, \"height\": \"24\"}")]
    public void What_is_no_recording_is_refused(string firstLine)
    {
        File.WriteAllText(_path, firstLine);
        MoshRecordingException error = Assert.Throws<MoshRecordingException>(() => AsciicastReader.Open(_path));
        Assert.Equal("RecordingMalformed", error.ErrorId);
        Assert.Contains("no recording", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"version\": 1, \"width\": 80, \"height\": 24, \"stdout\": []}", "version 1;")]
    [InlineData("{\n  \"version\": 1,\n  \"width\": 80,\n  \"height\": 24,\n  \"stdout\": []\n}", "version 1;")]
    [InlineData("{\"version\": 4, \"term\": {\"cols\": 80, \"rows\": 24}}\n", "version 4;")]
    public void Another_version_is_refused_by_its_number(string recording, string expected)
    {
        File.WriteAllText(_path, recording);
        MoshRecordingException error = Assert.Throws<MoshRecordingException>(() => AsciicastReader.Open(_path));
        Assert.Equal("RecordingVersionUnsupported", error.ErrorId);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_3_counts_time_from_event_to_event()
    {
        File.WriteAllText(
            _path,
            """
            {"version": 3, "term": {"cols": 100, "rows": 50, "type": "xterm-256color"}, "timestamp": 1504467315, "idle_time_limit": 2.5, "title": "Demo"}
            # a comment
            [0.25, "o", "a"]
            [0.5, "m", "mark"]
            [1.0, "r", "80x24"]
            [0.25, "x", "0"]
            """);
        using AsciicastReader reader = AsciicastReader.Open(_path);
        Assert.Equal(
            new AsciicastHeader(100, 50, DateTimeOffset.FromUnixTimeSeconds(1504467315), "Demo") { IdleLimit = TimeSpan.FromSeconds(2.5) },
            reader.Header);
        List<AsciicastEvent> events = [];
        while (reader.TryRead(out AsciicastEvent recorded))
        {
            events.Add(recorded);
        }

        Assert.Equal(
            [
                new AsciicastEvent(TimeSpan.FromSeconds(0.25), AsciicastEventKind.Output, "a"),
                new AsciicastEvent(TimeSpan.FromSeconds(0.75), AsciicastEventKind.Marker, "mark"),
                new AsciicastEvent(TimeSpan.FromSeconds(1.75), AsciicastEventKind.Resize, "80x24"),
                new AsciicastEvent(TimeSpan.FromSeconds(2), AsciicastEventKind.Other, "0"),
            ],
            events);
    }

    [Fact]
    public void Events_of_unknown_kinds_are_let_through()
    {
        File.WriteAllText(_path, "{\"version\": 2, \"width\": 80, \"height\": 24}\n[0, \"i\", \"a\"]\n[1, \"z\", {\"b\": 2}]\n[2, \"m\", \"\"]\n\n");
        using AsciicastReader reader = AsciicastReader.Open(_path);
        foreach (AsciicastEventKind kind in new[] { AsciicastEventKind.Input, AsciicastEventKind.Other, AsciicastEventKind.Marker })
        {
            Assert.True(reader.TryRead(out AsciicastEvent recorded));
            Assert.Equal(kind, recorded.Kind);
        }

        Assert.False(reader.TryRead(out _));
    }

    [Theory]
    [InlineData("[1, \"o\"]")]
    [InlineData("[-1, \"o\", \"x\"]")]
    [InlineData("[1e300, \"o\", \"x\"]")]
    [InlineData("[\"1\", \"o\", \"x\"]")]
    [InlineData("[1, \"o\", 5]")]
    [InlineData("[1, \"o\", \"\\ud800\"]")]
    [InlineData("nonsense")]
    public void A_line_that_is_no_event_is_reported_with_its_number(string line)
    {
        File.WriteAllText(_path, $"{{\"version\": 2, \"width\": 80, \"height\": 24}}\n[0, \"o\", \"a\"]\n{line}\n[2, \"o\", \"b\"]\n");
        using AsciicastReader reader = AsciicastReader.Open(_path);
        Assert.True(reader.TryRead(out _));
        Assert.Contains("Line 3", Assert.Throws<MoshRecordingException>(() => reader.TryRead(out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_end_is_refused_before_it_takes_all_memory()
    {
        using (StreamWriter writer = new(_path))
        {
            writer.Write("{\"version\": 2, \"width\": 80, \"height\": 24}\n[0, \"o\", \"");
            for (int i = 0; i <= AsciicastReader.LongestLine; i += 1 << 16)
            {
                writer.Write(new string('a', 1 << 16));
            }
        }

        using AsciicastReader reader = AsciicastReader.Open(_path);
        Assert.Contains("Line 2", Assert.Throws<MoshRecordingException>(() => reader.TryRead(out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_of_its_own() =>
        Assert.Equal("FileNotReadable", Assert.Throws<MoshRecordingException>(() => AsciicastReader.Open(_path + ".none")).ErrorId);

    [Fact]
    public void A_full_disk_is_told_when_the_header_cannot_be_written()
    {
        if (OperatingSystem.IsLinux())
        {
            Assert.Throws<IOException>(() => new AsciicastWriter(File.OpenWrite("/dev/full"), new AsciicastHeader(80, 24, null, null)));
        }
    }

    [Fact]
    public void The_length_is_that_of_the_file()
    {
        using AsciicastWriter writer = new(File.Create(_path), new AsciicastHeader(80, 24, null, "größer"));
        writer.WriteOutput(TimeSpan.FromSeconds(1), "日本"u8);
        Assert.Equal(new FileInfo(_path).Length, writer.Length);
    }

    [Fact]
    public void A_recording_that_breaks_off_ends_there()
    {
        File.WriteAllText(_path, "{\"version\": 2, \"width\": 80, \"height\": 24}\n[0, \"o\", \"a\"]\n[1, \"o\", \"bro");
        using AsciicastReader reader = AsciicastReader.Open(_path);
        Assert.True(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));
    }

    [Theory]
    [InlineData(1, null, 10)]
    [InlineData(2, null, 5)]
    [InlineData(1, 3, 3)]
    [InlineData(2, 3, 1.5)]
    [InlineData(0.5, 60, 20)]
    public void Pauses_follow_speed_and_idle_limit(double speed, int? idleLimit, double expected)
    {
        PlaybackPace pace = new(speed, idleLimit is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        Assert.Equal(TimeSpan.FromSeconds(expected), pace.PauseBetween(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public void Events_out_of_order_do_not_wait() =>
        Assert.Equal(TimeSpan.Zero, new PlaybackPace(1, null).PauseBetween(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(4)));
}
