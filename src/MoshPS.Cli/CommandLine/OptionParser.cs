using System.Text;

namespace MoshPS.Cli.CommandLine;

/// <summary>
/// Reads the options in front of a command's operands. The first operand ends them, so that options of a remote
/// command are never taken for ours; <c>--</c> ends them too.
/// </summary>
internal sealed class OptionParser(IReadOnlyList<Option> options)
{
    private const int HelpColumn = 30;

    // No option means anything with them, and what it is handed on to may take them for an end.
    private const string LineEnds = "\n\r\0";

    /// <summary>Applies the options.</summary>
    /// <param name="arguments">The command line after the command's name.</param>
    /// <returns>What follows the options.</returns>
    /// <exception cref="UsageException">An option is unknown, or its value is missing or wrong.</exception>
    public ReadOnlySpan<string> Parse(ReadOnlySpan<string> arguments)
    {
        while (arguments is [var argument, ..] && argument.StartsWith('-') && argument != "-")
        {
            arguments = arguments[1..];
            if (argument == "--")
            {
                break;
            }

            (string name, string? value) = Split(argument);
            Option option = options.FirstOrDefault(o => o.Names.Contains(name))
                ?? throw new UsageException($"There is no option {name}.");
            if (option.ValueName is null)
            {
                if (value is not null)
                {
                    throw new UsageException($"The option {name} takes no value.");
                }
            }
            else if (value is null)
            {
                if (arguments.IsEmpty)
                {
                    throw new UsageException($"The option {name} needs a value: {option.ValueName}.");
                }

                value = arguments[0];
                arguments = arguments[1..];
            }

            if (value is not null && value.AsSpan().IndexOfAny(LineEnds) >= 0)
            {
                throw new UsageException($"The value of the option {name} is not one line.");
            }

            option.Apply(value ?? "");
        }

        return arguments;
    }

    /// <summary>The options as lines for the help.</summary>
    public string Describe()
    {
        StringBuilder text = new();
        foreach (Option option in options)
        {
            string left = $"  {string.Join(", ", option.Names)}{(option.ValueName is null ? "" : $" {option.ValueName}")}";
            if (left.Length > HelpColumn - 2)
            {
                text.Append(left).Append('\n').Append(' ', HelpColumn);
            }
            else
            {
                text.Append(left.PadRight(HelpColumn));
            }

            text.Append(option.Help.Replace("\n", "\n" + new string(' ', HelpColumn), StringComparison.Ordinal)).Append('\n');
        }

        return text.ToString();
    }

    private static (string Name, string? Value) Split(string argument)
    {
        if (argument.StartsWith("--", StringComparison.Ordinal))
        {
            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
        }

        return argument.Length > 2 ? (argument[..2], argument[2..]) : (argument, null);
    }
}
