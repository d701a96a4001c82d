using System.Globalization;
using System.Net;
using MoshPS.Cli.CommandLine;
using MoshPS.Engine;
using MoshPS.Engine.Client;
using MoshPS.Engine.Client.Consoles;

namespace MoshPS.Cli.Commands;

/// <summary>
/// <c>moshps client</c>: the contract of stock <c>mosh-client</c> (spec 3 §3.1), so that the <c>mosh</c> wrapper can
/// run it; and, with <c>--headless</c>, a session for scripts.
/// </summary>
internal static class ClientCommand
{
    private const string Usage =
        """
        Usage: moshps client [-v] [-# 'ARGS'] IP PORT
               moshps client -c
               moshps client --headless [--size COLUMNSxROWS] IP PORT
        """;

    private const string LongHelp =
        $"""
        Joins the terminal to a mosh-server that is running already. IP is a numeric address. The key, as printed
        in the server's MOSH CONNECT line, is read from the environment variable MOSH_KEY and removed from it.

          -# ARGS                     ignored: shows in ps what the session belongs to
          -c                          print the terminal's number of colours and exit
          -v                          accepted for compatibility
          --headless                  no terminal: read commands from standard input (below)
          --size COLUMNSxROWS         the terminal's size with --headless (80x24)

        Escape key: Ctrl-^, or the value of MOSH_ESCAPE_KEY. After it '.' quits, Ctrl-Z suspends, '^' sends it.
        Clipboard: programs may set the terminal's, unless MOSHPS_CLIPBOARD is 'deny' or the longest text in bytes.
        Nothing reads it.
        Exit status: 0 after a clean end, 1 otherwise. The remote command's status is not known.

        {ScriptedSession.Help}
        """;

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">What follows <c>client</c>.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments.TakeWhile(a => a != "--").Contains("--help"))
        {
            StandardStreams.Output.WriteLine($"{ProgramVersion.Notice}\n\n{Usage}\n\n{LongHelp}");
            return ExitStatus.Success;
        }

        if (arguments.TakeWhile(a => a != "--").Contains("--version"))
        {
            StandardStreams.Output.WriteLine(ProgramVersion.Notice);
            return ExitStatus.Success;
        }

        if (!ClientArguments.TryParse(arguments, out ClientArguments parsed, out string? error))
        {
            return FailWithUsage(error);
        }

        if (parsed.PrintColors)
        {
            return PrintColors();
        }

        if (!parsed.Port.All(char.IsAsciiDigit)
            || !ushort.TryParse(parsed.Port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return FailWithUsage($"moshps client: Bad UDP port ({PlainText.Of(parsed.Port)})\n");
        }

        using TakenKey? key = SessionKeyVariable.Take();
        if (key is null)
        {
            return Fail("MOSH_KEY environment variable not found.");
        }

        return parsed.Headless
            ? await RunScriptAsync(parsed, port, key).ConfigureAwait(false)
            : await RunInteractiveAsync(parsed, port, key).ConfigureAwait(false);
    }

    private static int PrintColors()
    {
        try
        {
            StandardStreams.Output.WriteLine(TerminalDescription.FromEnvironment().Colors);
            return ExitStatus.Success;
        }
        catch (MoshSessionException e)
        {
            string? name = Environment.GetEnvironmentVariable("TERM");
            return Fail(e.ErrorId switch
            {
                "TerminalNotSet" => "TERM environment variable not set.",
                "HardcopyTerminal" => $"'{name}': I can't handle hardcopy terminals.",
                _ => $"'{name}': unknown terminal type.",
            });
        }
    }

    private static async Task<int> RunInteractiveAsync(ClientArguments arguments, ushort port, TakenKey taken)
    {
        IConsole console;
        try
        {
            console = SystemConsole.Open();
        }
        catch (MoshSessionException e)
        {
            // A missing TERM is to stock a database that has no such terminal.
            return FailAndExit($"Error: {(e.ErrorId == "TerminalNotSet" ? "Terminfo database could not be found." : e.Message)}");
        }

        using (console)
        {
            if (AttachOptions.FindUnknownPredictionMode() is { } mode)
            {
                return Fail($"Unknown prediction mode {mode}.");
            }

            if (!OperatingSystem.IsWindows() && NativeLocale.AdoptCharset() is var charset && charset != "UTF-8")
            {
                Fail(
                    $"""
                    mosh-client needs a UTF-8 native locale to run.

                    Unfortunately, the client's environment ({NativeLocale.DescribeCharsetVariable()}) specifies
                    the character set "{charset}".

                    """);
                NativeLocale.Print();
                return ExitStatus.Failure;
            }

            try
            {
                // Raw once, to see that this is a terminal, before anything is written to it.
                console.EnterRawMode();
                console.LeaveRawMode();
            }
            catch (IOException e)
            {
                return Fail(e.Message);
            }

            if (!TryMakeOptions(arguments, port, taken, out MoshClientOptions? options, out string? error))
            {
                return FailAndExit(error);
            }

            AttachOptions attachOptions = AttachOptions.FromEnvironment() with { AllowDetach = false };
            try
            {
                return await InteractiveSession.RunAsync(console, options, attachOptions).ConfigureAwait(false);
            }
            catch (Exception e) when (e is MoshException or IOException)
            {
                return FailAndExit(e.Message);
            }
        }
    }

    private static async Task<int> RunScriptAsync(ClientArguments arguments, ushort port, TakenKey taken)
    {
        if (!TryMakeOptions(arguments, port, taken, out MoshClientOptions? options, out string? error))
        {
            return Fail(error);
        }

        try
        {
            await using MoshClient client = ClientProcess.Start(options);
            return await new ScriptedSession(client, StandardStreams.Input, StandardStreams.Output).RunAsync().ConfigureAwait(false);
        }
        catch (MoshException e)
        {
            return Fail($"moshps: {e.Message}\n{e.RecommendedAction}");
        }
    }

    private static bool TryMakeOptions(
        ClientArguments arguments,
        ushort port,
        TakenKey taken,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out MoshClientOptions? options,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? error)
    {
        options = null;
        if (taken.Key is not { } key)
        {
            error = $"Crypto exception: {taken.Mistake}";
            return false;
        }

        if (!IPAddress.TryParse(arguments.Address, out IPAddress? address))
        {
            error = $"Network exception: Bad IP address ({PlainText.Of(arguments.Address)}): Name or service not known";
            return false;
        }

        options = new MoshClientOptions
        {
            Server = new IPEndPoint(address, port),
            Key = key,
            Columns = arguments.Columns,
            Rows = arguments.Rows,
        };
        error = null;
        return true;
    }

    private static int Fail(string message)
    {
        StandardStreams.Error.WriteLine(message);
        return ExitStatus.Failure;
    }

    /// <summary>Fails as stock does once it has the terminal: the line ends with CR LF.</summary>
    private static int FailAndExit(string message)
    {
        Fail(message + "\r");
        StandardStreams.Output.WriteLine("[mosh is exiting.]");
        return ExitStatus.Failure;
    }

    private static int FailWithUsage(string? message)
    {
        if (message is not null)
        {
            StandardStreams.Error.WriteLine(message);
        }

        return Fail($"{ProgramVersion.Notice}\n\n{Usage}");
    }
}
