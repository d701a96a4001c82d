namespace MoshPS.Engine.Ssh;

/// <summary>Words of a POSIX shell's command language.</summary>
internal static class PosixShell
{
    /// <summary>The word in single quotes: any text, taken as it is (POSIX XCU §2.2.2).</summary>
    public static string Quote(string word) => "'" + word.Replace("'", @"'\''", StringComparison.Ordinal) + "'";

    /// <summary>The same where quotes are needed, for people to read and to paste.</summary>
    public static string QuoteIfNeeded(string word) =>
        word.Length > 0 && word.All(character => char.IsAsciiLetterOrDigit(character) || "_./@%+:,-".Contains(character, StringComparison.Ordinal))
            ? word
            : Quote(word);
}
