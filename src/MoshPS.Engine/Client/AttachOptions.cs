using MoshPS.Engine.Prediction;

namespace MoshPS.Engine.Client;

/// <summary>How a console is joined to a session.</summary>
public sealed record AttachOptions
{
    /// <summary>The key that begins a command to the client itself (spec 3 §3.4).</summary>
    public EscapeKey EscapeKey { get; init; } = EscapeKey.Default;

    /// <summary>
    /// Whether the escape key followed by <c>d</c> detaches: leaves the session running and returns. Without it
    /// that pair of keys goes to the server, as in stock mosh.
    /// </summary>
    public bool AllowDetach { get; init; } = true;

    /// <summary>Whether the escape key followed by Ctrl+Z stops this process, where the system can do that.</summary>
    public bool AllowSuspend { get; init; } = true;

    /// <summary>Whether the window's title gets the prefix <c>[mosh] </c>.</summary>
    public bool TitlePrefix { get; init; } = true;

    /// <summary>Whether to switch to the terminal's alternate screen while attached.</summary>
    public bool AlternateScreen { get; init; } = true;

    /// <summary>How typing is shown before the server has echoed it.</summary>
    public PredictionOptions Prediction { get; init; } = new();

    /// <summary>
    /// The options that the environment asks for: <c>MOSH_ESCAPE_KEY</c>, <c>MOSH_TITLE_NOPREFIX</c>,
    /// <c>MOSH_NO_TERM_INIT</c>, <c>MOSH_PREDICTION_DISPLAY</c> (anything but the name of a mode is ignored) and
    /// <c>MOSH_PREDICTION_OVERWRITE</c> (spec 3 §1).
    /// </summary>
    public static AttachOptions FromEnvironment() => new()
    {
        EscapeKey = EscapeKey.Parse(Environment.GetEnvironmentVariable("MOSH_ESCAPE_KEY")),
        TitlePrefix = Environment.GetEnvironmentVariable("MOSH_TITLE_NOPREFIX") is null,
        AlternateScreen = Environment.GetEnvironmentVariable("MOSH_NO_TERM_INIT") is null,
        Prediction = new PredictionOptions
        {
            Mode = PredictionOptions.TryParseMode(Environment.GetEnvironmentVariable("MOSH_PREDICTION_DISPLAY"), out PredictionMode mode)
                ? mode
                : PredictionMode.Adaptive,
            Overwrites = Environment.GetEnvironmentVariable("MOSH_PREDICTION_OVERWRITE") == "yes",
        },
    };
}
