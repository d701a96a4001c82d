using MoshPS.Engine;
using MoshPS.Engine.Client;
using MoshPS.Engine.Prediction;
using MoshPS.Errors;

namespace MoshPS.Consoles;

/// <summary>
/// The values of the parameters that say how a session is shown, which Connect-Mosh and Enter-MoshSession have. What is
/// null was not given: then the environment decides.
/// </summary>
internal sealed record AttachParameters
{
    public PredictionMode? Predict { get; init; }

    public bool? PredictOverwrite { get; init; }

    public string? EscapeKey { get; init; }

    public bool? NoTitlePrefix { get; init; }

    public bool? NoInit { get; init; }

    public ClipboardPolicy? Clipboard { get; init; }

    public int? ClipboardLimit { get; init; }

    /// <summary>What the engine is told.</summary>
    /// <param name="warn">Takes what the user should know about the environment.</param>
    /// <exception cref="ArgumentException">A parameter's value has no meaning.</exception>
    public AttachOptions ToOptions(Action<string> warn)
    {
        if (Predict is null && AttachOptions.FindUnknownPredictionMode() is { } unknown)
        {
            warn($"MOSH_PREDICTION_DISPLAY is '{HostText.Clean(unknown)}', which is none of adaptive, always, never and experimental: typing is predicted as with adaptive. -Predict goes first.");
        }

        AttachOptions environment = AttachOptions.FromEnvironment();
        return environment with
        {
            EscapeKey = EscapeKey is null ? environment.EscapeKey : ParseEscapeKey(EscapeKey),
            TitlePrefix = !NoTitlePrefix ?? environment.TitlePrefix,
            AlternateScreen = !NoInit ?? environment.AlternateScreen,
            // Who gives a limit alone wants to allow what is within it.
            Clipboard = Clipboard ?? (ClipboardLimit is null ? environment.Clipboard : ClipboardPolicy.Allow),
            ClipboardLimit = ClipboardLimit ?? environment.ClipboardLimit,
            Prediction = environment.Prediction with
            {
                Mode = Predict ?? environment.Prediction.Mode,
                Overwrites = PredictOverwrite ?? environment.Prediction.Overwrites,
            },
        };
    }

    private static EscapeKey ParseEscapeKey(string text)
        => Engine.Client.EscapeKey.TryParse(text, out EscapeKey? key, out string? error)
            ? key
            : throw new UsageException("InvalidEscapeKey", error, "Give a key such as '^B' or '~', or '' for none.");
}
