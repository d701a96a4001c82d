using System.Globalization;
using System.Runtime.Versioning;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Unix;

namespace MoshPS.Cli.Commands.Server;

/// <summary>
/// <c>moshps server</c>: the contract of stock <c>mosh-server</c> (spec 3 §2). This process checks the command line and
/// the locale, starts the session's process, passes its connect line on, and leaves, so that ssh returns at once.
/// </summary>
internal static class ServerCommand
{
    /// <summary>The first argument of a session's process; not for people.</summary>
    public const string SessionArgument = "--session";

    private const string CheckLimits = "Check the limits on the host (ulimit -a): memory, processes and open files.";

    /// <summary>Files that are open at once at least, on the way to a session's process: a pipe and the null device.</summary>
    private const int NeededDescriptors = 3;

    private const int DefaultColumns = 80;
    private const int DefaultRows = 24;

    /// <summary>A process's status above this tells of the signal that ended it.</summary>
    private const int SignalStatus = 128;

    /// <summary>The highest number of a signal; what a status tells beyond it was a program's own.</summary>
    private const int HighestSignal = 64;

    /// <summary>Runs the command.</summary>
    /// <param name="programName">What the program was called as, for messages.</param>
    /// <param name="arguments">What follows the program's name.</param>
    public static int Run(string programName, ReadOnlySpan<string> arguments)
    {
        if (arguments is [SessionArgument, .. var settings] && !OperatingSystem.IsWindows())
        {
            return SessionProcess.Run(settings);
        }

        string usage = ServerText.Usage(programName);
        foreach (string argument in arguments)
        {
            if (argument == "--")
            {
                break;
            }

            if (argument is "--help" or "-h")
            {
                StandardStreams.Output.Write($"{usage}\n{ServerText.Help}");
                return ExitStatus.Success;
            }

            if (argument == "--version")
            {
                StandardStreams.Output.Write($"{ServerText.Notice}\n");
                return ExitStatus.Success;
            }
        }

        if (OperatingSystem.IsWindows())
        {
            StandardStreams.Error.WriteLine("moshps server: A mosh server needs Linux or macOS; on Windows there are 'moshps connect' and 'moshps client'.");
            return ExitStatus.Failure;
        }

        return ServerArguments.Parse(arguments, usage, programName, StandardStreams.Error) is { } parsed
            ? StartSession(programName, parsed)
            : ExitStatus.Failure;
    }

    [UnsupportedOSPlatform("windows")]
    private static int StartSession(string programName, ServerArguments arguments)
    {
        if (!StandardStreams.HasOutput)
        {
            StandardStreams.Error.Write(
                $"{programName}: There is nowhere to announce a session: standard output is closed.\nRun the server with an output that somebody reads, as ssh does.\n");
            return ExitStatus.Failure;
        }

        ResourceLimits.DisableCoreDumps();
        ResourceLimits.RestoreOpenFiles();
        ResourceLimits.IgnoreFileSizeSignal();
        if (!UnixDescriptor.HasRoomFor(NeededDescriptors, UnixTerminal.StandardInput))
        {
            // Said now, or it would look as if the host had no locales.
            return FailToStart(ResourceLimits.OutOfOpenFiles(), programName);
        }

        SystemLocale locale = new();
        if (!LocaleGate.TryPass(locale, arguments.LocaleVariables, StandardStreams.Error))
        {
            NativeLocale.Print();
            return ExitStatus.Failure;
        }

        bool hasTerminal = UnixTerminal.IsTerminal(UnixTerminal.StandardInput) != 0;
        (int columns, int rows) = hasTerminal ? GetWindowSize() : (DefaultColumns, DefaultRows);
        SessionSettings settings = new()
        {
            Address = arguments.Address ?? "",
            BindsAddress = arguments.Address is not null,
            Ports = arguments.Ports,
            Colors = arguments.Colors,
            Columns = columns,
            Rows = rows,
            Verbosity = arguments.Verbosity,
            NetworkTimeout = ReadTimeout(TimeoutVariable.Network),
            SignalTimeout = ReadTimeout(TimeoutVariable.Signal),
            Command = arguments.Command,
        };
        SessionStarter starter;
        try
        {
            starter = SessionStarter.Start(settings);
        }
        catch (IOException e)
        {
            return FailToStart(e, programName);
        }

        using (starter)
        {
            return PassOn(starter, hasTerminal, programName);
        }
    }

    /// <summary>Says what the session's process has to say, and the notice.</summary>
    [UnsupportedOSPlatform("windows")]
    private static int PassOn(SessionStarter starter, bool hasTerminal, string programName)
    {
        string? connectLine;
        try
        {
            connectLine = starter.WaitForConnectLine();
        }
        catch (TimeoutException)
        {
            StandardStreams.Error.Write($"{programName}: The session's process did not get ready within a minute, and was ended.\n{CheckLimits}\n");
            return ExitStatus.Failure;
        }

        if (connectLine is null)
        {
            int status = ProcessSpawner.WaitForExit(starter.ProcessId);
            SayEnd(status, starter.HasSaidWhy(status), programName);
            return ExitStatus.Failure;
        }

        try
        {
            // What the user has typed ahead is echoed in front of the empty line and not of the connect line.
            StandardStreams.Output.Write(hasTerminal ? "\r\n\n" + connectLine : connectLine);
        }
        catch (IOException e)
        {
            starter.Terminate();
            StandardStreams.Error.Write($"{programName}: The session could not be announced and was ended: {e.Message}.\n");
            return ExitStatus.Failure;
        }

        StandardStreams.Error.Write($"\n{ServerText.Notice}\n\n[mosh-server detached, pid = {starter.ProcessId.ToString(CultureInfo.InvariantCulture)}]\n");
        return ExitStatus.Success;
    }

    /// <summary>The session's process has ended before it was ready, and has said why if it could.</summary>
    private static void SayEnd(int status, bool hasSaidWhy, string programName)
    {
        if (status is > SignalStatus and <= SignalStatus + HighestSignal)
        {
            StandardStreams.Error.Write(
                $"{programName}: Signal {(status - SignalStatus).ToString(CultureInfo.InvariantCulture)} ended the session's process before it was ready.\n{CheckLimits}\n");
        }
        else if (!hasSaidWhy)
        {
            StandardStreams.Error.Write(
                $"{programName}: The session's process ended (exit status {status.ToString(CultureInfo.InvariantCulture)}) before it was ready.\n{CheckLimits}\n");
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static int FailToStart(IOException reason, string programName)
    {
        string advice = ResourceLimits.Advice(reason.HResult) ?? $"Check that /dev/null and this program's file can be used. {CheckLimits}";
        StandardStreams.Error.Write($"{programName}: The session's process did not start: {reason.Message}.\n{advice}\n");
        return ExitStatus.Failure;
    }

    /// <summary>The size that the session's terminal has until the client tells its own.</summary>
    [UnsupportedOSPlatform("windows")]
    private static (int Columns, int Rows) GetWindowSize()
    {
        (int columns, int rows) = UnixTerminal.GetWindowSize(UnixTerminal.StandardInput);
        return columns == 0 || rows == 0
            ? (DefaultColumns, DefaultRows)
            : (Math.Min(columns, Screen.MaximumColumns), Math.Min(rows, Screen.MaximumRows));
    }

    private static int ReadTimeout(string variable) =>
        TimeoutVariable.Read(variable, Environment.GetEnvironmentVariable(variable), StandardStreams.Error);
}
