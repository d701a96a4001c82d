using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MoshPS.Engine.Pty;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Unix;

namespace MoshPS.Benchmarks.Typing;

/// <summary>A program in a terminal that somebody types at and looks at: a pseudo-terminal and an emulator behind it.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe class TypedTerminal : IDisposable
{
    private const int PollMilliseconds = 100;
    private const int LargestRead = 1 << 16;

    private readonly PseudoTerminal _terminal;
    private readonly Thread _reader;
    private readonly Lock _gate = new();
    private readonly Emulator _emulator;
    private readonly ManualResetEventSlim _changed = new();
    private readonly List<(long Time, byte[] Bytes)> _output = [];
    private volatile bool _isOver;
    private volatile bool _isDisposed;

    private TypedTerminal(PseudoTerminal terminal, int process, int columns, int rows)
    {
        _terminal = terminal;
        Process = process;
        _emulator = new Emulator(columns, rows);
        _reader = new Thread(Read) { IsBackground = true, Name = $"terminal of {process}" };
        _reader.Start();
    }

    /// <summary>The program's process id.</summary>
    public int Process { get; }

    /// <summary>Starts a program.</summary>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static TypedTerminal Start(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, int columns, int rows)
    {
        EnvironmentBlock block = EnvironmentBlock.Inherited();
        foreach (string name in (ReadOnlySpan<string>)["LC_ALL", "TMUX", "SSH_CONNECTION", "SSH_TTY"])
        {
            block.Remove(name);
        }

        block.Set("LANG", "C.UTF-8");
        block.Set("TERM", "xterm-256color");
        foreach ((string name, string value) in environment)
        {
            block.Set(name, value);
        }

        PseudoTerminal terminal = PseudoTerminal.Open(columns, rows);
        try
        {
            int process = terminal.Start(new SpawnRequest { Program = command[0], Arguments = command, Environment = block });
            return new TypedTerminal(terminal, process, columns, rows);
        }
        catch
        {
            terminal.Dispose();
            throw;
        }
    }

    /// <summary>Types.</summary>
    /// <returns>The time, by <see cref="Stopwatch"/>.</returns>
    /// <exception cref="IOException">The program has left the terminal.</exception>
    public long Type(ReadOnlySpan<byte> keys)
    {
        long time = Stopwatch.GetTimestamp();
        while (!keys.IsEmpty)
        {
            int length = _isOver ? -1 : _terminal.Write(keys);
            if (length < 0)
            {
                throw new IOException($"The program has left its terminal:\n{Shown}");
            }

            keys = keys[length..];
            if (!keys.IsEmpty)
            {
                Thread.Sleep(1);
            }
        }

        return time;
    }

    /// <summary>What the terminal shows now.</summary>
    public ShownScreen Shown
    {
        get
        {
            lock (_gate)
            {
                return ShownScreen.Of(_emulator.Screen);
            }
        }
    }

    /// <summary>Waits until the terminal shows something.</summary>
    /// <returns>Whether it did in time.</returns>
    public bool WaitFor(Func<ShownScreen, bool> isRight, TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            _changed.Reset();
            if (isRight(Shown))
            {
                return true;
            }

            TimeSpan left = limit - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero || _isOver || !_changed.Wait(left))
            {
                return false;
            }
        }
    }

    /// <summary>What the program has written so far, with the times by <see cref="Stopwatch"/>.</summary>
    public (long Time, byte[] Bytes)[] GetOutput()
    {
        lock (_gate)
        {
            return [.. _output];
        }
    }

    /// <summary>Takes the terminal away from the program, which ends it, and waits a little for that.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _reader.Join();
        _terminal.Dispose();
        for (int i = 0; i < 50 && !ProcessSpawner.HasEnded(Process); i++)
        {
            Thread.Sleep(20);
        }

        _changed.Dispose();
    }

    private void Read()
    {
        byte[] buffer = new byte[LargestRead];
        while (!_isDisposed)
        {
            UnixTerminal.PollDescriptor descriptor = new() { Descriptor = _terminal.Descriptor, Events = UnixTerminal.PollInput };
            if (UnixTerminal.Poll(&descriptor, 1, PollMilliseconds) <= 0)
            {
                continue;
            }

            int length = _terminal.Read(buffer);
            long time = Stopwatch.GetTimestamp();
            if (length < 0)
            {
                _isOver = true;
                _changed.Set();
                return;
            }

            lock (_gate)
            {
                _output.Add((time, buffer[..length]));
                _emulator.Write(buffer.AsSpan(0, length));
            }

            _changed.Set();
        }
    }
}
