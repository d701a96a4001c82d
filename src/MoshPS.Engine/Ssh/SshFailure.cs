using System.Text.RegularExpressions;

namespace MoshPS.Engine.Ssh;

/// <summary>Says why ssh did not log in, from what it reported (spec 3 §7, D2 and D5 to D8).</summary>
internal static partial class SshFailure
{
    /// <summary>Lines of ssh's that an error quotes when nothing better is known.</summary>
    private const int QuotedLines = 5;

    /// <summary>The script has not been run: there was no login, or the host ran something else.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="configuration">What ssh's configuration says about the host.</param>
    /// <param name="run">The run of ssh, which is over.</param>
    /// <param name="exitCode">ssh's exit status; null when it was ended.</param>
    public static MoshBootstrapException Explain(SshBootstrapOptions options, SshConfiguration configuration, SshCommandRun run, int? exitCode) => true switch
    {
        _ when run.IsLoggedIn => CommandNotRun(options, run, exitCode),
        _ when run.Flooded => new MoshBootstrapException(
            "SshFailed",
            $"ssh printed without end and did not log in to {options.HostName}. {Quote(run.Log)}",
            $"See what it says by hand: ssh -v {Host(options)}"),
        _ when exitCode is { } code => Explain(options, configuration, run.Log, code),
        _ => TimedOut(options, run.Log),
    };

    /// <summary>ssh has ended without logging in.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="configuration">What ssh's configuration says about the host.</param>
    /// <param name="log">What ssh reported.</param>
    /// <param name="exitCode">Its exit status.</param>
    public static MoshBootstrapException Explain(SshBootstrapOptions options, SshConfiguration configuration, SshLog log, int exitCode)
    {
        string text = string.Join('\n', log.Messages);
        return HostKey(options, configuration, log, text)
            ?? Authentication(options, configuration, log, text)
            ?? Broken(options, log)
            ?? Connection(options, text)
            ?? Configuration(text)
            ?? new MoshBootstrapException(
                "SshFailed",
                $"ssh did not log in to {options.HostName} (exit status {exitCode}). {Quote(log)}",
                $"Try by hand, mosh can log in where ssh can: ssh -v {Host(options)}");
    }

    private static MoshBootstrapException CommandNotRun(SshBootstrapOptions options, SshCommandRun run, int? exitCode)
    {
        string what = true switch
        {
            _ when run.Flooded => "printed without end",
            _ when exitCode is { } status => $"ended (exit status {status})",
            _ => $"did nothing more within {options.Timeout.TotalSeconds:0.#} s",
        };
        string ssh = run.Log.Messages.Count == 0 ? "" : " " + Quote(run.Log);
        return new MoshBootstrapException(
            "RemoteCommandNotRun",
            $"The login to {options.HostName} worked, and then the host {what} instead of running the command that it was given. {run.EarlyLines.Quote(QuotedLines)}{ssh}",
            "The account needs a POSIX shell (sh), a profile that does not end or replace a shell without a terminal, "
                + "and no forced command, unless that runs what it is asked for: eval \"$SSH_ORIGINAL_COMMAND\" (see command= in authorized_keys, and ForceCommand in sshd_config).");
    }

    private static MoshBootstrapException TimedOut(SshBootstrapOptions options, SshLog log)
    {
        string doing = log.Phase switch
        {
            SshBootstrapPhase.Connecting => "connect to",
            SshBootstrapPhase.VerifyingHost => "exchange keys with",
            SshBootstrapPhase.Authenticating => "log in to",
            _ => "hear anything from the shell of",
        };
        return new MoshBootstrapException(
            "SshTimeout",
            $"ssh did not {doing} {options.HostName} within {options.Timeout.TotalSeconds:0.#} s. {Quote(log)}".TrimEnd(),
            "Check that the host is up and that its SSH port can be reached from here, or allow more time.");
    }

    /// <summary>The last messages, as the end of an error's text.</summary>
    private static string Quote(SshLog log) => log.Messages.Count == 0
        ? "ssh gave no reason."
        : "ssh said: " + string.Join(" / ", log.Messages.TakeLast(QuotedLines));

