namespace MoshPS.Engine.Client.Consoles;

/// <summary>What a terminal is able to do, from terminfo, or the defaults of xterm (spec 2 §10).</summary>
public sealed record TerminalDescription
{
    /// <summary>The terminal's name, the value of <c>TERM</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Number of colours: at least 8, 256 for most; −1 when the terminal has none.</summary>
    public required int Colors { get; init; }

    /// <summary>Whether ECH erases characters in place (<c>ech</c>).</summary>
    public required bool HasEraseCharacters { get; init; }

    /// <summary>Whether erasing uses the present background colour (<c>bce</c>).</summary>
    public required bool ErasesWithBackground { get; init; }

    /// <summary>Whether the terminal understands OSC 0, 1 and 2.</summary>
    public required bool HasTitle { get; init; }

    /// <summary>What switches to the alternate screen (<c>smcup</c>); may be empty.</summary>
    public required ReadOnlyMemory<byte> EnterAlternateScreen { get; init; }

    /// <summary>What switches back from the alternate screen (<c>rmcup</c>); may be empty.</summary>
    public required ReadOnlyMemory<byte> LeaveAlternateScreen { get; init; }
}
