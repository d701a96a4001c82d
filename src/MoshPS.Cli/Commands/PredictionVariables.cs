namespace MoshPS.Cli.Commands;

/// <summary>The environment variables that choose how local echo is predicted (spec 3 §1).</summary>
internal static class PredictionVariables
{
    private static readonly string[] Modes = ["adaptive", "always", "never", "experimental"];

    /// <summary>The value of <c>MOSH_PREDICTION_DISPLAY</c> when it is not one of the modes; otherwise null.</summary>
    public static string? FindUnknownMode() =>
        Environment.GetEnvironmentVariable("MOSH_PREDICTION_DISPLAY") is { } mode && !Modes.Contains(mode) ? mode : null;
}
