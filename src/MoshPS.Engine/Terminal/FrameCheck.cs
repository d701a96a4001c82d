namespace MoshPS.Engine.Terminal;

/// <summary>
/// Tells whether a frame does what it should: applied to the old screen by the emulator that a receiver has, it gives
/// the new one (spec 2 §8, "Invariant").
/// </summary>
internal sealed class FrameCheck
{
    private Emulator? _receiver;

    /// <summary>Applies <paramref name="frame"/> to a copy of <paramref name="last"/> and compares.</summary>
    /// <param name="last">What the sender had when it sent the state that the frame is based on.</param>
    /// <param name="next">What the sender has now.</param>
    /// <param name="frame">The frame, made for <see cref="TerminalCapabilities.Wire"/>.</param>
    public bool Holds(Screen last, Screen next, ReadOnlySpan<byte> frame)
    {
        Screen received = Apply(last, next, frame);
        bool holds = _receiver!.IsParserIdle && ScreenAppearance.AreAlike(received, next);
        received.Release();
        return holds;
    }

    /// <summary>The screen that a receiver has once a frame is applied.</summary>
    /// <param name="last">What the sender had when it sent the state that the frame is based on.</param>
    /// <param name="next">What the sender has now, for its size.</param>
    /// <param name="frame">The frame, which may be cut.</param>
    public Screen Apply(Screen last, Screen next, ReadOnlySpan<byte> frame)
    {
        Screen received = AsReceived(last);
        if (_receiver is null)
        {
            _receiver = new Emulator(received, EmulatorRole.WireFacing);
        }
        else
        {
            _receiver.Screen = received;
        }

        _receiver.Resize(next.Columns, next.Rows);
        _receiver.Write(frame);
        return received;
    }

    /// <summary>
    /// A copy of a sender's screen as its receiver has it: what programs did to margins, tab stops and modes which no
    /// frame conveys is unknown there (spec 2 §1, rule 3), and every frame ends with a move, so no wrap is pending.
    /// </summary>
    public static Screen AsReceived(Screen sent)
    {
        Screen received = sent.Snapshot();
        received.ScrollTop = 0;
        received.ScrollBottom = received.Rows - 1;
        received.IsWrapPending = false;
        received.IsOriginModeOn = false;
        received.IsAutowrapOn = true;
        received.IsInsertModeOn = false;
        received.CombiningRow = received.CursorRow;
        received.CombiningColumn = received.CursorColumn;
        return received;
    }
}