    private static MoshBootstrapException? HostKey(SshBootstrapOptions options, SshConfiguration configuration, SshLog log, string text)
    {
        string key = log.HostKey is null ? "" : $" It showed {log.HostKey}.";
        if (text.Contains("REVOKED HOST KEY DETECTED", StringComparison.Ordinal))
        {
            return new MoshBootstrapException(
                "HostKeyRevoked",
                $"The key of {options.HostName} is marked as revoked: somebody may be impersonating the host.{key}",
                "Do not connect before you have asked the host's administrator.");
        }

        if (text.Contains("REMOTE HOST IDENTIFICATION HAS CHANGED", StringComparison.Ordinal) || HostKeyChanged().IsMatch(text))
        {
            var offending = OffendingKey().Match(text);
            string? file = offending.Success ? KnownFiles.Find(options, configuration, offending.Groups["file"].Value) : null;
            string where = file is null ? "" : $" The key on file is in {file}, line {offending.Groups["line"].Value}.";
            string command = $"ssh-keygen -R {PosixShell.QuoteIfNeeded(configuration.KnownHostsName(options.HostName, options.Port))}"
                + (file is null ? "" : $" -f {PosixShell.QuoteIfNeeded(file)}");
            return new MoshBootstrapException(
                "HostKeyChanged",
                $"{options.HostName} shows another host key than the one on file: it was reinstalled, or somebody is impersonating it.{key}{where}",
                $"Ask the host's administrator for the fingerprint. Only if the new key is right, remove the old one: {command}");
        }

        if (text.Contains("Host key verification failed", StringComparison.Ordinal) || HostKeyNotKnown().IsMatch(text))
        {
            return new MoshBootstrapException(
                "HostKeyUnknown",
                options.Interactive
                    ? $"The host key of {options.HostName} is not known, and it was not accepted.{key}"
                    : $"The host key of {options.HostName} is not known, and nothing may ask you about it here.{key}",
                $"Check the fingerprint and connect once interactively (Connect-Mosh, or ssh {Host(options)}), put the key into known_hosts, or accept new keys with -Options @{{ StrictHostKeyChecking = 'accept-new' }}.");
        }

        return null;
    }

    private static MoshBootstrapException? Authentication(SshBootstrapOptions options, SshConfiguration configuration, SshLog log, string text)
    {
        var denied = PermissionDenied().Match(text);
        bool tooMany = text.Contains("Too many authentication failures", StringComparison.Ordinal);
        if (!denied.Success && !tooMany)
        {
            return null;
        }

        var unprotected = BadKeyPermissions().Match(text);
        string? unprotectedFile = unprotected.Success ? KnownFiles.Find(options, configuration, unprotected.Groups["file"].Value) : null;
        string methods = denied.Success ? denied.Groups["methods"].Value : log.Methods ?? "";
        string who = options.UserName is { } user ? $"{user}@{options.HostName}" : options.HostName;
        if (!SshArguments.CanPrompt(options) && !unprotected.Success)
        {
            if (log.LockedKey is not null)
            {
                string? locked = KnownFiles.Find(options, configuration, log.LockedKey);
                return new MoshBootstrapException(
                    "PromptNeeded",
                    $"{who} accepts {(locked is null ? "one of your keys" : $"the key {locked}")}, but the key needs its passphrase, and nothing may ask you for it here.",
                    $"Load the key into the agent ({(locked is null ? "ssh-add" : $"ssh-add {PosixShell.QuoteIfNeeded(locked)}")}), name another one with -KeyFilePath, or connect interactively with Connect-Mosh.");
            }

            if (options.KeyFilePath is null && (methods.Contains("password", StringComparison.Ordinal) || methods.Contains("keyboard-interactive", StringComparison.Ordinal)))
            {
                return new MoshBootstrapException(
                    "PromptNeeded",
                    $"{who} accepts none of your keys and wants a password ({methods}), and nothing may ask you for it here.",
                    "Name a key that the host accepts with -KeyFilePath, load one into the agent, or connect interactively with Connect-Mosh.");
            }
        }

        string reason = tooMany ? " It was offered too many keys."
            : unprotected.Success ? $" {(unprotectedFile is null ? "A key" : $"The key {unprotectedFile}")} was ignored because others may read it."
            : "";
        return new MoshBootstrapException(
            "AuthenticationFailed",
            $"{who} refused the login{(methods.Length > 0 ? $" (it takes {methods})" : "")}.{reason}",
            tooMany
                ? "Offer only the right key: -KeyFilePath with -Options @{ IdentitiesOnly = 'yes' }."
                : unprotectedFile is not null ? $"Take the others' permissions away: chmod 600 {PosixShell.QuoteIfNeeded(unprotectedFile)}"
                : unprotected.Success ? "Take the others' permissions away from the key file."
                : $"Check -UserName and -KeyFilePath, and whether this logs in: ssh {Host(options)}");
    }

    private static MoshBootstrapException? Broken(SshBootstrapOptions options, SshLog log) => log.Broken is { } broken
        ? new MoshBootstrapException(
            "ConnectionClosed",
            $"The SSH connection to {options.HostName} broke before the host answered: {broken}",
            $"See the log of the host's SSH server, and whether this works: ssh {Host(options)} true")
        : null;

