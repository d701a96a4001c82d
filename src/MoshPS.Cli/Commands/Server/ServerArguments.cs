using MoshPS.Engine;
using MoshPS.Engine.Server;

namespace MoshPS.Cli.Commands.Server;

/// <summary>The command line of <c>moshps server</c> (spec 3 §2.1).</summary>
internal sealed class ServerArguments
{
    private const string NewSession = "new";
    private const string Flags = "sv";
    private const string Valued = "@ipcl";

    private ServerArguments()
    {
    }

    /// <summary>The address to listen on, as it was written; null for any.</summary>
    public string? Address { get; private set; }

    /// <summary>The ports to choose from.</summary>
    public UdpPortRange Ports { get; private set; } = MoshServerOptions.DefaultPorts;

    /// <summary>How many colours the client's terminal has.</summary>
    public int Colors { get; private set; }

    /// <summary>How often <c>-v</c> was given.</summary>
    public int Verbosity { get; private set; }

    /// <summary>What <c>-l</c> gave, each a <see cref="LocaleVariable"/>: to be set where the host itself has no UTF-8.</summary>
    public List<string> LocaleVariables { get; } = [];

    /// <summary>The program to run and its arguments; empty for the login shell.</summary>
    public string[] Command { get; private set; } = [];

    /// <summary>Reads the command line.</summary>
    /// <param name="arguments">What follows the program's name.</param>
    /// <param name="usage">The usage line, for complaints.</param>
    /// <param name="programName">What the program calls itself in complaints.</param>
    /// <param name="error">Takes complaints and warnings.</param>
    /// <returns>Null when there is nothing to be made of it; the complaint then says why.</returns>
    public static ServerArguments? Parse(ReadOnlySpan<string> arguments, string usage, string programName, TextWriter error)
    {
        ServerArguments parsed = new();
        int separator = arguments.IndexOf("--");
        if (separator >= 0)
        {
            parsed.Command = arguments[(separator + 1)..].ToArray();
            arguments = arguments[..separator];
        }

        string? ports = null;
        if (arguments is [NewSession, .. var options])
        {
            if (parsed.ReadOptions(options, ref ports, usage, error) is { } complaint)
            {
                return Fail($"{programName}: {complaint}\n");
            }
        }
        else if (arguments.Length > 2)
        {
            return Fail("");
        }
        else
        {
            // The forms of old: nothing, an address, an address and a port.
            parsed.Address = arguments is [var address, ..] ? address : null;
            ports = arguments is [_, var port] ? port : null;
        }

        if (ports is not null)
        {
            if (PortRangeText.Parse(ports, out UdpPortRange range) is { } reason)
            {
                return Fail($"{reason}\n{programName}: Bad UDP port range ({ports})\n");
            }

            parsed.Ports = range;
        }

        return parsed;

        ServerArguments? Fail(string complaint)
        {
            error.Write($"{complaint}{usage}\n");
            return null;
        }
    }

    /// <returns>Why the run cannot go on, or null.</returns>
    private string? ReadOptions(ReadOnlySpan<string> arguments, ref string? ports, string usage, TextWriter error)
    {
        ShortOptions options = new(arguments, Flags, Valued);
        while (options.Read())
        {
            if (options.Complaint is { } complaint)
            {
                // Stock's getopt takes "new" for the program's name, and the run goes on.
                error.Write($"{NewSession}: {complaint}\n{usage}\n");
                continue;
            }

            switch ((char)options.Letter.Value)
            {
                case 's':
                    Address = SshConnection.ReadServerAddress(Environment.GetEnvironmentVariable(SshConnection.Variable), error);
                    break;
                case 'i':
                    Address = options.Value;
                    break;
                case 'p':
                    ports = options.Value;
                    break;
                case 'c':
                    if (!DecimalNumber.TryParse(options.Value, out long colors))
                    {
                        return $"Bad number of colors ({options.Value})";
                    }

                    Colors = (int)Math.Clamp(colors, 0, int.MaxValue);
                    break;
                case 'v':
                    Verbosity++;
                    break;
                case 'l':
                    if (LocaleVariable.Check(options.Value, out string? warning) is { } refusal)
                    {
                        return refusal;
                    }

                    if (warning is null)
                    {
                        LocaleVariables.Add(options.Value);
                    }
                    else
                    {
                        error.Write($"{warning}\n");
                    }

                    break;
            }
        }

        return null;
    }
}
