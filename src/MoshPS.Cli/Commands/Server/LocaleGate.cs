namespace MoshPS.Cli.Commands.Server;

/// <summary>
/// Sees to it that the session runs in UTF-8 (spec 3 §2.2): in the locale of the host, else in the one that the client
/// asks for, else, where stock gives up, in whatever UTF-8 locale the system has.
/// </summary>
internal static class LocaleGate
{
    /// <summary>Those that decide on the character set, the first that is set before the others.</summary>
    private static readonly string[] CharsetVariables = ["LC_ALL", "LC_CTYPE", "LANG"];

    /// <summary>
    /// What to try where nobody asks for UTF-8: the neutral locale, in the spellings there are, and what nearly every
    /// system is installed with. macOS has a locale named UTF-8 that knows nothing but characters.
    /// </summary>
    private static readonly (string Variable, string Name)[] Fallbacks =
    [
        ("LANG", "C.UTF-8"), ("LANG", "C.utf8"), ("LANG", "en_US.UTF-8"), ("LC_CTYPE", "UTF-8"),
    ];

    /// <summary>Adopts a UTF-8 locale, and leaves an environment that asks for it.</summary>
    /// <param name="system">The system's locales.</param>
    /// <param name="offers">
    /// What the client offers: <c>NAME=VALUE</c>, used only where the host itself has no UTF-8; each is a
    /// <see cref="LocaleVariable"/>.
    /// </param>
    /// <param name="error">Takes what is to be said.</param>
    /// <returns>False when the system has no UTF-8 locale at all; the reason and the remedy have then been said.</returns>
    public static bool TryPass(ILocaleSystem system, IEnumerable<string> offers, TextWriter error)
    {
        bool isRefused = !TryAdopt(system, error);
        if (IsUtf8(system))
        {
            return true;
        }

        string hostVariable = DescribeVariable(system);
        string hostCharset = DescribeCharset(system);
        RemoveAll(system);
        foreach (string offer in offers)
        {
            int equals = offer.IndexOf('=', StringComparison.Ordinal);
            system.SetVariable(offer[..equals], offer[(equals + 1)..]);
        }

        isRefused |= !TryAdopt(system, error);
        if (IsUtf8(system))
        {
            return true;
        }

        string clientVariable = DescribeVariable(system);
        string clientCharset = DescribeCharset(system);
        if (TryFallBack(system) is { } fallback)
        {
            if (isRefused)
            {
                error.Write($"The session uses {fallback} instead.\n\n");
            }

            return true;
        }

        error.Write(
            $"""
            mosh-server needs a UTF-8 native locale to run.

            Unfortunately, the local environment ({hostVariable}) specifies
            the character set "{hostCharset}",

            The client-supplied environment ({clientVariable}) specifies
            the character set "{clientCharset}".

            No UTF-8 locale is installed here: generate one, such as en_US.UTF-8, or install the package with C.UTF-8.

            """ + "\n");
        return false;
    }

    /// <summary>Takes the first UTF-8 locale that the system has; nothing else of a locale is then left in the environment.</summary>
    /// <returns>What the environment says now; null, and an environment as before, if there is none.</returns>
    private static string? TryFallBack(ILocaleSystem system)
    {
        List<(string Name, string Value)> before = [];
        foreach (string name in LocaleVariable.Names)
        {
            if (system.GetVariable(name) is { } value)
            {
                before.Add((name, value));
            }
        }

        RemoveAll(system);
        foreach ((string variable, string name) in Fallbacks)
        {
            if (Try(variable, name))
            {
                return $"{variable}={name}";
            }
        }

        foreach (string name in system.ListNames())
        {
            if (name.Contains("utf", StringComparison.OrdinalIgnoreCase) && Try("LANG", name))
            {
                return $"LANG={name}";
            }
        }

        foreach ((string name, string value) in before)
        {
            system.SetVariable(name, value);
        }

        return null;

        bool Try(string variable, string name)
        {
            system.SetVariable(variable, name);
            if (system.TryAdopt() && IsUtf8(system))
            {
                return true;
            }

            system.RemoveVariable(variable);
            return false;
        }
    }

    /// <summary>Adopts what the environment asks for, and says so when the system does not have it.</summary>
    private static bool TryAdopt(ILocaleSystem system, TextWriter error)
    {
        if (system.TryAdopt())
        {
            return true;
        }

        error.Write($"The locale requested by {DescribeVariable(system)} isn't available here.\n");
        if (FindVariable(system) is { } name)
        {
            error.Write($"Running `locale-gen {system.GetVariable(name)}' may be necessary.\n\n");
        }

        return false;
    }

    private static bool IsUtf8(ILocaleSystem system) => system.Charset is "UTF-8" or "utf-8";

    private static void RemoveAll(ILocaleSystem system)
    {
        foreach (string name in LocaleVariable.Names)
        {
            system.RemoveVariable(name);
        }
    }

    /// <summary>The name of the variable that decides on the character set, or null.</summary>
    private static string? FindVariable(ILocaleSystem system)
    {
        foreach (string name in CharsetVariables)
        {
            if (system.GetVariable(name) is not null)
            {
                return name;
            }
        }

        return null;
    }

    private static string DescribeVariable(ILocaleSystem system) =>
        FindVariable(system) is { } name ? $"{name}={system.GetVariable(name)}" : "[no charset variables]";

    /// <summary>The character set; glibc calls that of the plain C locale by the number of its standard.</summary>
    private static string DescribeCharset(ILocaleSystem system) => system.Charset == "ANSI_X3.4-1968" ? "US-ASCII" : system.Charset;
}
