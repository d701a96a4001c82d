using MoshPS.Engine;
using MoshPS.Engine.Client.Consoles;
using MoshPS.Engine.Client.Recording;
using MoshPS.Interop.Tests.Client;

namespace MoshPS.Interop.Tests.Recording;

/// <summary>Playing recordings on a console.</summary>
public sealed class PlaybackTests : IDisposable
{
    private const string Header = """{"version": 2, "width": 80, "height": 24}""";
    private const string LeaveAlternateScreen = "\e[?1049l";
    private const string RestoreTitle = "\e[23;0t";
    private static readonly PlaybackPace Quick = new(PlaybackPace.Fastest, TimeSpan.Zero);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_last_screen_stays_when_all_was_shown()
    {
        using FakeConsole console = new();
        PlaybackOutcome outcome = await PlayAsync(console, Quick, "[0, \"o\", \"one\\r\\n\\u001b[31mtwo\"]", "[3600, \"o\", \" three\\u001b[2;5H\"]");
        Assert.Equal(new PlaybackOutcome(PlaybackEnd.Completed, null), outcome);
        Assert.False(console.IsRaw);
        Assert.Contains("\e[?1049h", console.Written, StringComparison.Ordinal);
        Assert.Equal("one\r\n\e[0;31mtwo three\e[0m\r\n", Afterwards(console));
    }

