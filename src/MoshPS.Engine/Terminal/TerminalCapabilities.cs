namespace MoshPS.Engine.Terminal;

/// <summary>
/// What the terminal understands that a frame is drawn on (spec 2 §10), beyond what every terminal does. The
/// default value is a terminal that can do nothing special.
/// </summary>
public readonly record struct TerminalCapabilities
{
    /// <summary>
    /// The peer's emulator (spec 2 §1): everything is understood, nothing is seen before the whole frame has been
    /// applied, and the state that does not show, such as the present hyperlink, has to be right as well.
    /// </summary>
    public static TerminalCapabilities Wire => new()
    {
        CanEraseCharacters = true,
        ErasesWithBackground = true,
        HasTitles = true,
        HasHyperlinks = true,
        HasClipboard = true,
        IsWire = true,
    };

    /// <summary>Erases a number of characters in place (terminfo <c>ech</c>).</summary>
    public bool CanEraseCharacters { get; init; }

    /// <summary>Erased cells get the present background (terminfo <c>bce</c>).</summary>
    public bool ErasesWithBackground { get; init; }

    /// <summary>Has a window title and icon name, set by OSC 0, 1 and 2.</summary>
    public bool HasTitles { get; init; }

    /// <summary>Understands hyperlinks, or at least ignores them: OSC 8.</summary>
    public bool HasHyperlinks { get; init; }

    /// <summary>
    /// Takes what programs put into the clipboard: OSC 52. Not set for the user's own terminal, where a policy stands
    /// before it.
    /// </summary>
    public bool HasClipboard { get; init; }

    /// <summary>Whether the frame goes to the peer's emulator and not to somebody's eyes.</summary>
    internal bool IsWire { get; init; }
}
