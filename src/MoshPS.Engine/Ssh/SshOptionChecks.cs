using System.Buffers;

namespace MoshPS.Engine.Ssh;

/// <summary>
/// Refuses options that could not be passed to ssh as what they are: what starts with a hyphen would be an option of
/// ssh's, and options run programs; what holds a line feed or a zero byte would end early or begin another line.
/// </summary>
internal static class SshOptionChecks
{
    /// <summary>What means something to a shell, to which a <c>ProxyCommand</c> may hand a host's name on; no host or alias has it.</summary>
    private static readonly SearchValues<char> ShellCharacters = SearchValues.Create("'\"`$\\;&<>|(){}");

    /// <summary>The same for a user's name, but for the backslash of <c>DOMAIN\user</c>.</summary>
    private static readonly SearchValues<char> ShellCharactersInUserName = SearchValues.Create("'\"`$;&<>|(){}");

    /// <summary>How much of a wrong value is quoted.</summary>
    private const int QuotedLength = 100;

    /// <summary>Checks the form of every option, without a look at files or the network.</summary>
    /// <exception cref="MoshBootstrapException">
    /// An option is wrong in itself. The error id is one of: InvalidHostName, InvalidUserName, InvalidSshPort,
    /// InvalidSshOption, InvalidSshCommand, InvalidServerCommand, InvalidCommand, InvalidFilePath, InvalidTimeout.
    /// </exception>
    public static void CheckForm(SshBootstrapOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        CheckHostName(options.HostName);
        CheckUserName(options.UserName);
        if (options.Port is < 1 or > ushort.MaxValue)
        {
            throw Mistake("InvalidSshPort", "The port of the SSH server is not from 1 to 65535.", "Give the TCP port that sshd listens on, such as 22.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(options.Colors, nameof(options));
        CheckSshCommand(options.SshCommand);
        CheckServerCommand(options.ServerCommand);
        if (options.Command.Any(word => word is null || word.Contains('\0', StringComparison.Ordinal)))
        {
            throw Mistake("InvalidCommand", "A word of the command holds a zero character, which no program can be given.", "Give the program and its arguments without it.");
        }

        if (options.Timeout <= TimeSpan.Zero && options.Timeout != Timeout.InfiniteTimeSpan)
        {
            throw Mistake("InvalidTimeout", "The time limit is not positive.", "Give a limit above zero.");
        }

        foreach ((string name, string value) in options.Options ?? new Dictionary<string, string>())
        {
            CheckOption(name, value);
        }

        CheckPath(options.KeyFilePath, "key file");
        CheckPath(options.ConfigurationFilePath, "ssh configuration");
    }

    /// <summary>Checks the form of the options, and that the files that they name are there.</summary>
    /// <exception cref="MoshBootstrapException">As of <see cref="CheckForm"/>; KeyFileNotFound, SshConfigurationInvalid.</exception>
    public static void Check(SshBootstrapOptions options)
    {
        CheckForm(options);
        CheckFile(options.KeyFilePath, "KeyFileNotFound", "key file", "-KeyFilePath");
        CheckFile(options.ConfigurationFilePath, "SshConfigurationInvalid", "ssh configuration", "-ConfigurationFilePath");
    }

    private static void CheckHostName(string name)
    {
        string? mistake = FindMistakeInName(name)
            ?? (name.AsSpan().ContainsAny(ShellCharacters) ? "holds a character that means something to a shell" : null);
        if (mistake is not null)
        {
            throw Mistake("InvalidHostName", $"The host name{Quoted(name)} {mistake}.", "Give a host's name, its address, or an alias of ssh_config.");
        }
    }

    private static void CheckUserName(string? name)
    {
        if (name is null)
        {
            return;
        }

        string? mistake = FindMistakeInName(name)
            ?? (name.AsSpan().ContainsAny(ShellCharactersInUserName) ? "holds a character that means something to a shell" : null);
        if (mistake is not null)
        {
            throw Mistake("InvalidUserName", $"The user name{Quoted(name)} {mistake}.", "Give the name of the account on the host, or none to leave it to ssh's configuration.");
        }
    }

    /// <summary>What is wrong with a host's or a user's name, as the rest of a sentence.</summary>
    private static string? FindMistakeInName(string name) => true switch
    {
        _ when string.IsNullOrEmpty(name) => "is empty",
        // ssh would take it for an option, and options can run programs.
        _ when name[0] == '-' => "starts with a hyphen, as options do",
        _ when !IsVisible(name) => "holds a control character or one that cannot be seen",
        _ when name.Any(char.IsWhiteSpace) => "holds a blank",
        _ => null,
    };

    private static void CheckSshCommand(string command)
    {
        const string Remedy = "Give the name or the path of an ssh client, with arguments if need be.";
        if (string.IsNullOrWhiteSpace(command) || SshProgram.Split(command, backslashIsPlain: OperatingSystem.IsWindows()) is [] or ["", ..])
        {
            throw Mistake("InvalidSshCommand", "The ssh command names no program.", Remedy);
        }

        if (!IsOneLine(command))
        {
            throw Mistake("InvalidSshCommand", "The ssh command is not one line.", Remedy);
        }
    }

    private static void CheckServerCommand(string command)
    {
        if (string.IsNullOrWhiteSpace(command) || command.AsSpan().TrimStart()[0] == '-' || !IsOneLine(command))
        {
            throw Mistake(
                "InvalidServerCommand",
                $"The server's command{Quoted(command)} is not one line that starts with a program.",
                "Give the path of mosh-server on the host, or a command line that starts it.");
        }
    }

    private static void CheckOption(string name, string value)
    {
        const string Remedy = "Give each option by its name in ssh_config, such as ConnectTimeout, and a value of one line.";
        if (name.Length == 0 || !name.All(char.IsAsciiLetterOrDigit))
        {
            throw Mistake("InvalidSshOption", $"The name of the ssh option{Quoted(name)} is not made of letters and digits.", Remedy);
        }

        if (value is null || !IsOneLine(value))
        {
            throw Mistake("InvalidSshOption", $"The value of the ssh option {name} is not one line.", Remedy);
        }
    }

    private static void CheckPath(string? path, string what)
    {
        if (path is not null && (path.Length == 0 || !IsOneLine(path)))
        {
            throw Mistake("InvalidFilePath", $"The path of the {what} is {(path.Length == 0 ? "empty" : "not one line")}.", "Give the path of a file.");
        }
    }

    private static void CheckFile(string? path, string errorId, string what, string parameter)
    {
        // ssh itself expands ~ and %-tokens.
        if (path is not null && !path.StartsWith('~') && !path.Contains('%', StringComparison.Ordinal) && !File.Exists(path))
        {
            throw new MoshBootstrapException(errorId, $"There is no {what} '{path}'.", $"Check {parameter}.");
        }
    }

    private static bool IsOneLine(string text) => text.AsSpan().IndexOfAny('\n', '\r', '\0') < 0;

    /// <summary>The value behind a blank, where it can be shown as it is.</summary>
    private static string Quoted(string text) => text.Length is > 0 and <= QuotedLength && IsVisible(text) ? $" '{text}'" : "";

    private static bool IsVisible(string text) => text.EnumerateRunes().All(HostText.IsShown);

    private static MoshBootstrapException Mistake(string errorId, string message, string remedy) => new(errorId, message, remedy);
}
