namespace MoshPS.Engine.Client.Consoles;

/// <summary>What a terminal is able to do, from terminfo, or the defaults of xterm (spec 2 §10).</summary>
public sealed record TerminalDescription
{
    // Terminals that understand OSC 0, 1 and 2, by the beginning of their names (spec 3 §3.2).
    private static readonly string[] NamesWithTitle = ["xterm", "rxvt", "kterm", "Eterm", "alacritty", "screen", "tmux"];

    /// <summary>What every present-day Windows console and terminal emulator is able to do.</summary>
    public static TerminalDescription XtermDefaults { get; } = new()
    {
        Name = "xterm-256color",
        Colors = 256,
        HasEraseCharacters = true,
        ErasesWithBackground = true,
        HasTitle = true,
        EnterAlternateScreen = "\e[?1049h"u8.ToArray(),
        LeaveAlternateScreen = "\e[?1049l"u8.ToArray(),
    };

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

    /// <summary>
    /// Describes the terminal that <c>TERM</c> names. On Windows, which has no terminfo, that is
    /// <see cref="XtermDefaults"/>.
    /// </summary>
    /// <exception cref="MoshSessionException">
    /// <c>TerminalNotSet</c>, <c>UnknownTerminal</c>, <c>NoTerminfoDatabase</c>, <c>HardcopyTerminal</c>.
    /// </exception>
    public static TerminalDescription FromEnvironment()
    {
        if (OperatingSystem.IsWindows())
        {
            return XtermDefaults;
        }

        return Find(
            Environment.GetEnvironmentVariable("TERM"),
            TerminfoDatabase.FromEnvironment(Environment.GetEnvironmentVariable));
    }

    /// <summary>Describes the terminal of the given name from a terminfo database.</summary>
    internal static TerminalDescription Find(string? name, TerminfoDatabase database)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw new MoshSessionException(
                "TerminalNotSet", "TERM environment variable not set.", "Set TERM to the name of the terminal, such as xterm-256color.");
        }

        switch (database.TryFind(name, out TerminfoEntry? entry))
        {
            case TerminfoDatabase.SearchResult.NoDatabase:
                throw new MoshSessionException(
                    "NoTerminfoDatabase",
                    "Terminfo database could not be found.",
                    "Install the terminal descriptions (package ncurses-base or ncurses-term), or set TERMINFO to their directory.");
            case TerminfoDatabase.SearchResult.UnknownTerminal:
                throw new MoshSessionException(
                    "UnknownTerminal",
                    "Unknown terminal type.",
                    $"Install the description of \"{name}\" (package ncurses-term), or set TERM to one that this system knows, such as xterm-256color.");
            default:
                return FromEntry(name, entry!);
        }
    }

    private static TerminalDescription FromEntry(string name, TerminfoEntry entry)
    {
        if (entry.Has(TerminfoEntry.Flag.Hardcopy))
        {
            throw new MoshSessionException(
                "HardcopyTerminal",
                "Terminal is hardcopy and cannot be used by curses applications.",
                "Set TERM to the name of a terminal with a screen, such as xterm-256color.");
        }

        return new TerminalDescription
        {
            Name = name,
            Colors = entry.Get(TerminfoEntry.Number.MaxColors),
            HasEraseCharacters = entry.Get(TerminfoEntry.Text.EraseCharacters) is not null,
            ErasesWithBackground = entry.Has(TerminfoEntry.Flag.BackgroundColorErase),
            HasTitle = NamesWithTitle.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)),
            EnterAlternateScreen = WithoutPadding(entry.Get(TerminfoEntry.Text.EnterCursorAddressingMode)),
            LeaveAlternateScreen = WithoutPadding(entry.Get(TerminfoEntry.Text.ExitCursorAddressingMode)),
        };
    }

    /// <summary>
    /// A string without its marks of the form <c>$&lt;20/&gt;</c>, which ask for delays that no terminal of today needs.
    /// </summary>
    private static byte[] WithoutPadding(ReadOnlySpan<byte> text)
    {
        List<byte> kept = new(text.Length);
        while (!text.IsEmpty)
        {
            if (text.StartsWith("$<"u8) && text.IndexOf((byte)'>') is >= 0 and var end)
            {
                text = text[(end + 1)..];
                continue;
            }

            kept.Add(text[0]);
            text = text[1..];
        }

        return [.. kept];
    }
}
