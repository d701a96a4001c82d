namespace MoshPS.Engine.Ssh.Local;

/// <summary>Says why there is no server on this machine.</summary>
internal static class LocalStartFailure
{
    /// <summary>What a POSIX shell exits with when it does not find a command.</summary>
    private const int CommandNotFound = 127;

    /// <summary>Lines that an error quotes.</summary>
    private const int QuotedLines = 8;

    /// <summary>Windows.</summary>
    public static MoshBootstrapException Unsupported() => new(
        "LocalServerUnsupported",
        "A local session needs a mosh server on this machine, and a mosh server needs Linux or macOS.",
        "Run it in the Windows Subsystem for Linux, or connect to a host of another system.");

    /// <summary>No command was given, and the search found nothing.</summary>
    public static MoshBootstrapException NothingFound() => new(
        "ServerNotFound",
        "There is no mosh server on this machine: neither 'moshps' nor 'mosh-server' is on PATH.",
        "Put moshps on PATH, install mosh (package mosh), or give the server's path with -ServerPath.");

    /// <summary>The system does not start it.</summary>
    public static MoshBootstrapException NotStarted(string command, IOException exception) => new(
        "ServerStartFailed", $"'{command}' could not be started: {exception.Message}.", "Check that this machine has /bin/sh and room for processes.", exception);

    /// <summary>The command is over, or the time is up, and there was no connect line.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="command">The server's command.</param>
    /// <param name="output">What it printed.</param>
    /// <param name="exitCode">Its exit status; null when the time was up.</param>
    public static MoshBootstrapException Explain(LocalBootstrapOptions options, string command, ServerOutput output, int? exitCode)
    {
        if (output.Malformed is { } malformed)
        {
            return new MoshBootstrapException(
                "ConnectLineMalformed",
                $"The server announced itself in a way that cannot be understood: {malformed}.",
                "Check that -ServerPath runs a mosh server and passes its output on unchanged.");
        }

        if (output.BindFailure is { } reason)
        {
            string ports = options.UdpPorts is { } range ? $"UDP port {range}" : "the UDP ports 60001:60999";
            return new MoshBootstrapException(
                "UdpPortUnavailable",
                $"The server could not use {ports}: {reason}.",
                "Allow other ports or a wider range with -UdpPort, or end old servers (pgrep -a mosh-server).");
        }

        if (output.PortRangeRefusal is { } refusal)
        {
            return new MoshBootstrapException(
                "BadPortRange",
                $"The server refuses the UDP ports {options.UdpPorts}: {refusal}",
                "Give one port or a range low:high; servers older than 1.2.4 take only one port.");
        }

        if (output.LacksLocale)
        {
            return new MoshBootstrapException(
                "LocaleUnavailable",
                "The server found no UTF-8 locale: neither this process's, nor C.UTF-8 or en_US.UTF-8.",
                "Generate a UTF-8 locale (locale-gen en_US.UTF-8), or name one: -ServerPath 'env LC_ALL=<name> mosh-server'.");
        }

        if (exitCode == CommandNotFound || output.NotFound is not null)
        {
            return new MoshBootstrapException(
                "ServerNotFound",
                $"This machine has no '{command}'.{(output.NotFound is { } line ? $" The shell said: {line}" : "")}",
                "Check -ServerPath; without it, moshps and mosh-server are looked for on PATH.");
        }

        string what = exitCode is { } code
            ? $"ended (exit status {code}) without starting a server"
            : $"did not start a server within {options.Timeout.TotalSeconds:0.#} s";
        return new MoshBootstrapException(
            "ServerStartFailed",
            $"'{command}' {what}. {output.LastLines.Quote(QuotedLines)}",
            "Run the command with the argument 'new' by hand and see what it says. Our own server is started by 'moshps server'.");
    }

    /// <summary>The command printed without end.</summary>
    public static MoshBootstrapException Flooded(string command) => new(
        "ServerStartFailed", $"'{command}' printed more than 1 MB without starting a server.", "Check that -ServerPath runs a mosh server.");
}
