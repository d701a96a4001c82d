using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MoshPS.Engine.Client.Consoles;

/// <summary>Finds compiled terminal descriptions where the system keeps them (terminfo(5), "Fetching Compiled Descriptions").</summary>
internal sealed class TerminfoDatabase
{
    private const int LongestName = 128;

    private static readonly string[] SystemDirectories =
    [
        "/etc/terminfo",
        "/lib/terminfo",
        "/usr/share/terminfo",
        "/usr/lib/terminfo",
        "/usr/local/share/terminfo",
        "/opt/homebrew/share/terminfo",
    ];

    private readonly IReadOnlyList<string> _directories;

    /// <param name="directories">The directories to search, the first one first.</param>
    public TerminfoDatabase(IReadOnlyList<string> directories) => _directories = directories;

    /// <summary>What a search can come to.</summary>
    public enum SearchResult
    {
        /// <summary>The description was found and read.</summary>
        Found,

        /// <summary>There are descriptions, but none of this name.</summary>
        UnknownTerminal,

        /// <summary>There is no directory of descriptions at all.</summary>
        NoDatabase,
    }

    /// <summary>The directories that the environment asks for, then those of the system.</summary>
    /// <param name="environmentVariable">Reads an environment variable: null when it is not set.</param>
    public static TerminfoDatabase FromEnvironment(Func<string, string?> environmentVariable)
    {
        List<string> directories = [];
        AddWhenSet(directories, environmentVariable("TERMINFO"));
        if (environmentVariable("HOME") is { Length: > 0 } home)
        {
            directories.Add(Path.Combine(home, ".terminfo"));
        }

        foreach (string directory in (environmentVariable("TERMINFO_DIRS") ?? "").Split(':'))
        {
            AddWhenSet(directories, directory);
        }

        directories.AddRange(SystemDirectories);
        return new TerminfoDatabase(directories);
    }

    /// <summary>Looks for a terminal by name; the first readable description counts.</summary>
    public SearchResult TryFind(string name, out TerminfoEntry? entry)
    {
        entry = null;
        bool isFileName = name.Length is > 0 and <= LongestName && name[0] != '.' && !name.Contains('/', StringComparison.Ordinal);
        bool anyDirectory = false;
        foreach (string directory in _directories)
        {
            if (!Directory.Exists(directory))
            {
                continue;
            }

            anyDirectory = true;
            if (!isFileName)
            {
                continue;
            }

            // Under the name's first letter, or (macOS) under that letter's code in hexadecimal.
            string letter = name[..1];
            string code = ((int)name[0]).ToString("x2", CultureInfo.InvariantCulture);
            if (TryRead(Path.Combine(directory, letter, name), out entry)
                || TryRead(Path.Combine(directory, code, name), out entry))
            {
                return SearchResult.Found;
            }
        }

        return anyDirectory ? SearchResult.UnknownTerminal : SearchResult.NoDatabase;
    }

    private static void AddWhenSet(List<string> directories, string? directory)
    {
        if (!string.IsNullOrEmpty(directory))
        {
            directories.Add(directory);
        }
    }

    private static bool TryRead(string path, [NotNullWhen(true)] out TerminfoEntry? entry)
    {
        entry = null;
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read);
            Span<byte> content = new byte[TerminfoEntry.LargestFile + 1];
            int length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return TerminfoEntry.TryParse(content[..length], out entry);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
