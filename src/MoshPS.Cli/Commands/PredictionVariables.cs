using MoshPS.Engine.Prediction;

namespace MoshPS.Cli.Commands;

/// <summary>The environment variable that chooses when typing is shown ahead of its echo (spec 3 §1).</summary>
internal static class PredictionVariables
{
    /// <summary>The value of <c>MOSH_PREDICTION_DISPLAY</c> when it is not one of the modes; otherwise null.</summary>
    public static string? FindUnknownMode() =>
        Environment.GetEnvironmentVariable("MOSH_PREDICTION_DISPLAY") is { } mode && !PredictionOptions.TryParseMode(mode, out _) ? mode : null;
}
