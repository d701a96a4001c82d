using System.Net;
using System.Runtime.ExceptionServices;

namespace MoshPS.Engine.Ssh;

/// <summary>
/// Starts a mosh-server on a host by the user's own OpenSSH (spec 3 §6, docs/adr/0002). The session's key
/// comes back through ssh's standard output and goes nowhere else: into no file, argument, environment or
/// error message.
/// </summary>
public static class SshBootstrap
{
    private static readonly string[] UnreachableErrors = ["HostNameNotResolved", "ConnectionRefused", "HostUnreachable", "SshTimeout"];

    /// <summary>Logs in, starts the server and leaves ssh again. A server without a client ends after 60 s.</summary>
    /// <param name="options">Which host, and how.</param>
    /// <param name="cancellationToken">Ends ssh and gives up.</param>
    /// <returns>Where the server listens, and the session's key.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <exception cref="MoshBootstrapException">
    /// There is no server. The error id is one of: InvalidHostName, InvalidUserName, InvalidSshPort, InvalidSshOption,
    /// InvalidSshCommand, InvalidServerCommand, InvalidCommand, InvalidFilePath, InvalidTimeout; SshClientMissing, SshConfigurationInvalid, KeyFileNotFound;
    /// HostNameNotResolved, ConnectionRefused, HostUnreachable, SshTimeout, ConnectionClosed, NegotiationFailed;
    /// HostKeyUnknown, HostKeyChanged, HostKeyRevoked; AuthenticationFailed, PromptNeeded; CommandTooLong,
    /// RemoteCommandNotRun; ServerNotFound, LocaleUnavailable, UdpPortUnavailable, BadPortRange, ServerStartFailed, ConnectLineMalformed,
    /// ServerAddressUnknown; SshFailed for anything else.
    /// </exception>
    public static async Task<SshBootstrapResult> RunAsync(SshBootstrapOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        SshOptionChecks.Check(options);
        cancellationToken.ThrowIfCancellationRequested();
        var program = SshProgram.Find(options.SshCommand);
        options.PhaseChanged?.Invoke(SshBootstrapPhase.ReadingConfiguration);
        var configuration = await SshConfigurationQuery.RunAsync(program, options, cancellationToken).ConfigureAwait(false);
        var families = FamiliesToTry(options, configuration);
        var (result, first, tryOther) = await LogInAsync(options, program, configuration, families[0], cancellationToken).ConfigureAwait(false);
        if (tryOther && families.Length > 1)
        {
            (result, var second, _) = await LogInAsync(options, program, configuration, families[1], cancellationToken).ConfigureAwait(false);

            // When the host has addresses of the preferred kind only, what happened with those is the news.
            first = second is { ErrorId: "HostNameNotResolved" } ? first : second;
        }

        if (result is null)
        {
            ExceptionDispatchInfo.Throw(first!);
        }

        return result;
    }

    /// <summary>Whether trying the other IP version makes sense: nothing was reached and no proxy is in between.</summary>
    internal static bool IsWorthOtherFamily(SshLog log, MoshBootstrapException failure) =>
        log is { Phase: SshBootstrapPhase.Connecting, UsesProxy: false } && UnreachableErrors.Contains(failure.ErrorId);

    /// <summary>Runs ssh, and once more without a terminal where the host refuses one.</summary>
    /// <returns>The result, or else the failure and whether the other IP version is worth an attempt.</returns>
    private static async Task<(SshBootstrapResult? Result, MoshBootstrapException? Failure, bool TryOther)> LogInAsync(
        SshBootstrapOptions options,
        SshProgram program,
        SshConfiguration configuration,
        AddressFamilyPreference family,
        CancellationToken cancellationToken)
    {
        using var login = new SshLogin(options, configuration);
        try
        {
            return (await login.RunAsync(program, family, cancellationToken).ConfigureAwait(false), null, false);
        }
        catch (MoshBootstrapException failure) when (!login.TerminalRefused)
        {
            return (null, failure, IsWorthOtherFamily(login.Log, failure));
        }
        catch (MoshBootstrapException) when (options.AllocateTerminal)
        {
            return await LogInAsync(options with { AllocateTerminal = false }, program, configuration, family, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// ssh can be told to use one IP version but not to prefer one: a preference is one attempt after the
    /// other. Both come before any prompt.
    /// </summary>
    internal static AddressFamilyPreference[] FamiliesToTry(SshBootstrapOptions options, SshConfiguration configuration)
    {
        bool alreadyDecided = configuration.UsesProxy || IPAddress.TryParse(configuration.HostName ?? options.HostName, out _);
        return options.Family switch
        {
            AddressFamilyPreference.PreferIPv4 when !alreadyDecided => [AddressFamilyPreference.IPv4, AddressFamilyPreference.IPv6],
            AddressFamilyPreference.PreferIPv6 when !alreadyDecided => [AddressFamilyPreference.IPv6, AddressFamilyPreference.IPv4],
            AddressFamilyPreference.IPv4 or AddressFamilyPreference.IPv6 => [options.Family],
            _ => [AddressFamilyPreference.Any],
        };
    }
}
