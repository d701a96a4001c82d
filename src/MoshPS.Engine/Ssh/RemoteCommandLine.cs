using System.Globalization;
using System.Text;

namespace MoshPS.Engine.Ssh;

/// <summary>The text that the host's login shell runs to start the server (spec 3 §6.1).</summary>
internal static class RemoteCommandLine
{
    /// <summary>
    /// Prints the server's view of the SSH connection on a line of its own. In sh, because the login shell
    /// may be any.
    /// </summary>
    private const string ReportConnection =
        """sh -c '[ -n "$SSH_CONNECTION" ] && printf "\nMOSH SSH_CONNECTION %s\n" "$SSH_CONNECTION"' ; """;

    /// <summary>
    /// One server command for each locale offer, joined by <c>||</c>: the next is tried only when one has
    /// failed, all within one login.
    /// </summary>
    /// <param name="options">What to start.</param>
    /// <param name="offers">The locale offers, from <see cref="LocaleOffers.Choose"/>.</param>
    /// <param name="reportConnection">Whether the host is to print its <c>SSH_CONNECTION</c> first.</param>
    public static string Build(SshBootstrapOptions options, IReadOnlyList<IReadOnlyList<string>> offers, bool reportConnection)
    {
        var text = new StringBuilder(reportConnection ? ReportConnection : "");
        for (int i = 0; i < offers.Count; i++)
        {
            text.Append(i == 0 ? "" : " || ").Append(options.ServerCommand);
            foreach (string argument in ServerArguments(options, offers[i]))
            {
                text.Append(' ').Append(Quote(argument));
            }
        }

        return text.ToString();
    }

    /// <summary>
    /// Quotes a word for sh, csh and fish alike: single quotes, with those characters outside that one of
    /// the three reads inside them: quotes, backslashes (fish) and exclamation marks (csh).
    /// </summary>
    public static string Quote(string word)
    {
        var quoted = new StringBuilder("'");
        foreach (char character in word)
        {
            _ = character is '\'' or '\\' or '!' ? quoted.Append("'\\").Append(character).Append('\'') : quoted.Append(character);
        }

        return quoted.Append('\'').ToString();
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
