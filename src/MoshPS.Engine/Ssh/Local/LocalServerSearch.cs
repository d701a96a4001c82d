namespace MoshPS.Engine.Ssh.Local;

/// <summary>Finds a server on this machine: our own where there is one, otherwise stock's.</summary>
internal static class LocalServerSearch
{
    private const string OwnProgram = "moshps";
    private const string StockProgram = "mosh-server";

    /// <summary>The command that starts the server, quoted for a shell; null when there is none.</summary>
    /// <param name="buildFolders">Folders of builds of MoshPS, which come before PATH.</param>
    /// <param name="path">The value of PATH; may be null.</param>
    public static string? Find(IEnumerable<string> buildFolders, string? path)
    {
        string[] onPath = (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string? own = buildFolders
            .Concat(onPath)
            .Select(folder => Path.Combine(folder, OwnProgram))
            .FirstOrDefault(IsExecutable);
        if (own is not null)
        {
            return LocalBootstrap.CommandLine(own, "server");
        }

        string? stock = onPath.Select(folder => Path.Combine(folder, StockProgram)).FirstOrDefault(IsExecutable);
        return stock is null ? null : LocalBootstrap.CommandLine(stock);
    }

    private static bool IsExecutable(string path) =>
        File.Exists(path)
        && !OperatingSystem.IsWindows()
        && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
