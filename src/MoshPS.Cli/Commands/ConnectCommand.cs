using MoshPS.Cli.CommandLine;
using MoshPS.Cli.Commands.Server;
using MoshPS.Engine;
using MoshPS.Engine.Client;
using MoshPS.Engine.Client.Consoles;
using MoshPS.Engine.Ssh;
using MoshPS.Engine.Ssh.Local;

namespace MoshPS.Cli.Commands;

/// <summary>
/// <c>moshps connect</c>: what the <c>mosh</c> wrapper and <c>mosh-client</c> do, in one process, so that the key
/// is never in an environment or on a command line.
/// </summary>
internal static class ConnectCommand
{
    private const string Usage = "Usage: moshps connect [options] [user@]host [--] [command...]\n       moshps connect --local [options] [--] [command...]";

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">What follows <c>connect</c>.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        ConnectOptions options = new();
        try
        {
            options.Parse(arguments);
        }
        catch (UsageException e)
        {
            StandardStreams.Error.WriteLine($"moshps connect: {e.Message}\n{Usage}\n'moshps connect --help' lists the options.");
            return ExitStatus.Usage;
        }

        if (options.WantsHelp)
        {
            WriteHelp(options);
            return ExitStatus.Success;
        }

        try
        {
            // Said before anybody has typed a password.
            Recording? recording = options.RecordPath is null ? null : Recording.Prepare(options.RecordPath, options.ReplacesRecording);
            return options.Headless
                ? await RunScriptAsync(options, recording).ConfigureAwait(false)
                : await RunInteractiveAsync(options, recording).ConfigureAwait(false);
        }
        catch (MoshException e)
        {
            StandardStreams.Error.WriteLine($"moshps: {e.Message}\n{e.RecommendedAction}");
            return ExitStatus.Failure;
        }
        catch (IOException e)
        {
            StandardStreams.Error.WriteLine($"moshps: {e.Message}\nRun it in a terminal, or with --headless.");
            return ExitStatus.Failure;
        }
    }

    private static async Task<int> RunInteractiveAsync(ConnectOptions options, Recording? recording)
    {
        using IConsole console = SystemConsole.Open();

        // Fails here, before anybody has typed a password, when this is no terminal.
        _ = console.GetSize();
        MoshClientOptions clientOptions = await StartServerAsync(options, console.Terminal.Colors).ConfigureAwait(false);
        return await InteractiveSession.RunAsync(console, clientOptions, options.Attach, recording).ConfigureAwait(false);
    }

    private static async Task<int> RunScriptAsync(ConnectOptions options, Recording? recording)
    {
        MoshClientOptions clientOptions = await StartServerAsync(options, colors: 256).ConfigureAwait(false);
        await using MoshClient client = ClientProcess.Start(clientOptions with { Columns = options.Columns, Rows = options.Rows });
        if (recording is not null)
        {
            await recording.StartAsync(client).ConfigureAwait(false);
        }

        int status = await new ScriptedSession(client, StandardStreams.Input, StandardStreams.Output).RunAsync().ConfigureAwait(false);
        return recording is null ? status : await recording.FinishAsync(status).ConfigureAwait(false);
    }

    private static async Task<MoshClientOptions> StartServerAsync(ConnectOptions options, int colors)
    {
        // Ctrl+C ends this process and ssh alike: both are in the terminal's foreground group.
        SshBootstrapResult result = options.IsLocal
            ? await LocalBootstrap.RunAsync(LocalServer(options, colors), CancellationToken.None).ConfigureAwait(false)
            : await SshBootstrap.RunAsync(RemoteServer(options, colors), CancellationToken.None).ConfigureAwait(false);
        if (options.Verbose)
        {
            StandardStreams.Error.WriteLine($"moshps: the server listens on UDP port {result.Server.Port} of {result.Server.Address}");
        }

        return new MoshClientOptions { Server = result.Server, Key = result.Key };
    }

    private static SshBootstrapOptions RemoteServer(ConnectOptions options, int colors) => options.Bootstrap with
    {
        Colors = Math.Max(colors, 0),
        MessageReceived = StandardStreams.Error.WriteLine,
        PhaseChanged = PhaseReport(options),
    };

    private static LocalBootstrapOptions LocalServer(ConnectOptions options, int colors) => new()
    {
        ServerCommand = options.ServerCommand ?? OwnServer(),
        Command = options.Bootstrap.Command,
        Colors = Math.Max(colors, 0),
        UdpPorts = options.Bootstrap.UdpPorts,
        Family = options.Bootstrap.Family,
        Timeout = options.Bootstrap.Timeout,
        MessageReceived = StandardStreams.Error.WriteLine,
        PhaseChanged = PhaseReport(options),
    };

    /// <summary>The command that starts this program as a server.</summary>
    private static string OwnServer()
    {
        string[] restart = Executable.Restart(out string program);
        return LocalBootstrap.CommandLine([program, .. restart, "server"]);
    }

    private static Action<SshBootstrapPhase>? PhaseReport(ConnectOptions options) =>
        options.Verbose ? phase => StandardStreams.Error.WriteLine($"moshps: {Describe(phase)}") : null;

    private static string Describe(SshBootstrapPhase phase) => phase switch
    {
        SshBootstrapPhase.ReadingConfiguration => "reading ssh's configuration",
        SshBootstrapPhase.Connecting => "ssh is connecting",
        SshBootstrapPhase.VerifyingHost => "ssh is checking the host's key",
        SshBootstrapPhase.Authenticating => "ssh is logging in",
        SshBootstrapPhase.StartingServer => "starting mosh-server",
        _ => "mosh-server has started",
    };

    private static void WriteHelp(ConnectOptions options) =>
        StandardStreams.Output.WriteLine(
            $"""
            {Usage}

            Logs in with ssh, starts mosh-server on the host, and opens a session that survives sleep, roaming and bad
            networks. Options come before the host; what follows the host is the command to run instead of a shell.
            With --local there is no host and no ssh: the server runs on a loopback address of this machine.

            {options.Describe()}
            Escape key: Ctrl-^ unless set otherwise. After it '.' quits, Ctrl-Z suspends, '^' sends it.
            Exit status: 0 after a clean end, 1 when there was no session or it did not end cleanly, 2 for wrong
            usage. The remote command's status is not known.

            {ScriptedSession.Help}
            """);
}
