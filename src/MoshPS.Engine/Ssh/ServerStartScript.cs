using System.Globalization;
using System.Text;

namespace MoshPS.Engine.Ssh;

/// <summary>The POSIX script that starts a server (spec 3 §6.1).</summary>
internal static class ServerStartScript
{
    /// <summary>Prints the host's view of the SSH connection on a line of its own.</summary>
    public const string ReportConnection =
        """[ -n "$SSH_CONNECTION" ] && printf 'MOSH SSH_CONNECTION %s\n' "$SSH_CONNECTION" """;

    /// <summary>
    /// One server command for each locale offer, joined by <c>||</c>: the next is tried only when one has
    /// failed, all within one login.
    /// </summary>
    /// <param name="options">What to start.</param>
    /// <param name="offers">The locale offers, from <see cref="LocaleOffers.Choose"/>.</param>
    public static string Build(SshBootstrapOptions options, IReadOnlyList<IReadOnlyList<string>> offers)
    {
        var text = new StringBuilder();
        for (int i = 0; i < offers.Count; i++)
        {
            text.Append(i == 0 ? "" : " || ").Append(options.ServerCommand);
            foreach (string argument in ServerArguments(options, offers[i]))
            {
                text.Append(' ').Append(PosixShell.Quote(argument));
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> ServerArguments(SshBootstrapOptions options, IReadOnlyList<string> offer)
    {
        yield return "new";
        yield return "-c";
        yield return options.Colors.ToString(CultureInfo.InvariantCulture);
        if (options.BindAddress == ServerBinding.SshAddress)
        {
            yield return "-s";
        }
        else if (options.BindAddress.Address is { } address)
        {
            yield return "-i";
            yield return address.ToString();
        }

        if (options.UdpPorts is { } ports)
        {
            yield return "-p";
            yield return ports.ToString();
        }

        foreach (string variable in offer)
        {
            yield return "-l";
            yield return variable;
        }

        if (options.Command.Count > 0)
        {
            yield return "--";
            foreach (string word in options.Command)
            {
                yield return word;
            }
        }
    }
}
