namespace MoshPS.Engine.Ssh;

/// <summary>Refuses options that could not be passed to ssh as what they are.</summary>
internal static class SshOptionChecks
{
    /// <exception cref="ArgumentException">An option is invalid; its name is in the message.</exception>
    /// <exception cref="MoshBootstrapException">A file that it names does not exist.</exception>
    public static void Check(SshBootstrapOptions options)
    {
        CheckWord(options.HostName, nameof(options.HostName));
        CheckWord(options.UserName ?? "unset", nameof(options.UserName));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Port ?? 1, 1, nameof(options.Port));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Port ?? 1, ushort.MaxValue, nameof(options.Port));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Colors, nameof(options.Colors));
        ArgumentException.ThrowIfNullOrWhiteSpace(options.SshCommand, nameof(options.SshCommand));
        if (SshProgram.Split(options.SshCommand, backslashIsPlain: OperatingSystem.IsWindows()) is [] or ["", ..])
        {
            throw Invalid(nameof(options.SshCommand), "The ssh command names no program.");
        }

        ArgumentException.ThrowIfNullOrWhiteSpace(options.ServerCommand, nameof(options.ServerCommand));
        if (options.ServerCommand.StartsWith('-') || options.ServerCommand.Contains('\n', StringComparison.Ordinal))
        {
            throw Invalid(nameof(options.ServerCommand), "The server's command must be one line and not start with a hyphen.");
        }

        if (options.ServerCommand.Contains('\0', StringComparison.Ordinal) || options.Command.Any(word => word.Contains('\0', StringComparison.Ordinal)))
        {
            throw Invalid(nameof(options.Command), "No word of a command can hold a NUL character.");
        }

        if (options.Timeout <= TimeSpan.Zero && options.Timeout != Timeout.InfiniteTimeSpan)
        {
            throw Invalid(nameof(options.Timeout), "The time limit must be positive.");
        }

        foreach (var (name, value) in options.Options ?? new Dictionary<string, string>())
        {
            if (name.Length == 0 || !name.All(char.IsAsciiLetterOrDigit) || value.AsSpan().IndexOfAny('\n', '\r', '\0') >= 0)
            {
                throw Invalid(nameof(options.Options), $"'{name}' is not an ssh option with a one-line value.");
            }
        }

        CheckFile(options.KeyFilePath, "KeyFileNotFound", "key file", "-KeyFilePath");
        CheckFile(options.ConfigurationFilePath, "SshConfigurationInvalid", "ssh configuration", "-ConfigurationFilePath");
    }

    private static void CheckWord(string word, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(word, name);
        if (word.StartsWith('-') || word.Any(character => char.IsWhiteSpace(character) || char.IsControl(character)))
        {
            throw Invalid(name, $"'{word}' must not start with a hyphen or contain blanks.");
        }
    }

    private static ArgumentException Invalid(string name, string message) => new(message, name);

    private static void CheckFile(string? path, string errorId, string what, string parameter)
    {
        // ssh itself expands ~ and %-tokens.
        if (path is not null && !path.StartsWith('~') && !path.Contains('%', StringComparison.Ordinal) && !File.Exists(path))
        {
            throw new MoshBootstrapException(errorId, $"There is no {what} '{path}'.", $"Check {parameter}.");
        }
    }
}
