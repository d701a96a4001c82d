using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using MoshPS.Engine.Client.Consoles;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client.Recording;

/// <summary>A recording that is being shown. One thread reads the keyboard; everything else is one loop.</summary>
internal sealed class Playback : IDisposable
{
    // More frames than this cannot be seen, and a recording can have thousands of events in a second.
    private static readonly TimeSpan FrameInterval = TimeSpan.FromMilliseconds(20);

    // A timer takes no more than 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly AsciicastReader _recording;
    private readonly IConsole _console;
    private readonly PlaybackPace _pace;
    private readonly TimeProvider _timeProvider;
    private readonly ConsoleDisplay _display;
    private readonly RecordedTerminal _terminal;
    private readonly PlaybackWindow _window = new();
    private readonly PlaybackClock _clock;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<PlaybackKey> _keys = new();
    private bool _windowChanged = true;
    private bool _takesOver;
    private bool _isDisposed;
    private PosixSignal? _signal;
    private volatile bool _isKeyboardFree;
    private volatile bool _isOver;
    private AsciicastEvent? _next;
    private TimeSpan _due;
    private TimeSpan _lastTime;
    private TimeSpan _drawnAt = -FrameInterval;
    private bool _isDrawn;

    public Playback(AsciicastReader recording, IConsole console, PlaybackPace pace, TimeProvider timeProvider)
    {
        _recording = recording;
        _console = console;
        _pace = pace;
        _timeProvider = timeProvider;
        _display = new ConsoleDisplay(console, alternateScreen: true, new ClipboardGate(ClipboardPolicy.Deny, limit: 0, known: ""));
        _terminal = new RecordedTerminal(recording.Header);
        _clock = new PlaybackClock(timeProvider);
        _timer = timeProvider.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Shows the recording until it ends or the viewer ends it.</summary>
    public async Task<PlaybackOutcome> RunAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Thread keyboard = new(ReadKeyboard) { Name = "MoshPS keyboard", IsBackground = true };
        PlaybackEnd end;
        _display.Open();
        _console.Happened += OnConsoleEvent;
        try
        {
            keyboard.Start();
            using (cancellationToken.Register(() => _isOver = true))
            {
                end = await PlayAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _console.Happened -= OnConsoleEvent;
            _isKeyboardFree = true;
            if (keyboard.IsAlive)
            {
                _console.CancelRead();
                keyboard.Join();
            }

            _display.Close();
        }

        // Without an alternate screen it is there still.
        if (end == PlaybackEnd.Completed && !_console.Terminal.EnterAlternateScreen.IsEmpty)
        {
            PrintLastScreen();
        }

        return new PlaybackOutcome(end, _signal);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _display.Dispose();
        _timer.Dispose();
        lock (_gate)
        {
            _isDisposed = true;
            _wake.Dispose();
        }
    }

    private async Task<PlaybackEnd> PlayAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Attend() is { } end)
            {
                return end;
            }

            if (_next is null && !TryReadNext())
            {
                Draw();
                return PlaybackEnd.Completed;
            }

            TimeSpan wait = _clock.IsPaused ? Timeout.InfiniteTimeSpan : _due - _clock.Now;
            if (!_clock.IsPaused && wait <= TimeSpan.Zero)
            {
                ShowNext();
                if (_clock.Now - _drawnAt >= FrameInterval)
                {
                    Draw();
                }

                continue;
            }

            Draw();
            _timer.Change(wait > LongestWait ? LongestWait : wait, Timeout.InfiniteTimeSpan);
            await _wake.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Does what the viewer and the console ask for.</summary>
    /// <returns>How it ends, if it does.</returns>
    private PlaybackEnd? Attend()
    {
        if (Interlocked.Exchange(ref _takesOver, false))
        {
            _isDrawn = false;
            _display.Open();
        }

        if (Interlocked.Exchange(ref _windowChanged, false))
        {
            _isDrawn = false;
            ConsoleSize size = _console.GetSize();
            _window.Size = size is { Columns: > 0, Rows: > 0 } ? size : new ConsoleSize(_recording.Header.Columns, _recording.Header.Rows);
        }

        while (_keys.TryDequeue(out PlaybackKey key))
        {
            switch (key)
            {
                case PlaybackKey.Quit:
                    return PlaybackEnd.Quit;
                case PlaybackKey.Interrupt:
                    return PlaybackEnd.Interrupted;
                case PlaybackKey.Pause:
                    _clock.TogglePause();
                    break;
                case PlaybackKey.Step when _clock.IsPaused && (_next is not null || TryReadNext()):
                    _clock.StepTo(_due);
                    ShowNext();
                    break;
            }
        }

        return null;
    }