    [Fact]
    public async Task Nothing_of_a_hostile_recording_reaches_the_terminal_but_what_it_shows()
    {
        using FakeConsole console = new();
        await PlayAsync(
            console,
            Quick,
            """[0, "o", "\u001b]52;c;ZXZpbA==\u0007\u001b]0;title\u0007\u001b[c\u001b[6n\u001b[?1003h\u001b[?1006h\u001b[?2004h\u001b[?1004h\u0007\u001bP$qm\u001b\\shown"]""",
            """[1, "o", "\u001b]52;c;?\u0007\u001bc\u001b]4;1;?\u0007\u0007\u001b[21tshown again"]""",
            """[2, "i", "typed"]""",
            """[3, "m", "\u001b]0;mark\u0007"]""");
        Assert.Contains("shown again", console.Written, StringComparison.Ordinal);
        string[] forbidden = ["\e]", "\a", "\e[c", "\e[6n", "h\e[?1003h", "\e[?1003h", "\e[?1006h", "\e[?2004h", "\e[?1004h", "\eP", "\ec", "21t", "typed", "mark"];
        Assert.All(forbidden, sequence => Assert.DoesNotContain(sequence, console.Written, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_space_bar_pauses_a_full_stop_steps_and_q_quits()
    {
        using FakeConsole console = new();
        Task<PlaybackOutcome> playing = PlayAsync(
            console, new PlaybackPace(1, null), "[0, \"o\", \"first \"]", "[1000, \"o\", \"second \"]", "[2000, \"r\", \"80x24\"]", "[2001, \"o\", \"third \"]", "[9999, \"o\", \"last\"]");
        await console.WaitForTextAsync("first");
        console.Type(".");
        console.Type(" .");
        await console.WaitForTextAsync("second");
        Assert.DoesNotContain("third", console.Text, StringComparison.Ordinal);
        console.Type("\e[A\e[B");
        console.Type("..");
        await console.WaitForTextAsync("third");
        console.Type(" ");
        console.Type("q");
        Assert.Equal(PlaybackEnd.Quit, (await playing.WaitAsync(Limit)).End);
        Assert.DoesNotContain("last", console.Written, StringComparison.Ordinal);
        Assert.False(console.IsRaw);
        Assert.Equal("", Afterwards(console));
    }

    [Theory]
    [InlineData("\x03")]
    [InlineData(null)]
    public async Task Control_c_and_the_end_of_input_end_it(string? typed)
    {
        using FakeConsole console = new();
        Task<PlaybackOutcome> playing = PlayAsync(console, new PlaybackPace(1, null), "[0, \"o\", \"first\"]", "[1000, \"o\", \"last\"]");
        await console.WaitForTextAsync("first");
        if (typed is null)
        {
            console.HangUp();
        }
        else
        {
            console.Type(typed);
        }

        Assert.Equal(PlaybackEnd.Interrupted, (await playing.WaitAsync(Limit)).End);
        Assert.False(console.IsRaw);
    }

    [Fact]
    public async Task The_header_may_limit_pauses_and_the_viewer_may_do_so_too()
    {
        using FakeConsole console = new();
        string path = Write("""{"version": 2, "width": 80, "height": 24, "idle_time_limit": 0.001}""", "[1000000, \"o\", \"a\"]", "[2000000, \"o\", \"b\"]");
        PlaybackOutcome outcome = await PlayFileAsync(console, new PlaybackPace(1, null), path).WaitAsync(Limit);
        Assert.Equal(PlaybackEnd.Completed, outcome.End);
    }

    [Fact]
    public async Task A_window_that_changes_is_filled_anew()
    {
        using FakeConsole console = new();
        string lines = string.Join("\\r\\n", Enumerable.Range(1, 24).Select(i => $"row {i}"));
        Task<PlaybackOutcome> playing = PlayAsync(console, new PlaybackPace(1, null), $"[0, \"o\", \"{lines}\"]", "[1000, \"o\", \"x\"]");
        await console.WaitForTextAsync("row 24");
        console.Resize(40, 10);
        await console.WaitForAsync(c => c.Text.StartsWith("row 15\n", StringComparison.Ordinal) && c.Text.Contains("row 24", StringComparison.Ordinal), "the last ten rows");
        console.Resize(100, 40);
        await console.WaitForAsync(c => c.Text.StartsWith("row 1\n", StringComparison.Ordinal), "all rows");
        console.Type("q");
        await playing.WaitAsync(Limit);
    }

    [Fact]
    public async Task A_damaged_recording_is_shown_up_to_there_and_gives_the_terminal_back()
    {
        using FakeConsole console = new();
        MoshRecordingException error = await Assert.ThrowsAsync<MoshRecordingException>(
            () => PlayAsync(console, Quick, "[0, \"o\", \"shown\"]", "[1, \"o\", nonsense]", "[2, \"o\", \"more\"]"));
        Assert.Equal("RecordingMalformed", error.ErrorId);
        Assert.Contains("Line 3", error.Message, StringComparison.Ordinal);
        Assert.False(console.IsRaw);
        Assert.Equal("", Afterwards(console));
    }

    [Fact]
    public async Task Cancelling_gives_the_terminal_back()
    {
        using FakeConsole console = new();
        using CancellationTokenSource cancelled = new();
        string path = Write(Header, "[0, \"o\", \"first\"]", "[1000, \"o\", \"last\"]");
        Task<PlaybackOutcome> playing = PlayFileAsync(console, new PlaybackPace(1, null), path, cancelled.Token);
        await console.WaitForTextAsync("first");
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => playing.WaitAsync(Limit));
        Assert.False(console.IsRaw);
    }

    [Fact]
    public async Task A_terminal_that_has_gone_ends_it()
    {
        using FakeConsole console = new();
        Task<PlaybackOutcome> playing = PlayAsync(console, new PlaybackPace(1, null), "[0, \"o\", \"first\"]", "[1000, \"o\", \"last\"]");
        await console.WaitForTextAsync("first");
        console.IsGone = true;
        console.Resize(20, 10);
        await Assert.ThrowsAsync<IOException>(() => playing.WaitAsync(Limit));
        Assert.False(console.IsRaw);
    }

    [Fact]
    public void A_recording_larger_than_the_window_is_foreseen()
    {
        AsciicastHeader header = new(100, 30, null, null);
        Assert.Null(RecordingPlayer.Foresee(header, new ConsoleSize(100, 30)));
        Assert.Null(RecordingPlayer.Foresee(header, new ConsoleSize(0, 0)));
        Assert.Contains("100 columns and 30 rows", RecordingPlayer.Foresee(header, new ConsoleSize(100, 29)), StringComparison.Ordinal);
        Assert.Contains("cut off", RecordingPlayer.Foresee(header, new ConsoleSize(99, 30)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.09)]
    [InlineData(1001)]
    [InlineData(double.NaN)]
    public async Task A_pace_out_of_range_is_refused(double speed)
    {
        using FakeConsole console = new();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => PlayAsync(console, new PlaybackPace(speed, null), "[0, \"o\", \"a\"]"));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => PlayAsync(console, new PlaybackPace(1, -TimeSpan.FromSeconds(1)), "[0, \"o\", \"a\"]"));
        Assert.Equal("", console.Written);
    }

    /// <summary>What was written to the terminal once it was given back.</summary>
    private static string Afterwards(FakeConsole console)
    {
        int end = console.Written.LastIndexOf(LeaveAlternateScreen, StringComparison.Ordinal);
        Assert.True(end >= 0, "The terminal was not given back.");
        return console.Written[(end + LeaveAlternateScreen.Length)..].Replace(RestoreTitle, "", StringComparison.Ordinal);
    }

    private Task<PlaybackOutcome> PlayAsync(FakeConsole console, PlaybackPace pace, params string[] events) =>
        PlayFileAsync(console, pace, Write(Header, events));

    private string Write(string header, params string[] events) =>
        _directory.Write("recording.cast", string.Join('\n', [header, .. events]) + "\n");

    private static async Task<PlaybackOutcome> PlayFileAsync(
        FakeConsole console, PlaybackPace pace, string path, CancellationToken cancellationToken = default)
    {
        using AsciicastReader recording = AsciicastReader.Open(path);
        return await RecordingPlayer.PlayAsync(recording, console, pace, TimeProvider.System, cancellationToken);
    }
}
