using System.Text;

namespace MoshPS.Engine.Ssh;

/// <summary>The ssh program to run, and the arguments that came with its name.</summary>
/// <param name="FileName">Name or path of the program.</param>
/// <param name="Arguments">Its first arguments.</param>
internal sealed record SshProgram(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>Splits a command; on Windows plain "ssh" is also looked for where the system keeps its OpenSSH.</summary>
    /// <param name="command">Not blank.</param>
    public static SshProgram Find(string command)
    {
        // A path with blanks in it, as Windows has them, is a program and not a program with arguments.
        IReadOnlyList<string> words = File.Exists(command) ? [command] : Split(command, OperatingSystem.IsWindows());
        string fileName = words[0];
        if (OperatingSystem.IsWindows() && fileName is "ssh" or "ssh.exe" && !IsOnPath("ssh.exe"))
        {
            string system = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.System), "OpenSSH", "ssh.exe");
            fileName = File.Exists(system) ? system : fileName;
        }

        return new SshProgram(fileName, [.. words.Skip(1)]);
    }

    /// <summary>
    /// Splits as a shell does: blanks separate, quotes join. A backslash outside single quotes takes the
    /// next character as it is, except on Windows, where it is part of a path.
    /// </summary>
    /// <param name="command">Not blank.</param>
    /// <param name="backslashIsPlain">Whether backslashes have no meaning.</param>
    public static IReadOnlyList<string> Split(string command, bool backslashIsPlain)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool inWord = false;
        char quote = '\0';
        for (int i = 0; i < command.Length; i++)
        {
            char character = command[i];
            if (quote != '\0' && character == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && character is '\'' or '"')
            {
                quote = character;
                inWord = true;
            }
            else if (character == '\\' && quote != '\'' && !backslashIsPlain && i + 1 < command.Length)
            {
                word.Append(command[++i]);
                inWord = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(character))
            {
                if (inWord)
                {
                    words.Add(word.ToString());
                    word.Clear();
                    inWord = false;
                }
            }
            else
            {
                word.Append(character);
                inWord = true;
            }
        }

        if (inWord)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    private static bool IsOnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(directory => File.Exists(Path.Combine(directory, name)));
}
