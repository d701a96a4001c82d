namespace MoshPS.Cli.Commands.Server;

/// <summary>
/// What may be given with <c>-l</c>: the variables that choose a locale, and nothing else. Whoever writes the command
/// line may be allowed less than to set any variable of the session (<c>LD_PRELOAD</c>, <c>BASH_ENV</c>, <c>LOCPATH</c>):
/// sshd has its AcceptEnv for that.
/// </summary>
internal static class LocaleVariable
{
    // Longer than any name that a C library takes for a locale.
    private const int LongestValue = 255;

    // POSIX: language_territory.charset@modifier, with "+", "," and more of X/Open behind it; LANGUAGE is a list with ":".
    private const string Punctuation = "._-@:+,";

    /// <summary>All of them, in the order of spec 3 §1.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "LANG", "LANGUAGE", "LC_CTYPE", "LC_NUMERIC", "LC_TIME", "LC_COLLATE", "LC_MONETARY", "LC_MESSAGES", "LC_PAPER",
        "LC_NAME", "LC_ADDRESS", "LC_TELEPHONE", "LC_MEASUREMENT", "LC_IDENTIFICATION", "LC_ALL",
    ];

    /// <summary>Looks at an offer.</summary>
    /// <param name="offer"><c>NAME=VALUE</c>, where the value may be empty.</param>
    /// <param name="warning">
    /// Why it is passed over: a stock client sends its variables whatever their values are, and is not to be refused.
    /// </param>
    /// <returns>Why the server cannot go on: no client sends such a thing. Null when there is nothing to be said.</returns>
    public static string? Check(string offer, out string? warning)
    {
        warning = null;
        int equals = offer.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? offer : offer[..equals];
        if (equals < 0 || !Names.Contains(name))
        {
            return $"Bad locale variable ({name}): -l takes NAME=VALUE, where NAME is LANG, LANGUAGE or one of the LC_ variables";
        }

        ReadOnlySpan<char> value = offer.AsSpan(equals + 1);
        bool isLocale = value.Length <= LongestValue;
        foreach (char character in value)
        {
            isLocale &= char.IsAsciiLetterOrDigit(character) || Punctuation.Contains(character, StringComparison.Ordinal);
        }

        warning = isLocale ? null : $"Warning: The value of {name} is no name of a locale, ignoring";
        return null;
    }
}
