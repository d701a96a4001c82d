using System.Runtime.Versioning;
using MoshPS.Engine.Server;
using MoshPS.Engine.Unix;

namespace MoshPS.Cli.Commands.Server;

/// <summary>The process of one session, started by <see cref="ServerCommand"/>: binds, reports and serves.</summary>
[UnsupportedOSPlatform("windows")]
internal static class SessionProcess
{
    /// <summary>Serves a session to its end.</summary>
    /// <param name="arguments">Its <see cref="SessionSettings"/>.</param>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (!SessionReport.HasPipe || SessionSettings.FromArguments(arguments) is not { } settings)
        {
            StandardStreams.Error.Write($"moshps server: {ServerCommand.SessionArgument} is for the server itself.\n");
            return ExitStatus.Failure;
        }

        RuntimeDiagnostics.ForgetSwitch();
        ResourceLimits.DisableCoreDumps();
        ResourceLimits.RestoreOpenFiles();
        ResourceLimits.IgnoreFileSizeSignal();
        using MoshServer? server = Open(settings);
        if (server is null)
        {
            return ExitStatus.Failure;
        }

        // ssh may go, and its terminal with it, as soon as it has the connect line: SIGHUP is the session's own by now, and ends nothing.
        SessionReport.Send(server.LocalEndPoint.Port, server.Key);
        ProgramFiles.LoadAll();
        server.Run();
        if (settings.Verbosity > 0)
        {
            StandardStreams.Output.Write("\n[mosh-server is exiting.]\n");
        }

        return ExitStatus.Success;
    }

    /// <summary>Takes all that the session needs; what stands in the way is said, to whoever waits for the connect line.</summary>
    private static MoshServer? Open(SessionSettings settings)
    {
        try
        {
            MoshServer server = MoshServer.Open(new MoshServerOptions
            {
                Address = settings.BindsAddress ? settings.Address : null,
                Ports = settings.Ports,
                Colors = settings.Colors,
                Columns = settings.Columns,
                Rows = settings.Rows,
                NetworkTimeout = Seconds(settings.NetworkTimeout),
                SignalTimeout = Seconds(settings.SignalTimeout),
                Command = settings.Command,
                OwnsProcess = true,
                Log = settings.Verbosity > 0 ? WriteError : null,
            });
            WriteErrors(server.BindingReport);
            return server;
        }
        catch (MoshServerBindException e)
        {
            WriteErrors(e.Advice is null ? e.Report : [.. e.Report, e.Advice]);
        }
        catch (MoshServerStartException e)
        {
            WriteErrors([$"{Executable.ServerName}: {e.Message}", e.RecommendedAction]);
        }
#pragma warning disable CA1031 // Whatever it is, whoever waits for the session is to hear of it, and not to see the runtime's traces.
        catch (Exception e)
#pragma warning restore CA1031
        {
            WriteErrors([$"{Executable.ServerName}: internal error: {e.GetType().Name}: {e.Message}"]);
        }

        return null;
    }

    private static TimeSpan? Seconds(int count) => count == 0 ? null : TimeSpan.FromSeconds(count);

    private static void WriteErrors(IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
        {
            WriteError(line);
        }
    }

    private static void WriteError(string line) => StandardStreams.Error.Write(line + "\n");
}
