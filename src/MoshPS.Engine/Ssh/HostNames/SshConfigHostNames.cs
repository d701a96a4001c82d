namespace MoshPS.Engine.Ssh.HostNames;

/// <summary>The host names and aliases that an ssh_config file defines, its included files counted in (ssh_config(5)).</summary>
public static class SshConfigHostNames
{
    /// <summary>How deep files may include each other; as in OpenSSH.</summary>
    private const int MaximumDepth = 16;

    /// <summary>
    /// The names on the <c>Host</c> lines of <paramref name="path"/> and of what it includes, in their order,
    /// repeats included; patterns with <c>*</c>, <c>?</c> or <c>!</c> are left out.
    /// </summary>
    /// <param name="path">The file. One that does not exist, or cannot be read, holds no names.</param>
    /// <param name="includeFolder">What relative <c>Include</c> paths start from: <c>~/.ssh</c> for a user's file, <c>/etc/ssh</c> for the system's.</param>
    /// <param name="homeFolder">What <c>~</c> stands for.</param>
    public static IReadOnlyList<string> Read(string path, string includeFolder, string homeFolder)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(includeFolder);
        ArgumentNullException.ThrowIfNull(homeFolder);
        var names = new List<string>();
        Read(path, includeFolder, homeFolder, depth: 0, names);
        return names;
    }

    private static void Read(string path, string includeFolder, string homeFolder, int depth, List<string> names)
    {
        foreach (string line in ReadLines(path))
        {
            List<string> words = Words(line);
            if (words.Count < 2)
            {
                continue;
            }

            if (words[0].Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                names.AddRange(words.Skip(1).Where(word => word.IndexOfAny(['*', '?', '!']) < 0));
            }
            else if (words[0].Equals("Include", StringComparison.OrdinalIgnoreCase) && depth < MaximumDepth)
            {
                foreach (string file in words.Skip(1).SelectMany(pattern => Files(pattern, includeFolder, homeFolder)))
                {
                    Read(file, includeFolder, homeFolder, depth + 1, names);
                }
            }
        }
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Completion offers what it can read.
            return [];
        }
    }

    /// <summary>The files that an Include pattern names; a wildcard may stand in the last part only.</summary>
    private static string[] Files(string pattern, string includeFolder, string homeFolder)
    {
        string path = pattern.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Combine(homeFolder, pattern[2..])
            : Path.Combine(includeFolder, pattern);
        if (path.IndexOfAny(['*', '?']) < 0)
        {
            return [path];
        }

        try
        {
            string? folder = Path.GetDirectoryName(path);
            return folder is not null && Directory.Exists(folder)
                ? Directory.EnumerateFiles(folder, Path.GetFileName(path)).Order(StringComparer.Ordinal).ToArray()
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    /// <summary>The keyword and its arguments: separated by blanks or one <c>=</c>, quoted by <c>"</c>, ended by a comment.</summary>
    private static List<string> Words(string line)
    {
        var words = new List<string>();
        int index = 0;
        while (index < line.Length)
        {
            char first = line[index];
            if (char.IsWhiteSpace(first) || (first == '=' && words.Count == 1))
            {
                index++;
            }
            else if (first == '#')
            {
                break;
            }
            else if (first == '"')
            {
                int close = line.IndexOf('"', index + 1);
                close = close < 0 ? line.Length : close;
                words.Add(line[(index + 1)..close]);
                index = close + 1;
            }
            else
            {
                int start = index;
                while (index < line.Length && !char.IsWhiteSpace(line[index]) && !(line[index] == '=' && words.Count == 0))
                {
                    index++;
                }

                words.Add(line[start..index]);
            }
        }

        return words;
    }
}
