namespace MoshPS.Cli.Commands.Server;

/// <summary>What sshd tells a session of its connection: client address and port, server address and port.</summary>
internal static class SshConnection
{
    /// <summary>The variable that holds it.</summary>
    public const string Variable = "SSH_CONNECTION";

    private const int ServerAddressWord = 2;
    private const string MappedPrefix = "::ffff:";

    /// <summary>The address at which the server took the connection (<c>mosh-server -s</c>, spec 3 §2.1).</summary>
    /// <param name="connection">The variable's value, or null.</param>
    /// <param name="error">Takes a warning.</param>
    /// <returns>Null, after a warning, when it is not to be had.</returns>
    public static string? ReadServerAddress(string? connection, TextWriter error)
    {
        if (connection is null)
        {
            error.Write($"Warning: {Variable} not found; binding to any interface.\n");
            return null;
        }

        string[] words = connection.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length <= ServerAddressWord)
        {
            error.Write($"Warning: Could not parse {Variable}; binding to any interface.\n");
            return null;
        }

        // A server that listens for both families sees IPv4 in this form.
        string address = words[ServerAddressWord];
        return address.StartsWith(MappedPrefix, StringComparison.OrdinalIgnoreCase) ? address[MappedPrefix.Length..] : address;
    }
}
