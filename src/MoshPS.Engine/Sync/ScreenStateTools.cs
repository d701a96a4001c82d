using MoshPS.Engine.Terminal;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Sync;

/// <summary>
/// What all states of one screen use in turn: the writer that makes frames, the check on them, and the emulator that
/// applies them. So a state itself is no more than a reference to a screen.
/// </summary>
/// <param name="checksFrames">Whether each frame is tried before it is sent.</param>
internal sealed class ScreenStateTools(bool checksFrames)
{
    private readonly FrameWriter _writer = new();
    private readonly FrameCheck _check = new();
    private Emulator? _emulator;

    /// <summary>Frames that failed the check and were replaced by a full repaint.</summary>
    public long FailedFrames { get; private set; }

    /// <summary>
    /// The frame that turns one screen into another; valid until the next one is made. One that is too long for a
    /// difference is cut off beyond that length.
    /// </summary>
    public ReadOnlySpan<byte> WriteFrame(Screen last, Screen next)
    {
        const int Limit = InstructionLimits.MaximumDiffLength;
        ReadOnlySpan<byte> frame = _writer.Write(last, next, initialised: true, TerminalCapabilities.Wire, Limit);
        if (!checksFrames || _writer.IsCut || _check.Holds(last, next, frame))
        {
            return frame;
        }

        FailedFrames++;
        return _writer.Write(last, next, initialised: false, TerminalCapabilities.Wire, Limit);
    }

    /// <summary>A frame that is cut off at a length, and the screen that the peer has after it.</summary>
    public ReadOnlySpan<byte> WritePart(Screen last, Screen next, int length, out Screen received)
    {
        ReadOnlySpan<byte> frame = _writer.Write(last, next, initialised: true, TerminalCapabilities.Wire, length);
        received = _check.Apply(last, next, frame);

        // A frame rings the bell once, however often it rang.
        received.BellCount = next.BellCount;
        return frame;
    }

    /// <summary>The emulator that applies frames, about to write to <paramref name="screen"/>.</summary>
    /// <remarks>
    /// A frame has whole sequences only (spec 2 §1, rule 1), so no parser state is kept between frames: one that ends
    /// within a sequence does no harm to the next.
    /// </remarks>
    public Emulator GetEmulator(Screen screen)
    {
        if (_emulator is null)
        {
            _emulator = new Emulator(screen, EmulatorRole.WireFacing);
        }
        else
        {
            _emulator.Screen = screen;
        }

        return _emulator;
    }
}
