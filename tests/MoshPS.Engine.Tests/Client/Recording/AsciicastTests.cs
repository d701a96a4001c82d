using System.Text;
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
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => AsciicastReader.Open(_path));
        Assert.Contains("no recording", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_version_is_refused_by_its_number()
    {
        File.WriteAllText(_path, "{\"version\": 3, \"term\": {\"cols\": 80, \"rows\": 24}}\n");
        Assert.Contains("version 3", Assert.Throws<InvalidDataException>(() => AsciicastReader.Open(_path)).Message, StringComparison.Ordinal);
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
        Assert.Contains("Line 3", Assert.Throws<InvalidDataException>(() => reader.TryRead(out _)).Message, StringComparison.Ordinal);
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

    [Fact]
    public async Task A_recording_is_played_as_it_was_written()
    {
        using (AsciicastWriter writer = new(File.Create(_path), new AsciicastHeader(80, 24, null, null)))
        {
            writer.WriteOutput(TimeSpan.Zero, "one "u8);
            writer.WriteResize(TimeSpan.FromHours(1), 100, 30);
            writer.WriteOutput(TimeSpan.FromHours(1), "two"u8);
        }

        using AsciicastReader reader = AsciicastReader.Open(_path);
        using MemoryStream terminal = new();
        await RecordingPlayer.PlayAsync(reader, terminal, new PlaybackPace(1_000, TimeSpan.FromSeconds(1)), TimeProvider.System, CancellationToken.None);
        Assert.Equal("one two", Encoding.UTF8.GetString(terminal.ToArray()));
    }

    [Fact]
    public async Task Playing_can_be_cancelled()
    {
        File.WriteAllText(_path, "{\"version\": 2, \"width\": 80, \"height\": 24}\n[0, \"o\", \"a\"]\n[1000, \"o\", \"b\"]\n");
        using AsciicastReader reader = AsciicastReader.Open(_path);
        using MemoryStream terminal = new();
        using CancellationTokenSource cancelled = new();
        Task playing = RecordingPlayer.PlayAsync(reader, terminal, new PlaybackPace(1, null), TimeProvider.System, cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => playing);
        Assert.Equal("a", Encoding.UTF8.GetString(terminal.ToArray()));
    }
}
