using System.Diagnostics;
using System.Text;
using MoshPS.Engine;
using MoshPS.Engine.Client;
using MoshPS.Engine.Client.Recording;
using MoshPS.Engine.Terminal;
using MoshPS.Interop.Tests.Client;

namespace MoshPS.Interop.Tests.Recording;

/// <summary>Recording live sessions.</summary>
public sealed class SessionRecorderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string FilePath => _directory["session.cast"];

    public void Dispose() => _directory.Dispose();

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task The_recording_ends_on_the_screen_that_the_session_ended_on()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        SessionRecorder recorder = Start(session);
        Assert.Equal(RecordingState.Recording, recorder.State);
        session.Type("printf '\\e[1;32mgrün\\e[m 日本 e\\xcc\\x81 \\e]8;;http://example.org\\e\\\\link\\e]8;;\\e\\\\ \\a\\e]0;a title\\a\\n'\r");
        await session.WaitForAsync("^grün 日本 .* link");
        session.Client.Resize(100, 30);
        await session.Client.WaitForQuietAsync(TimeSpan.FromMilliseconds(300)).WaitAsync(LiveSession.Limit);
        session.Type("stty size; exit\r");
        await session.Client.Completion.WaitAsync(LiveSession.Limit);
        await recorder.Completion.WaitAsync(LiveSession.Limit);
        Assert.Equal(RecordingState.Completed, recorder.State);
        Assert.Null(recorder.Failure);
        Assert.Equal(new FileInfo(FilePath).Length, recorder.Length);
        TimeSpan duration = recorder.Duration;
        Assert.Equal(duration, recorder.Duration);

        Screen expected = session.Client.GetScreen();
        Screen recorded = Replay(FilePath);
        Assert.Contains("30 100", recorded.GetText(), StringComparison.Ordinal);
        Assert.Equal(expected.GetText(), recorded.GetText());
        Assert.Equal("a title", recorded.WindowTitle);
        Assert.All(
            Enumerable.Range(0, expected.Rows),
            row => Assert.Equal(StyledText.GetRow(expected, row), StyledText.GetRow(recorded, row)));
        Assert.Contains("]8;;http://example.org", File.ReadAllText(FilePath), StringComparison.Ordinal);

        List<AsciicastEvent> events = Events(FilePath);
        Assert.Single(events, e => e.Kind == AsciicastEventKind.Resize && e.Data == "100x30");
        Assert.Contains(events, e => e.Data.Contains('\a', StringComparison.Ordinal));
        Assert.Equal(events.Select(e => e.Time).Order(), events.Select(e => e.Time));
        Assert.True(events[^1].Time <= duration);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task Neither_the_clipboard_nor_what_is_typed_nor_modes_of_input_are_recorded()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        SessionRecorder recorder = Start(session);
        session.Type("read -rs secret; echo got it; printf '\\e]52;c;c2VjcmV0\\a\\e[?1002h\\e[?1006h\\e[?2004h\\e[?1004h\\e[?25l\\e[7m'; echo modes o''n\r");
        await Task.Delay(50);
        session.Type("hunter2\r");
        await session.WaitForAsync("^modes on");
        await recorder.StopAsync().WaitAsync(LiveSession.Limit);
        string all = string.Concat(Events(FilePath).Select(recorded => recorded.Data));
        string[] forbidden = ["\e]52;", "hunter2", "\e[?1002h", "\e[?1006h", "\e[?2004h", "\e[?1004h"];
        Assert.All(forbidden, text => Assert.DoesNotContain(text, all, StringComparison.Ordinal));

        // Who plays it raw gets a terminal back that can be used.
        Screen last = Replay(FilePath);
        Assert.True(last.IsCursorVisible);
        Assert.Equal(Rendition.Default, last.Pen);
        Assert.Equal(MoshClientState.Connected, session.Client.State);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task A_recording_can_be_read_while_it_goes_on_and_be_stopped_twice()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        SessionRecorder recorder = Start(session);
        session.Type("echo se''en\r");
        await session.WaitForAsync("^seen");
        await WaitUntilAsync(() => Replay(FilePath).GetText().Contains("seen", StringComparison.Ordinal), "what was shown");
        await recorder.StopAsync().WaitAsync(LiveSession.Limit);
        await recorder.StopAsync().WaitAsync(LiveSession.Limit);
        session.Type("echo af''ter\r");
        await session.WaitForAsync("^after");
        Assert.DoesNotContain("after", Replay(FilePath).GetText(), StringComparison.Ordinal);
        Assert.Equal(RecordingState.Completed, recorder.State);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task A_file_is_replaced_only_when_asked_and_is_for_its_owner_only()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        await Start(session).StopAsync().WaitAsync(LiveSession.Limit);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        }

        Assert.Equal("FileExists", Assert.Throws<MoshRecordingException>(() => Start(session)).ErrorId);
        Assert.Equal("FileExists", Assert.Throws<MoshRecordingException>(() => SessionRecorder.Check(FilePath, new())).ErrorId);

        SessionRecorderOptions replace = new() { Overwrite = true, Title = "second" };
        SessionRecorder.Check(FilePath, replace);
        await SessionRecorder.Start(session.Client, FilePath, replace).StopAsync().WaitAsync(LiveSession.Limit);
        using (AsciicastReader reader = AsciicastReader.Open(FilePath))
        {
            Assert.Equal("second", reader.Header.Title);
        }

        string[] impossible = [_directory.Path, _directory["none/file"], "/dev/full"];
        Assert.All(impossible, path => Assert.Equal(
            "FileNotWritable",
            Assert.Throws<MoshRecordingException>(() => SessionRecorder.Start(session.Client, path, replace)).ErrorId));
        Assert.All(impossible[..2], path => Assert.Equal(
            "FileNotWritable", Assert.Throws<MoshRecordingException>(() => SessionRecorder.Check(path, replace)).ErrorId));
    }

    [RequiresFact("mosh-server", "bash", "mkfifo", "linux")]
    public async Task A_file_that_cannot_be_written_any_more_ends_the_recording_and_not_the_session()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        (SessionRecorder recorder, FileStream reader) = await StartIntoPipeAsync(session);
        await reader.DisposeAsync();
        session.Type("echo se''en\r");
        await recorder.Completion.WaitAsync(LiveSession.Limit);
        Assert.Equal(RecordingState.Failed, recorder.State);
        Assert.Equal("FileNotWritable", recorder.Failure!.ErrorId);
        Assert.IsAssignableFrom<IOException>(recorder.Failure.InnerException);
        session.Type("echo go''es on\r");
        await session.WaitForAsync("^goes on");
    }

    [RequiresFact("mosh-server", "bash", "mkfifo", "linux")]
    public async Task A_disk_that_hangs_holds_up_neither_the_session_nor_who_waits_for_it()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        (SessionRecorder recorder, FileStream reader) = await StartIntoPipeAsync(session);
        await using FileStream ownReader = reader;

        // One screen of more bytes than a pipe holds.
        session.Client.Resize(400, 200);
        session.Type("clear; head -c 70000 /dev/zero | tr '\\0' x; echo; echo fu''ll\r");
        await session.WaitForAsync("^full");
        Assert.Equal(RecordingState.Recording, recorder.State);
        session.Type("echo still he''re\r");
        await session.WaitForAsync("^still here");
        Task stopped = recorder.StopAsync();
        Assert.False(stopped.IsCompleted);

        using MemoryStream written = new();
        await reader.CopyToAsync(written).WaitAsync(LiveSession.Limit);
        await stopped.WaitAsync(LiveSession.Limit);
        Assert.Equal(RecordingState.Completed, recorder.State);
        Assert.Equal(recorder.Length, written.Length);
        await File.WriteAllBytesAsync(FilePath, written.ToArray());
        Assert.Contains("still here", Replay(FilePath).GetText(), StringComparison.Ordinal);
    }

    private SessionRecorder Start(LiveSession session) => SessionRecorder.Start(session.Client, FilePath, new SessionRecorderOptions());

    /// <summary>Records into a pipe, for a test that is the disk.</summary>
    private async Task<(SessionRecorder Recorder, FileStream Reader)> StartIntoPipeAsync(LiveSession session)
    {
        string pipe = _directory["pipe"];
        (await ProgramRun.RunAsync("mkfifo", pipe)).EnsureSuccess();
        Task<FileStream> opening = Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0));
        SessionRecorder recorder = await Task.Run(() => SessionRecorder.Start(
            session.Client,
            pipe,
            new SessionRecorderOptions(),
            header => new AsciicastWriter(new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite), header)));
        return (recorder, await opening.WaitAsync(LiveSession.Limit));
    }

    private static async Task WaitUntilAsync(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < LiveSession.Limit, $"The recording never had {what}.");
            await Task.Delay(20);
        }
    }

    private static List<AsciicastEvent> Events(string path)
    {
        using AsciicastReader reader = AsciicastReader.Open(path);
        List<AsciicastEvent> events = [];
        while (reader.TryRead(out AsciicastEvent recorded))
        {
            events.Add(recorded);
        }

        return events;
    }

    /// <summary>What a terminal shows at the recording's end.</summary>
    private static Screen Replay(string path)
    {
        using AsciicastReader reader = AsciicastReader.Open(path);
        Emulator emulator = new(reader.Header.Columns, reader.Header.Rows);
        while (reader.TryRead(out AsciicastEvent recorded))
        {
            if (recorded.Kind == AsciicastEventKind.Resize)
            {
                int[] size = [.. recorded.Data.Split('x').Select(part => int.Parse(part, null))];
                emulator.Resize(size[0], size[1]);
            }
            else
            {
                emulator.Write(Encoding.UTF8.GetBytes(recorded.Data));
            }
        }

        return emulator.Screen;
    }
}
