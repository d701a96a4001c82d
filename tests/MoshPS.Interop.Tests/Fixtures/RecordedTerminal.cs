using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using System.Text.RegularExpressions;
using MoshPS.Engine.Pty;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Unix;

namespace MoshPS.Interop.Tests.Fixtures;

/// <summary>
/// A program on a pseudo-terminal of its own, every byte of whose output is kept, and every screen that a user could
/// have seen: where a picture that stands for a moment matters, not only the one that stays.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RecordedTerminal : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly PseudoTerminal _terminal;
    private readonly Emulator _emulator;
    private readonly Thread _reader;
    private readonly Lock _gate = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<RecordedFrame> _frames = [];
    private readonly List<byte> _written = [];
    private readonly ProcessMark _mark = new();
    private volatile bool _isClosing;

    private RecordedTerminal(IReadOnlyList<string> command, int columns, int rows, IReadOnlyDictionary<string, string>? variables)
    {
        EnvironmentBlock environment = new(EnvironmentBlock.Inherited());
        environment.Remove("TMUX");
        environment.Remove("LC_ALL");
        environment.Set("LANG", "C.UTF-8");
        environment.Set("TERM", "xterm-256color");
        environment.Set(ProcessMark.Name, _mark.Value);
        foreach ((string name, string value) in variables ?? new Dictionary<string, string>())
        {
            environment.Set(name, value);
        }

        _emulator = new Emulator(columns, rows);
        _terminal = PseudoTerminal.Open(columns, rows);
        Process = _terminal.Start(new SpawnRequest { Program = command[0], Arguments = command, Environment = environment });
        _reader = new Thread(Read) { IsBackground = true, Name = "Recorded terminal" };
        _reader.Start();
    }

    /// <summary>The program's process id.</summary>
    public int Process { get; }

    /// <summary>The exit status, once the program has ended and all its output has been read.</summary>
    public int? ExitStatus { get; private set; }

    /// <summary>Every screen so far, oldest first; each differs from the one before.</summary>
    public IReadOnlyList<RecordedFrame> Frames
    {
        get
        {
            lock (_gate)
            {
                return [.. _frames];
            }
        }
    }

    /// <summary>Everything written to the terminal.</summary>
    public string Written
    {
        get
        {
            lock (_gate)
            {
                return Encoding.UTF8.GetString([.. _written]);
            }
        }
    }

    /// <summary>What the terminal shows now.</summary>
    public Screen Screen
    {
        get
        {
            lock (_gate)
            {
                return _emulator.Screen.Snapshot();
            }
        }
    }

    /// <summary>Time since the program was started.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Starts a program.</summary>
    /// <param name="command">Program and arguments, not seen by any shell.</param>
    /// <param name="columns">Width of the window.</param>
    /// <param name="rows">Height of the window.</param>
    /// <param name="variables">Variables of the program.</param>
    public static RecordedTerminal Start(
        IReadOnlyList<string> command, int columns = 80, int rows = 24, IReadOnlyDictionary<string, string>? variables = null) =>
        new(command, columns, rows, variables);

    /// <summary>Types, as one read for the program if it is quick enough.</summary>
    public void Type(string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        while (!bytes.IsEmpty)
        {
            Poll(UnixTerminal.PollOutput, Timeout.Infinite);
            int written = _terminal.Write(bytes);
            if (written < 0)
            {
                return;
            }

            bytes = bytes[written..];
        }
    }

    /// <summary>Types key by key.</summary>
    /// <param name="keys">Each text is one read for the program.</param>
    /// <param name="pause">Time between two keys.</param>
    public async Task TypeAsync(IEnumerable<string> keys, TimeSpan pause)
    {
        foreach (string key in keys)
        {
            Type(key);
            await Task.Delay(pause);
        }
    }

    /// <summary>Gives the window another size.</summary>
    public void Resize(int columns, int rows)
    {
        lock (_gate)
        {
            _emulator.Resize(columns, rows);
        }

        _terminal.Resize(columns, rows);
    }

    /// <summary>Waits until the text of the screen matches.</summary>
    /// <exception cref="TimeoutException">It did not; the message shows the screen.</exception>
    public Task<Screen> WaitForAsync(string pattern)
    {
        Regex expression = new(pattern, RegexOptions.Multiline);
        return WaitForAsync(screen => expression.IsMatch(screen.GetText()), $"/{pattern}/");
    }

    /// <summary>Waits until the screen satisfies a condition.</summary>
    /// <exception cref="TimeoutException">It did not; the message shows the screen.</exception>
    public async Task<Screen> WaitForAsync(Predicate<Screen> condition, string description)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Screen screen = Screen;
            if (condition(screen))
            {
                return screen;
            }

            if (Stopwatch.GetElapsedTime(start) > Limit)
            {
                throw new TimeoutException($"The terminal never showed {description}:\n{screen.GetText()}");
            }

            await Task.Delay(10);
        }
    }

    /// <summary>Waits for the program's end.</summary>
    /// <returns>Its exit status.</returns>
    public async Task<int> WaitForExitAsync()
    {
        long start = Stopwatch.GetTimestamp();
        while (ExitStatus is null)
        {
            if (Stopwatch.GetElapsedTime(start) > Limit)
            {
                throw new TimeoutException($"The program did not end:\n{Screen.GetText()}");
            }

            await Task.Delay(10);
        }

        return ExitStatus.Value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isClosing = true;
        _mark.Dispose();
        _reader.Join();
        _terminal.Dispose();
    }

    private void Read()
    {
        byte[] buffer = new byte[65536];
        while (!_isClosing)
        {
            if (!Poll(UnixTerminal.PollInput, 100))
            {
                continue;
            }

            int length = _terminal.Read(buffer);
            if (length < 0)
            {
                break;
            }

            Take(buffer.AsSpan(0, length));
        }

        ExitStatus = ProcessSpawner.WaitForExit(Process);
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _written.AddRange(bytes);
            _emulator.Write(bytes);
            Screen screen = _emulator.Screen.Snapshot();
            if (_frames.Count == 0 || !_frames[^1].Screen.HasSameContent(screen))
            {
                _frames.Add(new RecordedFrame(Elapsed, screen));
            }
        }
    }

    private unsafe bool Poll(short events, int milliseconds)
    {
        UnixTerminal.PollDescriptor descriptor = new() { Descriptor = _terminal.Descriptor, Events = events };
        int count;
        do
        {
            count = UnixTerminal.Poll(&descriptor, 1, milliseconds);
        }
        while (count < 0 && Marshal.GetLastPInvokeError() == UnixTerminal.InterruptedCall);
        return count > 0;
    }
}

/// <summary>What a terminal showed from a moment on.</summary>
/// <param name="Time">When, since the program's start.</param>
/// <param name="Screen">The screen.</param>
internal sealed record RecordedFrame(TimeSpan Time, Screen Screen);
