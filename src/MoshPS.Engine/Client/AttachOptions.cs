using System.Globalization;
using MoshPS.Engine.Prediction;

namespace MoshPS.Engine.Client;

/// <summary>How a console is joined to a session.</summary>
public sealed record AttachOptions
{
    /// <summary>
    /// The longest text that mosh carries to a clipboard, in bytes: what base64 makes fit into the 16384 characters of
    /// an OSC 52 (spec 2 §3).
    /// </summary>
    public const int LargestClipboard = (16384 - 5) / 4 * 3;

    private const string ClipboardVariable = "MOSHPS_CLIPBOARD";

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

    /// <summary>Whether programs may put text into the clipboard of the user's terminal. Reading it is always denied.</summary>
    public ClipboardPolicy Clipboard { get; init; } = ClipboardPolicy.Allow;

    /// <summary>The longest text that programs may put there, in bytes: 1 to <see cref="LargestClipboard"/>. Longer ones are left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int ClipboardLimit
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, LargestClipboard);
            field = value;
        }
    } = LargestClipboard;

    /// <summary>How typing is shown before the server has echoed it.</summary>
    public PredictionOptions Prediction { get; init; } = new();

    /// <summary>
    /// The value of <c>MOSH_PREDICTION_DISPLAY</c> when it is not the name of a mode, to be told to the user; otherwise
    /// null. <see cref="FromEnvironment"/> ignores it.
    /// </summary>
    public static string? FindUnknownPredictionMode() =>
        Environment.GetEnvironmentVariable("MOSH_PREDICTION_DISPLAY") is { } mode && !PredictionOptions.TryParseMode(mode, out _) ? mode : null;

    /// <summary>
    /// The options that the environment asks for: <c>MOSH_ESCAPE_KEY</c>, <c>MOSH_TITLE_NOPREFIX</c>,
    /// <c>MOSH_NO_TERM_INIT</c>, <c>MOSH_PREDICTION_DISPLAY</c> (anything but the name of a mode is ignored) and
    /// <c>MOSH_PREDICTION_OVERWRITE</c> (spec 3 §1); and our own <c>MOSHPS_CLIPBOARD</c>: <c>allow</c>, <c>deny</c>, or the
    /// limit in bytes. Anything else there denies.
    /// </summary>
    public static AttachOptions FromEnvironment() => ReadEnvironment().WithClipboard(
        Environment.GetEnvironmentVariable(ClipboardVariable) ?? "allow", out _);

    /// <summary>These options with a policy for the clipboard in words.</summary>
    /// <param name="text"><c>allow</c>, <c>deny</c>, or the limit in bytes.</param>
    /// <param name="isUnderstood">Whether it was one of these. If not, the policy is to deny.</param>
    public AttachOptions WithClipboard(string text, out bool isUnderstood)
    {
        int limit = LargestClipboard;
        isUnderstood = text is "allow" or "deny"
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= LargestClipboard);
        return isUnderstood && text != "deny"
            ? this with { Clipboard = ClipboardPolicy.Allow, ClipboardLimit = limit }
            : this with { Clipboard = ClipboardPolicy.Deny };
    }

    private static AttachOptions ReadEnvironment() => new()
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
