namespace MoshPS.Engine.Ssh;

/// <summary>
/// The locale variables to offer to a server whose own locale is not UTF-8 (<c>-l</c>, spec 3 §2.2). Each
/// offer is tried by itself, because a server drops its own variables for an offer and takes all of it or
/// nothing: one locale that its system lacks spoils the rest.
/// </summary>
internal static class LocaleOffers
{
    /// <summary>The variables that a server takes, in the order of spec 3 §1.</summary>
    private static readonly string[] Names =
    [
        "LANG", "LANGUAGE", "LC_CTYPE", "LC_NUMERIC", "LC_TIME", "LC_COLLATE", "LC_MONETARY", "LC_MESSAGES", "LC_PAPER",
        "LC_NAME", "LC_ADDRESS", "LC_TELEPHONE", "LC_MEASUREMENT", "LC_IDENTIFICATION", "LC_ALL",
    ];

    /// <summary>
    /// Locales to fall back to: the one that needs no generating on current systems, and the one that older
    /// ones, which lack it, are most likely to have.
    /// </summary>
    private static readonly string[] Fallbacks = ["C.UTF-8", "en_US.UTF-8"];

    /// <summary>The offers in the order in which to try them; never empty.</summary>
    /// <param name="environment">The client's environment.</param>
    /// <param name="cultureName">The client's culture, such as <c>de-DE</c>, for systems without locale variables; may be empty.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Choose(IReadOnlyDictionary<string, string> environment, string cultureName)
    {
        var offers = new List<IReadOnlyList<string>>();
        var variables = Names.Where(name => environment.TryGetValue(name, out string? value) && IsPlain(value))
            .Select(name => $"{name}={environment[name]}")
            .ToList();
        if (variables.Count == 0 && IsPlain(cultureName))
        {
            variables.Add($"LANG={cultureName.Replace('-', '_')}.UTF-8");
            offers.Add(variables);
        }
        else if (IsUtf8(environment))
        {
            offers.Add(variables);
        }

        foreach (string fallback in Fallbacks)
        {
            if (!offers.Any(offer => offer is [var only] && only.Equals($"LANG={fallback}", StringComparison.OrdinalIgnoreCase)))
            {
                offers.Add([$"LANG={fallback}"]);
            }
        }

        return offers;
    }

    /// <summary>Whether the variable that decides on the character set (the first set of these three) asks for UTF-8.</summary>
    private static bool IsUtf8(IReadOnlyDictionary<string, string> environment)
    {
        foreach (string name in (ReadOnlySpan<string>)["LC_ALL", "LC_CTYPE", "LANG"])
        {
            if (environment.TryGetValue(name, out string? value) && IsPlain(value))
            {
                string charset = value[(value.IndexOf('.', StringComparison.Ordinal) + 1)..];
                int modifier = charset.IndexOf('@', StringComparison.Ordinal);
                charset = modifier < 0 ? charset : charset[..modifier];
                return charset.Equals("UTF-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("UTF8", StringComparison.OrdinalIgnoreCase);
            }
        }

        return false;
    }

    private static bool IsPlain(string value) =>
        value.Length is > 0 and <= 100 && value.All(character => char.IsAsciiLetterOrDigit(character) || "._-@:/=,+".Contains(character, StringComparison.Ordinal));
}
