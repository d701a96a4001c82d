namespace MoshPS.Cli.Commands.Server;

/// <summary>
/// <c>MOSH_SERVER_NETWORK_TMOUT</c> and <c>MOSH_SERVER_SIGNAL_TMOUT</c>: seconds (spec 3 §2.8). Stock says that it
/// ignores a number with something behind it, and uses it; here it is ignored.
/// </summary>
internal static class TimeoutVariable
{
    /// <summary>End when the client was not heard for so long.</summary>
    public const string Network = "MOSH_SERVER_NETWORK_TMOUT";

    /// <summary>End on SIGUSR1 when the client was not heard for so long.</summary>
    public const string Signal = "MOSH_SERVER_SIGNAL_TMOUT";

    /// <summary>Reads a variable.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value, or null.</param>
    /// <param name="error">Takes a complaint.</param>
    /// <returns>Seconds; 0 for none.</returns>
    public static int Read(string name, string? value, TextWriter error)
    {
        if (string.IsNullOrEmpty(value))
        {
            return 0;
        }

        if (!DecimalNumber.TryParse(value, out long seconds, out _))
        {
            error.Write($"{name} not a valid integer, ignoring\n");
            return 0;
        }

        if (seconds < 0)
        {
            error.Write($"{name} is negative, ignoring\n");
            return 0;
        }

        return (int)Math.Min(seconds, int.MaxValue);
    }
}
