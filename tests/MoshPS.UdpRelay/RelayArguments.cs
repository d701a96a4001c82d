using System.Globalization;
using System.Net;

namespace MoshPS.UdpRelay;

/// <summary>What the program's command line asks for.</summary>
internal sealed record RelayArguments
{
    public const string Usage = """
        usage: moshps-udprelay --to ADDRESS:PORT [options]       relay until quit or Ctrl+C
               moshps-udprelay --front [options] -- COMMAND…     run mosh-server, put the relay before it
               moshps-udprelay --send CONTROL COMMAND…           give a running relay a command

        options:
          --listen ADDRESS:PORT   where to listen (default: a free loopback port)
          --control CONTROL       take commands at a Unix socket (a path) or a loopback port (PORT, 0 = any)
          --idle TIME             end when no datagram came for so long (default: front 90s, else never)
          --seed N                seed of all chance decisions
          --delay MS, --loss PERCENT …   any condition below; --up-loss, --down-loss … for one direction
          --cut TIME, --rebind ADDRESS   do that at once

        commands, by line on standard input, at the control socket, or with --send:

        """ + RelayCommands.Summary;

    public IPEndPoint? Listen { get; private set; }

    public IPEndPoint? To { get; private set; }

    public string? Control { get; private set; }

    public TimeSpan? Idle { get; private set; }

    public int? Seed { get; private set; }

    public bool Front { get; private set; }

    /// <summary>Internal: the process that <see cref="FrontMode"/> leaves behind.</summary>
    public bool Detached { get; private set; }

    public bool Help { get; private set; }

    /// <summary>Control lines to carry out at the start, such as "up loss 29".</summary>
    public List<string> Commands { get; } = [];

    /// <summary>What followed "--": the server command.</summary>
    public IReadOnlyList<string> Rest { get; private set; } = [];

    /// <summary>The options as given, to hand them to the detached process.</summary>
    public IReadOnlyList<string> Options { get; private set; } = [];

    /// <exception cref="FormatException">The command line is wrong; the message says where.</exception>
    public static RelayArguments Parse(IReadOnlyList<string> arguments)
    {
        var result = new RelayArguments();
        int index = 0;
        for (; index < arguments.Count && arguments[index] != "--"; index++)
        {
            string option = arguments[index];
            switch (option)
            {
                case "--help" or "-h":
                    result.Help = true;
                    continue;
                case "--front":
                    result.Front = true;
                    continue;
                case "--detached":
                    result.Detached = true;
                    continue;
                default:
                    break;
            }

            if (!option.StartsWith("--", StringComparison.Ordinal))
            {
                throw new FormatException($"'{option}' is no option.");
            }

            string value = ++index < arguments.Count ? arguments[index] : throw new FormatException($"{option} needs a value.");
            result.Take(option[2..], value);
        }

        result.Options = [.. arguments.Take(index)];
        result.Rest = [.. arguments.Skip(index + 1)];
        return result;
    }

    private void Take(string name, string value)
    {
        switch (name)
        {
            case "listen":
                Listen = IPEndPoint.Parse(value);
                break;
            case "to":
                To = IPEndPoint.Parse(value);
                break;
            case "control":
                Control = value;
                break;
            case "idle":
                Idle = RelayCommands.ParseTime(value);
                break;
            case "seed":
                Seed = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            default:
                string[] words = name.StartsWith("up-", StringComparison.Ordinal) ? ["up", name[3..]]
                    : name.StartsWith("down-", StringComparison.Ordinal) ? ["down", name[5..]]
                    : [name];
                if (!RelayCommands.IsCondition(words[^1]) && words[^1] is not ("cut" or "rebind"))
                {
                    throw new FormatException($"--{name} is no option.");
                }

                Commands.Add($"{string.Join(' ', words)} {value}");
                break;
        }
    }
}
