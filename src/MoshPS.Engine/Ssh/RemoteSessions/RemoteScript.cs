using System.Runtime.ExceptionServices;

namespace MoshPS.Engine.Ssh.RemoteSessions;

/// <summary>Runs one of our scripts in a host's POSIX shell, whatever the login shell is.</summary>
internal static class RemoteScript
{
    /// <summary>What ssh exits with when the connection broke.</summary>
    private const int SshError = 255;

    /// <summary>Lines that an error quotes.</summary>
    private const int QuotedLines = 5;

    /// <summary>Logs in, runs the script and leaves.</summary>
    /// <param name="options">Which host, and how to log in.</param>
    /// <param name="script">For sh.</param>
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
        script = string.Join(' ', arguments.Select(PosixShell.Quote).Prepend("set --")) + "\n" + script;
        MoshBootstrapException? failure = null;
        foreach (var family in SshBootstrap.FamiliesToTry(options, configuration))
        {
            var report = new HostReport();
            using var run = new SshCommandRun(options, configuration, report, limit);
            int? exitCode = await run.RunAsync(program, family, script, cancellationToken).ConfigureAwait(false);
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
        if (!run.ScriptBegan)
        {
            return SshFailure.Explain(options, configuration, run, exitCode);
        }

        if (exitCode == SshError && run.Log.Broken is { } broken)
        {
            return new MoshBootstrapException(
                "ConnectionClosed",
                $"The SSH connection to {options.HostName} broke before the host had told of its sessions: {broken}",
                $"See the log of the host's SSH server, and whether this works: ssh {PosixShell.QuoteIfNeeded(options.HostName)} true");
        }

        string what = true switch
        {
            _ when run.Flooded => "printed without end",
            _ when exitCode is { } status => $"ended (exit status {status}) before it had told of its sessions",
            _ => $"did not tell of its sessions within {limit.TotalSeconds:0} s",
        };
        return new MoshBootstrapException(
            "RemoteCommandFailed",
            $"The login to {options.HostName} worked, and then the host {what}. {report.OtherLines.Quote(QuotedLines)}",
            $"See whether this works, and how fast: ssh {PosixShell.QuoteIfNeeded(options.HostName)} ps");
    }
}
