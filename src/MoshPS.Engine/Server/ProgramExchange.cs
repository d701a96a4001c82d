using System.Text;

namespace MoshPS.Engine.Server;

/// <summary>
/// What passes between a <see cref="ServerSession"/> and its program: input and window sizes in order, output in
/// bounded portions, the program's start and end. Time is in milliseconds.
/// </summary>
internal sealed class ProgramExchange : IDisposable
{
    /// <summary>How much is read at a time, in bytes. Linux hands out 4 KiB of a pseudo-terminal at most.</summary>
    private const int ReadSize = 16 << 10;

    /// <summary>
    /// How much is read in one turn, in bytes: enough to save polls, and little enough that what the client types is
    /// looked at every few milliseconds on a slow machine.
    /// </summary>
    private const int MaximumReadPerTurn = 64 << 10;

    /// <summary>
    /// More than a pseudo-terminal holds, in bytes: what comes after so much was not written by the program that has
    /// ended.
    /// </summary>
    private const int MaximumWrittenBeforeEnd = 128 << 10;

    /// <summary>How long the message that the program could not be started is shown (spec 3 §2.5), in milliseconds.</summary>
    private const int StartFailureDelay = 3_000;

    private readonly IHostedProgram _program;
    private readonly ServerSession _session;
    private readonly byte[] _buffer = new byte[ReadSize];
    private int _outputStart;
    private int _outputEnd;
    private (int Columns, int Rows) _size;
    private bool _isRunning;
    private bool _hasLeft;
    private int _readAfterEnd;
    private long _endsAt = long.MaxValue;

    /// <param name="program">The program, which this disposes of.</param>
    /// <param name="session">The session.</param>
    public ProgramExchange(IHostedProgram program, ServerSession session)
    {
        _program = program;
        _session = session;
        _size = session.Size;
    }

    /// <summary>Whether it was started, be it in vain.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>
    /// Whether the program has ended, or all programs have closed the terminal, and all that it had written was read.
    /// What it has left running on the terminal does not keep the session, as with ssh; stock waits for it.
    /// </summary>
    public bool HasEnded { get; private set; }

    /// <summary>The terminal's descriptor for <c>poll</c>; −1 when there is nothing to wait for.</summary>
    public int Descriptor => _isRunning ? _program.Descriptor : -1;

    /// <summary>
    /// Whether <see cref="TakeOutput"/> is to be called without waiting for the terminal: output was read that made too
    /// much work to be taken at once, or the program has ended, and what it wrote last is to be taken.
    /// </summary>
    public bool HasOutput => _isRunning && (HasReadOutput || _hasLeft);

    /// <summary>Starts the program, which finds its terminal as the client's first state wants it.</summary>
    public void Start(long now)
    {
        IsStarted = true;
        ProgramStart start = _program.Start();
        _session.TakeOutput(start.Greeting, now);
        if (start.Error is null)
        {
            _isRunning = true;
            return;
        }

        _session.TakeOutput(Encoding.UTF8.GetBytes($"mosh-server: execvp: {start.Error}\r\n"), now);
        _endsAt = now + StartFailureDelay;
    }

    /// <summary>Gives the program what the client did, as far as it takes it.</summary>
    public void GiveInput(long now)
    {
        bool goesOn;
        do
        {
            bool sizeChanges = _session.TakeInput(now);
            bool hadNoRoom = _session.HostInput.Room <= 1;
            WriteInput(now);
            if (sizeChanges)
            {
                Resize();
            }

            // There may be more behind a size, and behind what had no room before and now has some.
            goesOn = sizeChanges || (hadNoRoom && _session.HostInput.Room > 1);
        }
        while (goesOn);
    }

    /// <summary>Takes what the program has printed, a bounded part of it at a time.</summary>
    /// <returns>How many bytes.</returns>
    public int TakeOutput(long now)
    {
        int total = 0;
        while (_isRunning && total < MaximumReadPerTurn)
        {
            if (!HasReadOutput && !TryReadOutput())
            {
                break;
            }

            int taken = _session.TakeOutput(_buffer.AsSpan(_outputStart.._outputEnd), now);
            _outputStart += taken;
            total += taken;
            if (_hasLeft && (_readAfterEnd += taken) >= MaximumWrittenBeforeEnd)
            {
                End();
            }

            if (HasReadOutput)
            {
                break;
            }
        }

        return total;
    }

    /// <summary>Notices the time.</summary>
    public void Update(long now)
    {
        if (now >= _endsAt)
        {
            End();
        }
    }

    /// <summary>
    /// When <see cref="Update"/> or <see cref="TakeOutput"/> has something to do without being asked for by the
    /// terminal; <see cref="long.MaxValue"/> for never.
    /// </summary>
    public long NextDeadline() => HasEnded ? long.MaxValue : HasOutput ? long.MinValue : _endsAt;

    /// <summary>Removes the program from the system's table if it has ended; what it wrote last is then to be taken.</summary>
    public void Reap() => _hasLeft |= _program.TryReap();

    /// <summary>Closes the terminal: the system sends SIGHUP to what still runs in its foreground.</summary>
    public void End()
    {
        _isRunning = false;
        HasEnded = true;
        _session.HostInput.Clear();
        _program.Dispose();
    }

    private bool HasReadOutput => _outputStart < _outputEnd;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!HasEnded)
        {
            End();
        }

        _ = _program.TryReap();
    }

    private bool TryReadOutput()
    {
        int length = _program.Read(_buffer);
        if (length < 0 || (length == 0 && _hasLeft))
        {
            End();
        }

        _outputStart = 0;
        _outputEnd = Math.Max(0, length);
        return length > 0;
    }

    private void Resize()
    {
        if (_size != _session.Size && !HasEnded)
        {
            _size = _session.Size;
            _program.Resize(_size.Columns, _size.Rows);
        }
    }

    private void WriteInput(long now)
    {
        while (_isRunning && !_session.HostInput.Pending.IsEmpty)
        {
            int written = _program.Write(_session.HostInput.Pending);
            if (written <= 0)
            {
                break;
            }

            _session.GiveInput(written, now);
        }
    }
}
