using System.Buffers;
using MoshPS.Engine.Sync.Messages;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Sync;

/// <summary>
/// What the server shows and the client follows (spec 1 §10.2): a screen, and the number of the newest user state
/// whose effect the screen shows.
/// </summary>
/// <remarks>
/// The screen of a state is never changed, only replaced. So a snapshot costs a reference, and a screen that was
/// taken from a state may be kept and read from any thread; save for one that is recycled, as those of a session are
/// (<see cref="ScreenRecycler"/>): its memory is used again once no state has it. The state itself is for one thread.
/// </remarks>
public sealed class ScreenState : ISynchronizedObject<ScreenState>
{
    /// <summary>
    /// How many resizes one difference may have. There is at most one in what an honest peer sends, and each may cost
    /// as much as a whole screen.
    /// </summary>
    internal const int MaximumResizes = 4;

    private ScreenStateTools _tools;
    private EchoAckHistory? _history;

    // State 0, of which the peer may have another size.
    private bool _isInitial;

    /// <summary>Makes state 0: a blank screen.</summary>
    /// <param name="columns">Width in columns.</param>
    /// <param name="rows">Height in rows.</param>
    /// <param name="checksFrames">
    /// Whether every frame is applied to a copy of the old screen and compared with the new one before it is sent; if
    /// it should be wrong, the screen is sent whole. For servers.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="Screen.IsSizeAllowed"/> is false for the size.</exception>
    public ScreenState(int columns, int rows, bool checksFrames = false)
    {
        Screen = new Screen(columns, rows);
        _tools = new ScreenStateTools(checksFrames);
        _isInitial = true;
    }

    private ScreenState(ScreenState original)
    {
        Screen = original.Screen;
        Screen.Hold();
        EchoAck = original.EchoAck;
        _tools = original._tools;
        _isInitial = original._isInitial;
    }

    /// <summary>The screen. It does not change when the state does; the state then has another one.</summary>
    public Screen Screen { get; private set; }

    /// <summary>The newest user state whose effect the screen shows; 0 until there is one.</summary>
    public ulong EchoAck { get; private set; }

    /// <summary>
    /// When <see cref="UpdateEchoAck"/> has something to do next, in milliseconds; null when no input waits.
    /// </summary>
    public long? NextEchoAckDeadline => _history?.NextDeadline;

    /// <summary>How many frames failed the check and were replaced by the whole screen: none, if all is well.</summary>
    public long FailedFrameCount => _tools.FailedFrames;

    /// <inheritdoc/>
    public long HeldBytes { get; private set; }

    /// <summary>Makes the state show what a screen shows at this moment.</summary>
    /// <param name="screen">The screen of the emulator that programs write to; it may change freely afterwards.</param>
    public void Publish(Screen screen)
    {
        ArgumentNullException.ThrowIfNull(screen);
        Screen former = Screen;
        Screen = screen.Snapshot();
        former.Release();
        HeldBytes = Screen.MaximumBytes;
        _isInitial = false;
    }

    /// <summary>Notes that the program was handed the input up to a user state.</summary>
    /// <param name="number">The state's number, above all earlier ones.</param>
    /// <param name="now">The time in milliseconds.</param>
    public void RecordInput(ulong number, long now) => (_history ??= new EchoAckHistory()).Record(number, now);

    /// <summary>
    /// Acknowledges as echoed the input that the program has had for 50 ms. The screen should have been published just
    /// before.
    /// </summary>
    /// <param name="now">The time in milliseconds.</param>
    /// <returns>Whether <see cref="EchoAck"/> has changed.</returns>
    public bool UpdateEchoAck(long now)
    {
        if (_history is null || !_history.TryTakeDue(now, out ulong number) || number <= EchoAck)
        {
            return false;
        }

        EchoAck = number;
        _isInitial = false;
        return true;
    }

    /// <inheritdoc/>
    public ScreenState Snapshot() => new(this);

    /// <inheritdoc/>
    public ScreenState SnapshotReusing(ScreenState retired)
    {
        ArgumentNullException.ThrowIfNull(retired);
        Screen.Hold();
        retired.Screen.Release();
        retired.Screen = Screen;
        retired.EchoAck = EchoAck;
        retired._tools = _tools;
        retired._isInitial = _isInitial;
        retired.HeldBytes = 0;
        return retired;
    }

