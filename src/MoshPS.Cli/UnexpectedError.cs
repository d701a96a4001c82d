using MoshPS.Cli.CommandLine;

namespace MoshPS.Cli;

/// <summary>What becomes of an exception that nothing was prepared for: one line and a status, on whatever thread it came up.</summary>
internal static class UnexpectedError
{
    /// <summary>When this environment variable is set, and not empty, the whole exception is printed.</summary>
    private const string DetailsVariable = "MOSHPS_DEBUG";

    private const int BrokenPipe = 32; // EPIPE
    private const int WindowsBrokenPipe = unchecked((int)0x8007006D); // ERROR_BROKEN_PIPE
    private const int WindowsClosedPipe = unchecked((int)0x800700E8); // ERROR_NO_DATA

    /// <summary>Catches what comes up on other threads, where the runtime would print the stack and abort.</summary>
    public static void Watch() => AppDomain.CurrentDomain.UnhandledException += (_, arguments) =>
        // On the way out the terminal gets its modes back.
        Environment.Exit(Report((Exception)arguments.ExceptionObject));

    /// <summary>Says on standard error what has happened.</summary>
    /// <returns>The exit status.</returns>
    public static int Report(Exception error)
    {
        if (IsReaderGone(error))
        {
            return ExitStatus.Failure;
        }

        bool isWhole = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(DetailsVariable));
        string text = isWhole ? error.ToString() : PlainText.Of($"{error.Message} ({error.GetType().Name}; {DetailsVariable}=1 tells more)");
        StandardStreams.Error.WriteLine($"moshps: {text}");
        return ExitStatus.Failure;
    }

    /// <summary>Whether whoever reads our output has gone away, as in <c>moshps … | head</c>: nothing to complain of.</summary>
    private static bool IsReaderGone(Exception error) =>
        error is IOException { HResult: BrokenPipe or WindowsBrokenPipe or WindowsClosedPipe };
}
