namespace MoshPS.Interop.Tests.Cli.CommandLine;

/// <summary>Command lines that people, scripts and attackers might write: the words of a verb, broken values, and noise.</summary>
internal static class RandomCommandLines
{
    /// <summary>Values that mean something to somebody on the way, or to nobody.</summary>
    private static readonly string[] Values =
    [
        "", " ", "-", "--", "---", "=", "-=", "a b", "-oX", "-oProxyCommand=id", "Foo bar=x", "Foo=x\nProxyCommand=id", "=x", "x=", "a\nb", "\n", "\r\n",
        "\0", "\u001B[2J", "\u001B]52;c;eA==\a", "\u009B", "\u202Eevil", "\uFFFD", "\uD800", "\uDC00x", "\u00FC", "\u65E5\u672C", "\U0001F600", "host", "user@host", "user@", "@host", "@", "-l@host",
        "user@-oX", "127.0.0.1", "::1", "[::1]:22", "fe80::1%lo", "0", "1", "-1", "+1", "00001", "65535", "65536", "4294967296", "99999999999999999999", "1e9", "NaN", "0x10",
        "60001:60999", "1:", ":1", "5:1", "80x24", "0x0", "x", "1000x1000", "1001x1", "any", "inet6", "allow", "deny", "^B", "^C", "never", "$(id)", "`id`", "'", "\"", "\\",
        "%n%s%n", "{0}", "{", "/dev/null", "/dev/tty", "../../..", "~", "/", ".", "LANG=C", "LC_ALL", "a=b=c",
    ];

    private static readonly string[] LongWords = [new string('a', 100_000), new string('-', 5_000), new string('=', 3_000), string.Concat(Enumerable.Repeat("\u0301", 3_000))];

    /// <summary>The options of <c>moshps connect</c>.</summary>
    public static string[] ConnectWords { get; } =
    [
        "--local", "-p", "--port", "--ssh-port", "-l", "--user", "-i", "--identity", "-F", "-o", "--ssh", "--no-ssh-pty", "--batch", "-4", "-6", "--family", "--server",
        "--bind-server", "--address", "--timeout", "--escape-key", "--predict", "-a", "-n", "--predict-overwrite", "--no-title-prefix", "--no-init", "--clipboard", "--record",
        "--force", "--headless", "--size", "-v", "--verbose", "-h", "--help",
    ];

    /// <summary>The options of <c>moshps play</c>.</summary>
    public static string[] PlayWords { get; } = ["-s", "--speed", "-i", "--idle-limit", "-h", "--help"];

    /// <summary>The options of <c>moshps client</c>.</summary>
    public static string[] ClientWords { get; } = ["-c", "-v", "-#", "--headless", "--size", "--help", "--version", "-cv", "-v#"];

    /// <summary>The options of <c>moshps server</c>.</summary>
    public static string[] ServerWords { get; } = ["new", "-s", "-v", "-@", "-i", "-p", "-c", "-l", "-sv", "-p60001", "-c256", "-lLANG=C", "--help", "--version", "--session"];

    /// <summary>Makes lines: the same ones for the same seed.</summary>
    public static IEnumerable<string[]> Of(int seed, int count, string[] words)
    {
        Random random = new(seed);
        for (int i = 0; i < count; i++)
        {
            string[] line = new string[random.Next(0, 7)];
            for (int j = 0; j < line.Length; j++)
            {
                line[j] = Word(random, words);
            }

            yield return line;
        }
    }

    private static string Word(Random random, string[] words)
    {
        string word = Pick(random, words);
        return random.Next(12) switch
        {
            0 or 1 or 2 or 3 => word,
            4 => $"{word}={Pick(random, Values)}",
            5 => word + Pick(random, Values),
            6 => Noise(random),
            7 when random.Next(40) == 0 => Pick(random, LongWords),
            _ => Pick(random, Values),
        };
    }

    private static string Noise(Random random)
    {
        Span<char> noise = stackalloc char[random.Next(1, 12)];
        foreach (ref char character in noise)
        {
            character = (char)(random.Next(3) == 0 ? random.Next(0x10000) : random.Next(0x80));
        }

        return new string(noise);
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
