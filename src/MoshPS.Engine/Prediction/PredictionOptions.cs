namespace MoshPS.Engine.Prediction;

/// <summary>How typing is predicted. What goes beyond stock mosh can be switched off, rule by rule.</summary>
public sealed record PredictionOptions
{
    /// <summary>Exactly as stock mosh 1.4.0 predicts (spec 3 §5).</summary>
    public static PredictionOptions Stock { get; } = new()
    {
        KeepsSuggestions = false,
        StopsAtGaps = false,
        PredictsWideCharacters = false,
        HidesSecrets = false,
        ReadsKeyParameters = false,
        PredictsAgain = false,
        KnowsFillers = false,
        RemembersPrompts = false,
        LearnsMargin = false,
        RemembersWraps = false,
        DropsSupersededCursors = false,
    };

    /// <summary>When predictions are shown.</summary>
    public PredictionMode Mode { get; init; }

    /// <summary>Reads the name of a mode as options and <c>MOSH_PREDICTION_DISPLAY</c> have it, in lower case.</summary>
    public static bool TryParseMode(string? name, out PredictionMode mode)
    {
        PredictionMode? known = name switch
        {
            "adaptive" => PredictionMode.Adaptive,
            "always" => PredictionMode.Always,
            "never" => PredictionMode.Never,
            "experimental" => PredictionMode.Experimental,
            _ => null,
        };
        mode = known ?? PredictionMode.Adaptive;
        return known is not null;
    }

    /// <summary>Whether a character typed takes the place of the one under the cursor instead of pushing it on.</summary>
    public bool Overwrites { get; init; }

    /// <summary>
    /// Whether a grey suggestion after the cursor (PSReadLine, fish, zsh-autosuggestions) stays where it is while it is
    /// typed over. Stock pushes it to the right until the server answers.
    /// </summary>
    public bool KeepsSuggestions { get; init; } = true;

    /// <summary>
    /// Whether text beyond a gap of several blanks, such as a prompt at the right margin, stays where it is. Stock pushes
    /// it, finds that wrong with each echo, and then hides what is typed next.
    /// </summary>
    public bool StopsAtGaps { get; init; } = true;

    /// <summary>Whether characters of two columns are predicted. Stock predicts nothing from there on.</summary>
    public bool PredictsWideCharacters { get; init; } = true;

    /// <summary>
    /// Whether a cursor that the host has moved, and a prompt for a password, end the confidence that typing is echoed.
    /// Stock shows what is typed at a prompt for a password that follows an echoed character directly.
    /// </summary>
    public bool HidesSecrets { get; init; } = true;

    /// <summary>Whether Ctrl+Left and its like, cursor keys with parameters, are not taken for plain ones.</summary>
    public bool ReadsKeyParameters { get; init; } = true;

    /// <summary>
    /// Whether the keys that the server has not answered are predicted again, from where its screen has the cursor, when a
    /// prediction turns out wrong. Stock forgets them: on a slow link it then predicts all further keys at wrong places,
    /// as long as typing goes on.
    /// </summary>
    public bool PredictsAgain { get; init; } = true;

    /// <summary>
    /// Whether the tilde of a row beyond the end of the text, as vi shows it, gives way to what is typed there. Stock pushes
    /// it along the row.
    /// </summary>
    public bool KnowsFillers { get; init; } = true;

    /// <summary>
    /// Whether the first character of a line is shown at once after a prompt where typing was echoed before. Stock hides
    /// what is typed after each Enter until the server has echoed some of it.
    /// </summary>
    public bool RemembersPrompts { get; init; } = true;

    /// <summary>
    /// Whether a column at which an editor breaks lines is noticed, and what is typed from there on is not shown before the
    /// server has. Stock shows it beyond the margin, each time.
    /// </summary>
    public bool LearnsMargin { get; init; } = true;

    /// <summary>
    /// Whether what is typed on beyond the right margin is shown at once in the next row where that has come true before.
    /// Stock hides it each time.
    /// </summary>
    public bool RemembersWraps { get; init; } = true;

    /// <summary>
    /// Whether a predicted cursor gives way to the server's once that is the newer one. Stock holds it at the end of a line
    /// for some time while the server's screen already has it in the next.
    /// </summary>
    public bool DropsSupersededCursors { get; init; } = true;
}
