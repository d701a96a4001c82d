namespace MoshPS.Benchmarks.Typing;

/// <summary>The recorded traces, and what they were typed into.</summary>
internal static class TraceFiles
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "TypingTraces");

    /// <summary>The file of a trace.</summary>
    public static string PathOf(string name) => Path.Combine(Folder, name + ".cast");

    /// <summary>The command line of the program of a trace, on a screen that is empty.</summary>
    /// <remarks>Stock's mosh-server lets a program go by writing a line end to its terminal.</remarks>
    public static string[] ProgramOf(string name) =>
        ["sh", "-c", "printf '\\033[H\\033[2J'; exec bash \"$0\" \"$1\"", Path.Combine(Folder, "start.sh"), name];
}
