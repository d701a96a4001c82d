namespace MoshPS.Engine.Ssh.RemoteSessions;

/// <summary>By which names servers stand in a process table.</summary>
internal static class ServerNames
{
    /// <summary>Our executable.</summary>
    private const string OurProgram = "moshps";

    /// <summary>Stock's executable, and the name that our session process gives itself.</summary>
    private const string StockProgram = "mosh-server";

    /// <summary>With this argument our executable serves a session.</summary>
    private const string SessionArgument = "--session";

    /// <summary>Words after the program's name among which it is said what it does; one may be a runtime's.</summary>
    private const int WordsThatTell = 3;

    /// <summary>Whether a process of this name with this command line can be a session's server.</summary>
    /// <param name="name">The process name; null where only the command line is known.</param>
    /// <param name="arguments">The command line.</param>
    public static bool IsServer(string? name, string arguments)
    {
        string program = name ?? ProgramOf(arguments);
        return program switch
        {
            StockProgram => true,
            // moshps is a client too, unless it shows its title or says what it does.
            OurProgram or OurProgram + ":" => arguments.StartsWith("moshps: session ", StringComparison.Ordinal)
                || FirstWords(arguments).Any(word => word is "server" or SessionArgument),
            _ => false,
        };
    }

    /// <summary>Whether a server's command line, which is not its title, is one of ours.</summary>
    public static bool IsOurs(string arguments) =>
        ProgramOf(arguments) == OurProgram || FirstWords(arguments).Contains(SessionArgument);

    private static IEnumerable<string> FirstWords(string arguments) =>
        arguments.Split(' ', WordsThatTell + 2, StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(WordsThatTell);

    /// <summary>File name of a command line's program.</summary>
    private static string ProgramOf(string arguments)
    {
        string trimmed = arguments.TrimStart();
        int blank = trimmed.IndexOf(' ', StringComparison.Ordinal);
        string path = blank < 0 ? trimmed : trimmed[..blank];
        return path[(path.LastIndexOf('/') + 1)..];
    }
}