    private static MoshBootstrapException? Connection(SshBootstrapOptions options, string text)
    {
        if (NotResolved().Match(text) is { Success: true } name)
        {
            return HostNameNotResolved(name.Groups["host"].Value, name.Groups["reason"].Value);
        }

        // What a jump host says about the way from it to the host.
        if (JumpFailed().Match(text) is { Success: true } jump)
        {
            string reason = jump.Groups["reason"].Value;
            return NameReason().IsMatch(reason)
                ? HostNameNotResolved(options.HostName, $"{reason}, says the jump host")
                : Unreachable($"The jump host could not connect to {options.HostName}", reason);
        }

        if (ConnectFailed().Matches(text) is [.., var connect])
        {
            return Unreachable(
                $"ssh could not connect to {connect.Groups["host"].Value}, port {connect.Groups["port"].Value}",
                connect.Groups["reason"].Value);
        }

        if (TimedOutLine().IsMatch(text))
        {
            return Unreachable($"ssh could not connect to {options.HostName}", "Connection timed out");
        }

        if (NegotiationFailed().Match(text) is { Success: true } negotiation)
        {
            return new MoshBootstrapException(
                "NegotiationFailed",
                $"ssh and {options.HostName} have no algorithm in common: {negotiation.Value}",
                "Update the older of the two, or allow the offered algorithm with -Options, such as @{ HostKeyAlgorithms = '+ssh-rsa' }.");
        }

        if (Closed().Match(text) is { Success: true } closed)
        {
            return new MoshBootstrapException(
                "ConnectionClosed",
                $"{options.HostName} closed the connection before the login: {closed.Value}",
                "Check that an SSH server listens on this port (-Port), and that it does not block this address.");
        }

        return null;
    }

    private static MoshBootstrapException? Configuration(string text) => BadConfiguration().Match(text) is { Success: true } line
        ? new MoshBootstrapException(
            "SshConfigurationInvalid",
            $"ssh refuses its configuration: {line.Value}",
            "Correct the file or the option that it names.")
        : null;

    private static MoshBootstrapException HostNameNotResolved(string host, string reason) => new(
        "HostNameNotResolved",
        $"The host name {host} could not be resolved: {reason}.",
        "Check the spelling of -HostName, the HostName in ssh_config, and name resolution on this machine.");

    private static MoshBootstrapException Unreachable(string what, string reason) => reason switch
    {
        _ when reason.Contains("refused", StringComparison.OrdinalIgnoreCase) => new MoshBootstrapException(
            "ConnectionRefused",
            $"{what}: {reason}.",
            "Check that the SSH server runs and that its port is right (-Port)."),
        _ when reason.Contains("timed out", StringComparison.OrdinalIgnoreCase) => new MoshBootstrapException(
            "SshTimeout",
            $"{what}: {reason}.",
            "Check that the host is up and that no firewall drops the SSH port."),
        _ => new MoshBootstrapException(
            "HostUnreachable",
            $"{what}: {reason}.",
            "Check the network, and with -Family whether the address should be IPv4 or IPv6."),
    };

    /// <summary>The host as it was asked for, as a word of a command.</summary>
    private static string Host(SshBootstrapOptions options) => PosixShell.QuoteIfNeeded(options.HostName);

    [GeneratedRegex(@"Host key for .* has changed")]
    private static partial Regex HostKeyChanged();

    [GeneratedRegex(@"No .* host key is known for")]
    private static partial Regex HostKeyNotKnown();

    [GeneratedRegex(@"Offending (\S+ )?key in (?<file>.+):(?<line>\d+)")]
    private static partial Regex OffendingKey();

    [GeneratedRegex(@"Permission denied \((?<methods>[^)]*)\)")]
    private static partial Regex PermissionDenied();

    [GeneratedRegex(@"Permissions \d+ for '(?<file>.+)' are too open")]
    private static partial Regex BadKeyPermissions();

    [GeneratedRegex(@"Could not resolve hostname (?<host>\S+?): (?<reason>.+?)\.?$", RegexOptions.Multiline)]
    private static partial Regex NotResolved();

    [GeneratedRegex(@"open failed: (?<reason>.+)$", RegexOptions.Multiline)]
    private static partial Regex JumpFailed();

    [GeneratedRegex(@"(not known|resolve|No such host|No address associated)", RegexOptions.IgnoreCase)]
    private static partial Regex NameReason();

    [GeneratedRegex(@"connect to host (?<host>\S+) port (?<port>\d+): (?<reason>.+?)\.?$", RegexOptions.Multiline)]
    private static partial Regex ConnectFailed();

    [GeneratedRegex(@"(Connection timed out during banner exchange|Connection to .* timed out)")]
    private static partial Regex TimedOutLine();

    [GeneratedRegex(@"Unable to negotiate with .*$", RegexOptions.Multiline)]
    private static partial Regex NegotiationFailed();

    [GeneratedRegex(@"(kex_exchange_identification: |ssh_exchange_identification: |banner exchange: |Connection closed by |Connection reset by |Received disconnect from |Disconnected from ).*$", RegexOptions.Multiline)]
    private static partial Regex Closed();

    [GeneratedRegex(@"^.*(Bad configuration option|bad configuration options|Bad owner or permissions|Can't open user config file|line \d+: .*(argument|keyword|Unsupported|missing|Bad)).*$", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex BadConfiguration();
}