    /// <inheritdoc/>
    /// <remarks>Cells are compared by how they look, which is what a difference can convey (spec 2 §8).</remarks>
    public bool HasSameContent(ScreenState other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return EchoAck == other.EchoAck
            && _isInitial == other._isInitial
            && (ReferenceEquals(Screen, other.Screen)
                || (Screen.BellCount == other.Screen.BellCount && ScreenAppearance.AreAlike(Screen, other.Screen)));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// In this order, each only if needed: echo ack, size, terminal output. From state 0 the size is always sent, since
    /// the peer began with its own.
    /// </remarks>
    public void WriteDiff(ScreenState from, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(from);
        if (HasSameContent(from))
        {
            return;
        }

        WriteEchoAckAndSize(from, output);
        if (!ReferenceEquals(Screen, from.Screen))
        {
            ReadOnlySpan<byte> frame = _tools.WriteFrame(from.Screen, Screen);
            if (!frame.IsEmpty)
            {
                MessageWriter.WriteHostBytes(output, frame);
            }
        }
    }

    /// <inheritdoc/>
    public ScreenState WritePart(ScreenState from, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(from);
        WriteEchoAckAndSize(from, output);
        MessageWriter.WriteHostBytes(
            output,
            _tools.WritePart(from.Screen, Screen, InstructionLimits.PartLength, out Screen received));
        return new ScreenState(this) { Screen = received, HeldBytes = received.MaximumBytes, _isInitial = false };
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Refused are, beside what is no HostMessage: differences of more than 4 MiB, sizes that a screen cannot have, more
    /// than a few resizes, output that makes far more work than it shows, and an echo ack that goes back (spec 1 §8).
    /// </remarks>
    public bool TryApply(ReadOnlySpan<byte> diff)
    {
        if (diff.Length > InstructionLimits.MaximumLength)
        {
            return false;
        }

        Screen origin = Screen;
        bool isSound = TryApply(diff, origin);
        if (!ReferenceEquals(Screen, origin))
        {
            origin.Release();
        }

        return isSound;
    }

    private bool TryApply(ReadOnlySpan<byte> diff, Screen origin)
    {
        _isInitial = false;
        HeldBytes = 0;
        long sharedTableBytes = origin.TableBytes;
        Emulator? emulator = null;
        int resizes = 0;
        HostMessageReader reader = new(diff);
        while (reader.TryRead(out HostInstruction instruction))
        {
            switch (instruction.Kind)
            {
                case HostInstructionKind.HostBytes:
                    emulator ??= StartToChange();
                    emulator.Write(instruction.HostBytes);
                    break;
                case HostInstructionKind.Resize:
                    emulator ??= StartToChange();
                    if (++resizes > MaximumResizes || !emulator.Resize(instruction.Columns, instruction.Rows))
                    {
                        return false;
                    }

                    break;
                default:
                    if (instruction.EchoAck < EchoAck)
                    {
                        return false;
                    }

                    EchoAck = instruction.EchoAck;
                    break;
            }
        }

        if (emulator is null)
        {
            return !reader.Malformed;
        }

        HeldBytes = Screen.CountOwnBytes(origin)
            + Screen.TableBytes - (Screen.SharesTablesWith(origin) ? sharedTableBytes : 0);
        bool isSound = Screen.WorkLeft >= 0;
        Screen.WorkLeft = Screen.UnlimitedWork;
        return isSound && !reader.Malformed;
    }

    /// <inheritdoc/>
    /// <remarks>A screen does not grow, so there is nothing to forget.</remarks>
    public void DropPrefix(ScreenState prefix)
    {
    }

    private void WriteEchoAckAndSize(ScreenState from, IBufferWriter<byte> output)
    {
        if (EchoAck != from.EchoAck)
        {
            MessageWriter.WriteEchoAck(output, EchoAck);
        }

        if (from._isInitial || Screen.Columns != from.Screen.Columns || Screen.Rows != from.Screen.Rows)
        {
            MessageWriter.WriteResize(output, Screen.Columns, Screen.Rows);
        }
    }

    /// <summary>
    /// Gives the state a screen of its own, which an emulator may write to until the state is complete. The former one is
    /// still to be released.
    /// </summary>
    private Emulator StartToChange()
    {
        Screen = Screen.Snapshot();
        Screen.WorkLeft = Screen.MaximumWork;
        return _tools.GetEmulator(Screen);
    }
}
