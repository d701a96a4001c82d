namespace MoshPS.Cli.Commands.Server;

/// <summary>What the server says of itself.</summary>
internal static class ServerText
{
    /// <summary>
    /// The notice of each start and of <c>--version</c>. Its first line has the form of stock's, for programs that look
    /// for the version of mosh in it; the build in brackets says whose server it is.
    /// </summary>
    public static string Notice =>
        $"""
        mosh-server (mosh 1.4.0) [build moshps {ProgramVersion.Number}]
        Copyright (c) The MoshPS developers. Licence: MIT.
        A server of its own for the protocol of mosh 1.4.0; see https://mosh.org for the original.
        """;

    /// <summary>What <c>--help</c> tells people, after the usage line.</summary>
    public const string Help =
        """

        Starts a mosh session and leaves it in the background. It is usually run by ssh, through 'mosh --server=...',
        'moshps connect --server ...' or Connect-Mosh. Prints 'MOSH CONNECT PORT KEY' for the client.

          -s                    listen on the address at which ssh was reached (SSH_CONNECTION)
          -i LOCALADDR          listen on this numeric address
          -p PORT[:PORT2]       UDP port, or the lowest free one of a range (60001:60999); 0: the system chooses
          -c COLORS             the client's number of colours; 256 makes TERM xterm-256color
          -l NAME=VALUE         a locale variable (LANG, LANGUAGE, LC_...) to use where this host has no UTF-8 locale
                                set; may be repeated
          -v                    stay attached to the output and log to it; may be repeated
          -@ ARG                ignored
          -- COMMAND...         what to run instead of the login shell; found on PATH, not run by a shell
          IP [PORT]             in place of 'new' and its options: listen on this address (and port)

        Environment:
          MOSH_SERVER_NETWORK_TMOUT   end the session when the client has not been heard for so many seconds
          MOSH_SERVER_SIGNAL_TMOUT    SIGUSR1 ends the session only when the client has not been heard for so long

        A server whose client does not come within 60 seconds ends. SIGTERM, SIGINT and SIGUSR1 end a session.
        A link to the executable with the name mosh-server is this server: 'mosh HOST' then finds it on PATH.
        Exit status: 0 when the session is waiting for its client, 1 otherwise.

        """;

    /// <summary>The usage line.</summary>
    /// <param name="programName">What the program was called as.</param>
    public static string Usage(string programName) =>
        $"Usage: {programName} new [-s] [-v] [-i LOCALADDR] [-p PORT[:PORT2]] [-c COLORS] [-l NAME=VALUE] [-- COMMAND...]";
}
