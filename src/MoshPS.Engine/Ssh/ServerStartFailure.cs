namespace MoshPS.Engine.Ssh;

/// <summary>Says why the server did not start after a good login (spec 3 §7, D1 and D3 to D5, D9).</summary>
internal static class ServerStartFailure
{
    /// <summary>What a POSIX shell exits with when it does not find a command.</summary>
    private const int CommandNotFound = 127;

    /// <summary>What ssh exits with when the connection broke.</summary>
    private const int SshError = 255;

    /// <summary>Lines that an error quotes.</summary>
    private const int QuotedLines = 8;

    /// <summary>ssh has ended after the login and there was no connect line.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="log">What ssh reported.</param>
    /// <param name="output">What the host printed.</param>
    /// <param name="exitCode">ssh's exit status, which is the remote command's.</param>
    public static MoshBootstrapException Explain(SshBootstrapOptions options, SshLog log, ServerOutput output, int exitCode)
    {
        if (output.Malformed is not null)
        {
            return Malformed(options, output);
        }

        // A later attempt, with another locale, can get further than an earlier one: what comes last in a
        // server's start is looked at first.
        if (output.BindFailure is { } reason)
        {
            string ports = options.UdpPorts is { } range ? $"UDP port {range}" : "the UDP ports 60001:60999";
            return new MoshBootstrapException(
                "UdpPortUnavailable",
                $"mosh-server on {options.HostName} could not use {ports}: {reason}.",
                "Allow other ports or a wider range with -UdpPort, or end old servers on the host (pgrep -a mosh-server).");
        }

        if (output.PortRangeRefusal is { } refusal)
        {
            return new MoshBootstrapException(
                "BadPortRange",
                $"mosh-server on {options.HostName} refuses the UDP ports {options.UdpPorts}: {refusal}",
                "Give one port or a range low:high; servers older than 1.2.4 take only one port.");
        }

        if (output.LacksLocale)
        {
            return new MoshBootstrapException(
                "LocaleUnavailable",
                $"mosh-server on {options.HostName} found no UTF-8 locale: neither its own, nor this machine's, nor C.UTF-8 or en_US.UTF-8.",
                "Generate a UTF-8 locale on the host (locale-gen en_US.UTF-8), or name one that it has: -ServerPath 'env LC_ALL=<name> mosh-server'.");
        }

        if (exitCode == CommandNotFound || output.NotFound is not null)
        {
            return new MoshBootstrapException(
                "ServerNotFound",
                $"{options.HostName} has no '{options.ServerCommand}' in the PATH of non-interactive shells.{(output.NotFound is { } line ? $" It said: {line}" : "")}",
                "Install mosh on the host (package mosh), or give the full path with -ServerPath.");
        }

        if (exitCode == SshError && log.Broken is { } broken)
        {
            return new MoshBootstrapException(
                "ConnectionClosed",
                $"The SSH connection to {options.HostName} broke before mosh-server answered: {broken}",
                $"See the log of the host's SSH server, and whether this works: ssh {PosixShell.QuoteIfNeeded(options.HostName)} true");
        }

        return NoConnectLine(options, output, $"ended (exit status {exitCode}) without starting a server");
    }

    /// <summary>The time was up after the login.</summary>
    public static MoshBootstrapException TimedOut(SshBootstrapOptions options, ServerOutput output) => output.Malformed is not null
        ? Malformed(options, output)
        : NoConnectLine(options, output, $"did not start a server within {options.Timeout.TotalSeconds:0.#} s");

    /// <summary>The host printed without end.</summary>
    public static MoshBootstrapException Flooded(SshBootstrapOptions options, ServerOutput output) =>
        NoConnectLine(options, output, "printed more than 1 MB without starting a server");

    /// <summary>The server runs, and no source told where.</summary>
    public static MoshBootstrapException AddressUnknown(SshBootstrapOptions options) => new(
        "ServerAddressUnknown",
        $"mosh-server runs on {options.HostName}, but neither ssh nor the host told the address to reach it at.",
        "Name the address with -ServerAddress.");

    private static MoshBootstrapException Malformed(SshBootstrapOptions options, ServerOutput output) => new(
        "ConnectLineMalformed",
        $"The server on {options.HostName} announced itself in a way that cannot be understood: {output.Malformed}.",
        "Check that -ServerPath runs mosh-server and passes its output on unchanged, and that no profile prints within its lines.");

    private static MoshBootstrapException NoConnectLine(SshBootstrapOptions options, ServerOutput output, string what)
    {
        string ssh = $"ssh {PosixShell.QuoteIfNeeded(options.HostName)}";
        return new MoshBootstrapException(
            "ServerStartFailed",
            $"'{options.ServerCommand}' on {options.HostName} {what}. {output.LastLines.Quote(QuotedLines)}",
            $"Run this by hand and see what it says: {ssh} mosh-server new");
    }
}
