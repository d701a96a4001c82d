using System.Management.Automation;

namespace MoshPS.Completion;

/// <summary>Turns words into completion results, quoted where PowerShell needs it.</summary>
internal static class Completions
{
    /// <summary>Those of <paramref name="words"/> that start with, or match as a pattern, what has been typed.</summary>
    public static IEnumerable<CompletionResult> Matching(string? typed, IEnumerable<(string Word, string ToolTip)> words)
    {
        // A quote that has been opened is part of what has been typed.
        string prefix = (typed ?? string.Empty).Trim('\'', '"');
        var pattern = new WildcardPattern(prefix + "*", WildcardOptions.IgnoreCase);
        foreach ((string word, string toolTip) in words)
        {
            if (word.Length > 0 && pattern.IsMatch(word))
            {
                yield return new CompletionResult(Quoted(word), word, CompletionResultType.ParameterValue, toolTip);
            }
        }
    }

    private static string Quoted(string word)
        => word[0] != '@' && word.All(character => char.IsAsciiLetterOrDigit(character) || "-_.:+/@%".Contains(character, StringComparison.Ordinal))
            ? word
            : "'" + word.Replace("'", "''", StringComparison.Ordinal) + "'";
}
