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
}
