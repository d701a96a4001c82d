using System.Runtime.ExceptionServices;

namespace MoshPS.Engine.Ssh.RemoteSessions;

/// <summary>Runs one of our scripts in a host's POSIX shell, whatever the login shell is.</summary>
internal static class RemoteScript
{
    /// <summary>What ssh exits with when the connection broke.</summary>
    private const int SshError = 255;

    /// <summary>Logs in, runs the script and leaves.</summary>
    /// <param name="options">Which host, and how to log in.</param>
    /// <param name="script">One line for sh.</param>
    /// <param name="arguments">What it gets as $1 and so on.</param>
    /// <param name="limit">How long it may take after the login.</param>
    /// <param name="cancellationToken">Ends ssh and gives up.</param>
    /// <returns>The lines of its report.</returns>
    /// <exception cref="MoshBootstrapException">There is no complete report.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(
        SshBootstrapOptions options, string script, IEnumerable<string> arguments, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        SshOptionChecks.Check(options);
        cancellationToken.ThrowIfCancellationRequested();
        options = options with { AllocateTerminal = false };
        var program = SshProgram.Find(options.SshCommand);
        options.PhaseChanged?.Invoke(SshBootstrapPhase.ReadingConfiguration);
        var configuration = await SshConfigurationQuery.RunAsync(program, options, cancellationToken).ConfigureAwait(false);
        string command = "sh -c " + string.Join(' ', ((IEnumerable<string>)[script, "sh", .. arguments]).Select(RemoteCommandLine.Quote));
        MoshBootstrapException? failure = null;
        foreach (var family in SshBootstrap.FamiliesToTry(options, configuration))
        {
            var report = new HostReport();
            using var run = new SshCommandRun(options, configuration, report, limit);
            int? exitCode = await run.RunAsync(program, family, command, cancellationToken).ConfigureAwait(false);
            if (report.IsComplete)
            {
                return report.Lines;
            }

            var reason = Explain(options, configuration, run, report, exitCode, limit);
            failure = failure is null || reason.ErrorId != "HostNameNotResolved" ? reason : failure;
            if (!SshBootstrap.IsWorthOtherFamily(run.Log, reason))
            {
                break;
            }
        }

        ExceptionDispatchInfo.Throw(failure!);
        return [];
    }

    private static MoshBootstrapException Explain(
        SshBootstrapOptions options, SshConfiguration configuration, SshCommandRun run, HostReport report, int? exitCode, TimeSpan limit)
    {
        var log = run.Log;
        bool loggedIn = log.Phase >= SshBootstrapPhase.StartingServer || report.Lines.Count > 0;
        if (!loggedIn && !run.Flooded)
        {
            return exitCode is { } code ? SshFailure.Explain(options, configuration, log, code) : SshFailure.TimedOut(options, log);
        }

        if (exitCode == SshError && log.Broken is { } broken)
        {
            return new MoshBootstrapException(
                "ConnectionClosed",
                $"The SSH connection to {options.HostName} broke before the host had told of its sessions: {broken}",
                $"Check that 'ssh {options.HostName} true' works, and see the log of the host's SSH server.");
        }

        string what = true switch
        {
            _ when run.Flooded => "printed without end",
            _ when exitCode is { } status => $"ended (exit status {status}) before it had told of its sessions",
            _ => $"did not tell of its sessions within {limit.TotalSeconds:0} s",
        };
        string printed = report.OtherLines.Count == 0 ? "It printed nothing else." : "It printed: " + string.Join(" / ", report.OtherLines);
        return new MoshBootstrapException(
            "RemoteCommandFailed",
            $"The login to {options.HostName} worked, and then the host {what}. {printed}",
            $"Check that 'ssh {options.HostName} sh -c id' works: the host needs a POSIX shell, and the account must be allowed to run commands.");
    }
}
