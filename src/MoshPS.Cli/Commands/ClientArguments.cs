using MoshPS.Cli.CommandLine;

namespace MoshPS.Cli.Commands;

/// <summary>
/// The command line of <c>moshps client</c>: short options in the manner of getopt, since the <c>mosh</c> wrapper
/// writes them, and anywhere before <c>--</c>.
/// </summary>
internal sealed record ClientArguments
{
    /// <summary>Whether only the number of colours is asked for (<c>-c</c>).</summary>
    public bool PrintColors { get; private init; }

    /// <summary>Whether commands come from standard input (<c>--headless</c>).</summary>
    public bool Headless { get; private init; }

    /// <summary>Width without a terminal.</summary>
    public int Columns { get; private init; } = 80;

    /// <summary>Height without a terminal.</summary>
    public int Rows { get; private init; } = 24;

    /// <summary>The server's address as written.</summary>
    public string Address { get; private init; } = "";

    /// <summary>The server's port as written.</summary>
    public string Port { get; private init; } = "";

    /// <summary>Reads the command line.</summary>
    /// <param name="arguments">What follows <c>client</c>.</param>
    /// <param name="parsed">What was asked for.</param>
    /// <param name="error">What is wrong; null when the number of operands is, which the usage tells.</param>
    public static bool TryParse(ReadOnlySpan<string> arguments, out ClientArguments parsed, out string? error)
    {
        parsed = new ClientArguments();
        error = null;
        List<string> operands = [];
        bool optionsEnded = false;
        while (arguments is [var argument, ..])
        {
            arguments = arguments[1..];
            if (optionsEnded || argument == "-" || !argument.StartsWith('-'))
            {
                operands.Add(argument);
            }
            else if (argument == "--")
            {
                optionsEnded = true;
            }
            else if (argument == "--headless")
            {
                parsed = parsed with { Headless = true };
            }
            else if (argument == "--size" && arguments is [var size, ..])
            {
                arguments = arguments[1..];
                try
                {
                    (int columns, int rows) = TerminalSize.Parse(size);
                    parsed = parsed with { Columns = columns, Rows = rows };
                }
                catch (UsageException e)
                {
                    error = $"moshps client: {e.Message}";
                    return false;
                }
            }
            else if (!TryParseShort(argument.AsSpan(1), ref arguments, ref parsed, out error))
            {
                return false;
            }
        }

        if (operands is [var address, var port])
        {
            parsed = parsed with { Address = address, Port = port };
            return true;
        }

        return parsed.PrintColors;
    }

    private static bool TryParseShort(
        ReadOnlySpan<char> letters, ref ReadOnlySpan<string> rest, ref ClientArguments parsed, out string? error)
    {
        error = null;
        for (int i = 0; i < letters.Length; i++)
        {
            switch (letters[i])
            {
                case 'c':
                    parsed = parsed with { PrintColors = true };
                    break;
                case 'v':
                    break;
                case '#':
                    // Its argument is the remainder of the word, or the next word.
                    if (i == letters.Length - 1 && !rest.IsEmpty)
                    {
                        rest = rest[1..];
                    }

                    return true;
                default:
                    error = $"moshps client: invalid option -- '{PlainText.Of(letters[i..(i + 1)].ToString())}'";
                    return false;
            }
        }

        return true;
    }
}
