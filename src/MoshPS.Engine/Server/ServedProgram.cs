using System.Runtime.Versioning;
using System.Text;
using MoshPS.Engine.Pty;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Server;

/// <summary>The program of a session and its pseudo-terminal, joined to the <see cref="ServerSession"/>.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ServedProgram : IDisposable
{
    /// <summary>How much is read at a time, in bytes. The system hands out 4 KiB of a pseudo-terminal mostly.</summary>
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

    private readonly MoshServerOptions _options;
    private readonly ServerSession _session;
    private readonly PseudoTerminal _terminal;
    private readonly byte[] _buffer = new byte[ReadSize];
    private int _outputStart;
    private int _outputEnd;
    private bool _hasLeft;
    private int _readAfterEnd;
    private (int Columns, int Rows) _size;
    private int _process;
    private long _endsAt = long.MaxValue;

    /// <exception cref="IOException">The system has no pseudo-terminal to give.</exception>
    public ServedProgram(MoshServerOptions options, ServerSession session)
    {
        _options = options;
        _session = session;
        _size = session.Size;
        _terminal = PseudoTerminal.Open(_size.Columns, _size.Rows);
    }

    /// <summary>Whether it was started, be it in vain.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>
    /// Whether the program has ended, or all programs have closed the terminal, and all that it had written was read.
    /// What it has left running on the terminal does not keep the session, as with ssh; stock waits for it.
    /// </summary>
    public bool HasEnded { get; private set; }

    /// <summary>The terminal's descriptor for <c>poll</c>; −1 when there is nothing to wait for.</summary>
    public int Descriptor => IsRunning ? _terminal.Descriptor : -1;

    /// <summary>Whether output was read that the session has not taken yet, since it makes too much work at once.</summary>
    public bool HasOutput => IsRunning && _outputStart < _outputEnd;

    /// <summary>What to wait for.</summary>
    public short Events => (short)(UnixTerminal.PollInput | (_session.HostInput.Pending.IsEmpty ? 0 : UnixTerminal.PollOutput));

    /// <summary>Whether the program has ended, and what it wrote last is to be taken without waiting for it.</summary>
    public bool IsEnding => _hasLeft && IsRunning;

    private bool IsRunning => _process != 0 && !HasEnded;

    /// <summary>Starts the program, which finds its terminal as the client's first state wants it.</summary>
    public void Start(long now)
    {
        IsStarted = true;
        try
        {
            HostProgram program = HostProgram.Start(_terminal, new HostProgramOptions { Command = _options.Command, Colors = _options.Colors });
            _process = program.Process;
            _session.TakeOutput(program.Greeting, now);
        }
        catch (HostProgramException e)
        {
            _session.TakeOutput(e.Greeting, now);
            _session.TakeOutput(Encoding.UTF8.GetBytes($"mosh-server: execvp: {e.Program}: {e.Message}\r\n"), now);
            _endsAt = now + StartFailureDelay;
        }
    }

    /// <summary>Gives the program what the client did, as far as it takes it.</summary>
    public void GiveInput(long now)
    {
        bool sizeChanges;
        do
        {
            int room = _session.HostInput.Room;
            sizeChanges = _session.TakeInput(now);
            WriteInput(now);
            if (sizeChanges && !HasEnded)
            {
                Resize();
            }

            // Input that had no room before may have it now.
            sizeChanges |= _session.HostInput.Room > room;
        }
        while (sizeChanges);
    }

    /// <summary>Takes what the program has printed, a bounded part of it at a time.</summary>
    /// <returns>How many bytes.</returns>
    public int TakeOutput(long now)
    {
        int total = 0;
        while (IsRunning && total < MaximumReadPerTurn)
        {
            if (!HasOutput)
            {
                int length = _terminal.Read(_buffer);
                if (length == 0)
                {
                    HasEnded = _hasLeft;
                    break;
                }

                if (length < 0)
                {
                    HasEnded = true;
                    break;
                }

                _outputStart = 0;
                _outputEnd = length;
            }

            int taken = _session.TakeOutput(_buffer.AsSpan(_outputStart.._outputEnd), now);
            _outputStart += taken;
            total += taken;
            if (_hasLeft && (_readAfterEnd += taken) >= MaximumWrittenBeforeEnd)
            {
                HasEnded = true;
            }

            if (HasOutput)
            {
                break;
            }
        }

        return total;
    }

    /// <summary>Notices the time.</summary>
    public void Update(long now) => HasEnded |= now >= _endsAt;

    /// <summary>
    /// When <see cref="Update"/> or <see cref="TakeOutput"/> has something to do without being asked for by the
    /// terminal; <see cref="long.MaxValue"/> for never.
    /// </summary>
    public long NextDeadline() => HasEnded ? long.MaxValue : HasOutput || IsEnding ? long.MinValue : _endsAt;

    /// <summary>Removes the program from the system's table if it has ended; what it wrote last is then to be taken.</summary>
    public void Reap()
    {
        if (_process > 0 && ProcessSpawner.HasEnded(_process))
        {
            _process = -1;
            _hasLeft = true;
        }
    }

    /// <summary>
    /// Closes the terminal: the system sends SIGHUP to what still runs in its foreground.
    /// </summary>
    public void Close()
    {
        HasEnded = true;
        _session.HostInput.Clear();
        _terminal.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        Reap();
    }

    private void Resize()
    {
        if (_size != _session.Size)
        {
            _size = _session.Size;
            _terminal.Resize(_size.Columns, _size.Rows);
        }
    }

    private void WriteInput(long now)
    {
        while (IsRunning && !_session.HostInput.Pending.IsEmpty)
        {
            int written = _terminal.Write(_session.HostInput.Pending);
            if (written <= 0)
            {
                break;
            }

            _session.GiveInput(written, now);
        }
    }
}
