using System.Diagnostics.CodeAnalysis;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client.Recording;

/// <summary>
/// Records what a session shows into a file, as asciicast version 2: the server's screen as it changes, without
/// predictions and bars, and nothing of what is typed. It ends with the session, or when stopped.
/// </summary>
/// <remarks>
/// It fetches the newest screen whenever it has written the last one, so a slow disk costs frames of the recording and
/// neither memory nor the session's time.
/// </remarks>
public sealed class SessionRecorder : IAsyncDisposable
{
    // No clipboard: it may hold a secret, and a player's is not to be overwritten.
    private static readonly TerminalCapabilities PlayerCapabilities = new()
    {
        CanEraseCharacters = true,
        ErasesWithBackground = true,
        HasTitles = true,
        HasHyperlinks = true,
    };

    private readonly MoshClient _client;
    private readonly AsciicastWriter _writer;
    private readonly FrameWriter _frames = new();
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _startedAt;
    private Screen _recorded = new(1, 1);
    private Screen _next = new(1, 1);
    private bool _isBegun;
    private long _endedAt;
    private long _length;
    private MoshRecordingException? _failure;

    private SessionRecorder(MoshClient client, string path, string? title, DateTimeOffset started, AsciicastWriter writer)
    {
        _client = client;
        _writer = writer;
        Path = path;
        Title = title;
        Started = started;
        _startedAt = client.TimeProvider.GetTimestamp();
        Completion = RunAsync();
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What the recording is called; null for no title.</summary>
    public string? Title { get; }

    /// <summary>When it began.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>How long the recording is by now.</summary>
    public TimeSpan Duration
    {
        get
        {
            long end = Volatile.Read(ref _endedAt);
            return _client.TimeProvider.GetElapsedTime(_startedAt, end == 0 ? _client.TimeProvider.GetTimestamp() : end);
        }
    }

    /// <summary>The file's size by now, in bytes.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>Where the recording stands.</summary>
    public RecordingState State => !Completion.IsCompleted
        ? RecordingState.Recording
        : Failure is null ? RecordingState.Completed : RecordingState.Failed;

    /// <summary><c>FileNotWritable</c>: why recording stopped by itself, such as a full disk; null when it did not.</summary>
    public MoshRecordingException? Failure => Volatile.Read(ref _failure);

    /// <summary>Completes when the file is closed; never faults.</summary>
    public Task Completion { get; }

    /// <summary>Begins to record; the first event is the screen as it is.</summary>
    /// <param name="client">The session.</param>
    /// <param name="path">
    /// The file. Others who have accounts on this machine may not read it. One that is replaced stays as it is until the
    /// header of the recording is written; a symbolic link is replaced, not followed.
    /// </param>
    /// <param name="options">How to record.</param>
    /// <exception cref="MoshRecordingException"><c>FileExists</c>, <c>FileNotWritable</c>.</exception>
    public static SessionRecorder Start(MoshClient client, string path, SessionRecorderOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        return Start(client, path, options, header => RecordingFile.Create(path, options.Overwrite, header));
    }

    /// <summary>Begins to record into what <paramref name="create"/> makes.</summary>
    /// <inheritdoc cref="Start(MoshClient, string, SessionRecorderOptions)"/>
    internal static SessionRecorder Start(
        MoshClient client, string path, SessionRecorderOptions options, Func<AsciicastHeader, AsciicastWriter> create)
    {
        DateTimeOffset now = client.TimeProvider.GetUtcNow();
        Screen screen = client.GetScreen();
        AsciicastHeader header = new(screen.Columns, screen.Rows, now, options.Title);
        return new SessionRecorder(client, path, options.Title, now, create(header));
    }

    /// <summary>Refuses, before anything is made that would have to be recorded, what <see cref="Start(MoshClient, string, SessionRecorderOptions)"/> would refuse.</summary>
    /// <exception cref="MoshRecordingException"><c>FileExists</c>, <c>FileNotWritable</c>.</exception>
    public static void Check(string path, SessionRecorderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RecordingFile.Check(path, options.Overwrite);
    }

    /// <summary>Writes what has not been written, and closes the file.</summary>
    /// <returns><see cref="Completion"/>. Nothing depends on waiting for it: the disk may be slow.</returns>
    public Task StopAsync()
    {
        _stop.TrySetResult();
        return Completion;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(StopAsync());

    /// <summary>What a shell expects of its terminal when somebody has played the recording with a program that plays it raw.</summary>
    private static ReadOnlySpan<byte> Farewell => "\e[m\e[?5l\e[?25h"u8;

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Nobody awaits it but to see that it is over; whatever ends a recording is its failure.")]
    private async Task RunAsync()
    {
        try
        {
            using (_writer)
            {
                bool isLast;
                do
                {
                    // In this order nothing is missed: a change after this line completes the task.
                    Task change = _client.Session.Changes.Next();
                    isLast = _stop.Task.IsCompleted || _client.Completion.IsCompleted;
                    Record(isLast);
                    if (!isLast)
                    {
                        await Task.WhenAny(change, _stop.Task, _client.Completion).ConfigureAwait(false);
                    }
                }
                while (!isLast);
            }
        }
        catch (Exception e)
        {
            Volatile.Write(ref _failure, RecordingErrors.FileNotWritable(Path, e));
        }

        Volatile.Write(ref _endedAt, _client.TimeProvider.GetTimestamp());
    }

    private void Record(bool isLast)
    {
        _client.Session.GetView(_next);
        RecordedScreen.KeepVisible(_next);
        TimeSpan time = _client.TimeProvider.GetElapsedTime(_startedAt);
        bool isResized = _isBegun && (_recorded.Columns != _next.Columns || _recorded.Rows != _next.Rows);
        if (isResized)
        {
            _writer.WriteResize(time, _next.Columns, _next.Rows);
        }

        bool isKnown = _isBegun && !isResized;
        Write(time, _frames.Write(isKnown ? _recorded : _next, _next, isKnown, PlayerCapabilities));
        (_recorded, _next) = (_next, _recorded);
        _isBegun = true;
        if (isLast && (!_recorded.IsCursorVisible || _recorded.IsReverseVideo || _recorded.Pen != default))
        {
            Write(time, Farewell);
        }

        Volatile.Write(ref _length, _writer.Length);
    }

    private void Write(TimeSpan time, ReadOnlySpan<byte> output)
    {
        if (!output.IsEmpty)
        {
            _writer.WriteOutput(time, output);
        }
    }
}
