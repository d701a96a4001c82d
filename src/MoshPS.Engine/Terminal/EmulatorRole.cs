namespace MoshPS.Engine.Terminal;

/// <summary>Whose output an <see cref="Emulator"/> reads (spec 2 §1).</summary>
public enum EmulatorRole
{
    /// <summary>
    /// A program's, on the server. When one half of a wide character is overwritten or erased, so is the other,
    /// as in xterm.
    /// </summary>
    HostFacing,

    /// <summary>
    /// A mosh server's, on the client. Where stock's frames and stock's emulator disagree, this follows the frames
    /// (spec 2 §8): a backspace with a wrap pending clears that and does not move, and <c>ESC \</c> does nothing.
    /// There are no replies.
    /// </summary>
    WireFacing,
}
