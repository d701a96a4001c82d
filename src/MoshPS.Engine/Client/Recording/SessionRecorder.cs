using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client.Recording;

/// <summary>
/// Records what a session shows into a file, as asciicast version 2: the server's screen as it changes, without
/// predictions and bars, and nothing of what is typed. It ends with the session, or when disposed of.
/// </summary>
public sealed class SessionRecorder : IDisposable
{
    private readonly MoshClient _client;
    private readonly AsciicastWriter _writer;
    private readonly FrameWriter _frames = new();
    private readonly Lock _gate = new();
    private readonly long _started;
    private Screen? _recorded;
    private bool _isOver;

    private SessionRecorder(MoshClient client, string path, AsciicastWriter writer)
    {
        _client = client;
        _writer = writer;
        Path = path;
        _started = client.TimeProvider.GetTimestamp();
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Why recording stopped before the session's end, such as a full disk; null when it did not.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>Begins to record; the first event is the screen as it is.</summary>
    /// <param name="client">The session.</param>
    /// <param name="path">The file.</param>
    /// <param name="title">What the recording is called; null for no title.</param>
    /// <param name="overwrite">Whether a file of that name may be replaced.</param>
    /// <exception cref="IOException">The file cannot be made, or is there already.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made.</exception>
    public static SessionRecorder Start(MoshClient client, string path, string? title = null, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(client);
        Screen screen = client.GetScreen();
        FileStreamOptions options = new()
        {
            Mode = overwrite ? FileMode.Create : FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read,
        };
        if (!OperatingSystem.IsWindows())
        {
            // A session's screen is nobody else's business.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        FileStream file = new(path, options);
        AsciicastHeader header = new(screen.Columns, screen.Rows, client.TimeProvider.GetUtcNow(), title);
        SessionRecorder recorder = new(client, path, new AsciicastWriter(file, header));
        client.Changed += recorder.OnChanged;
        recorder.Record();
        return recorder;
    }

    /// <summary>Writes what has not been written, and closes the file.</summary>
    public void Dispose()
    {
        _client.Changed -= OnChanged;
        Record();
        Close();
    }

    private void OnChanged(object? sender, EventArgs e)
    {
        Record();
        if (_client.Completion.IsCompleted)
        {
            _client.Changed -= OnChanged;
            Close();
        }
    }

    private void Record()
    {
        lock (_gate)
        {
            Screen screen = _client.GetScreen();
            if (_isOver || ReferenceEquals(screen, _recorded))
            {
                return;
            }

            try
            {
                Write(screen);
            }
            catch (IOException e)
            {
                Failure = e;
                _isOver = true;
                _writer.Dispose();
            }
        }
    }

    private void Write(Screen screen)
    {
        TimeSpan time = _client.TimeProvider.GetElapsedTime(_started);
        bool isResized = _recorded is { } recorded && (recorded.Columns != screen.Columns || recorded.Rows != screen.Rows);
        if (isResized)
        {
            _writer.WriteResize(time, screen.Columns, screen.Rows);
        }

        bool isKnown = _recorded is not null && !isResized;
        ReadOnlySpan<byte> frame = _frames.Write(
            isKnown ? _recorded! : screen,
            screen,
            isKnown,
            new TerminalCapabilities { CanEraseCharacters = true, ErasesWithBackground = true, HasTitles = true, HasHyperlinks = true });
        if (!frame.IsEmpty)
        {
            _writer.WriteOutput(time, frame);
        }

        _recorded = screen;
    }

    private void Close()
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _isOver = true;
                _writer.Dispose();
            }
        }
    }
}