    /// <summary>Reads on to the next event that shows something.</summary>
    private bool TryReadNext()
    {
        while (_recording.TryRead(out AsciicastEvent recorded))
        {
            if (recorded.Kind is AsciicastEventKind.Output or AsciicastEventKind.Resize)
            {
                _due += _pace.PauseBetween(_lastTime, recorded.Time);
                _lastTime = recorded.Time > _lastTime ? recorded.Time : _lastTime;
                _next = recorded;
                return true;
            }
        }

        return false;
    }

    private void ShowNext()
    {
        _terminal.Apply(_next!.Value, () => _isOver);
        _next = null;
        _isDrawn = false;
    }

    private void Draw()
    {
        if (!_isDrawn)
        {
            _isDrawn = true;
            _drawnAt = _clock.Now;
            _window.Cut(_terminal.Screen, _display.NextFrame);
            _display.Draw();
        }
    }

    /// <summary>Leaves the last screen in the terminal's history, as a program would that had been run and not played.</summary>
    private void PrintLastScreen()
    {
        Screen screen = new(1, 1);
        _window.Cut(_terminal.Screen, screen);
        int rows = screen.Rows;
        while (rows > 0 && screen.GetRowText(rows - 1).Length == 0)
        {
            rows--;
        }

        StringBuilder text = new();
        for (int row = 0; row < rows; row++)
        {
            text.Append(StyledText.GetRow(screen, row)).Append("\r\n");
        }

        // Raw once more, so that every system takes the bytes as they are.
        _console.EnterRawMode();
        try
        {
            _console.Write(Encoding.UTF8.GetBytes(text.ToString()));
        }
        finally
        {
            _console.LeaveRawMode();
        }
    }

    private void ReadKeyboard()
    {
        byte[] buffer = new byte[256];
        try
        {
            while (true)
            {
                int length = _console.Read(buffer);
                if (length < 0)
                {
                    // A cancellation may be left over from another use of this console.
                    if (_isKeyboardFree)
                    {
                        return;
                    }

                    continue;
                }

                if (length == 0)
                {
                    Press(PlaybackKey.Interrupt);
                    return;
                }

                ReadOnlySpan<byte> input = buffer.AsSpan(0, length);
                while (!input.IsEmpty)
                {
                    Press(PlaybackKeys.Take(ref input));
                }
            }
        }
        catch (IOException)
        {
            Press(PlaybackKey.Interrupt);
        }
    }

    private void Press(PlaybackKey key)
    {
        if (key is PlaybackKey.Quit or PlaybackKey.Interrupt)
        {
            _isOver = true;
        }

        _keys.Enqueue(key);
        Wake();
    }

    private void OnConsoleEvent(ConsoleEvent happened)
    {
        switch (happened.Kind)
        {
            case ConsoleEventKind.Resized:
                Volatile.Write(ref _windowChanged, true);
                Wake();
                break;
            case ConsoleEventKind.Continued:
                Volatile.Write(ref _takesOver, true);
                Volatile.Write(ref _windowChanged, true);
                Wake();
                break;
            case ConsoleEventKind.TerminationRequested:
                _signal = happened.Signal;
                Press(PlaybackKey.Interrupt);
                break;
        }
    }

    /// <summary>Wakes the loop. A last call may come when all is over: events and timers have no end of their own.</summary>
    private void Wake()
    {
        lock (_gate)
        {
            if (!_isDisposed && _wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
    }
}
