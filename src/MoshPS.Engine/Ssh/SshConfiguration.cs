using System.Globalization;

namespace MoshPS.Engine.Ssh;

/// <summary>What ssh's configuration says about a host: the output of <c>ssh -G</c>.</summary>
internal sealed class SshConfiguration
{
    private const int DefaultPort = 22;

    /// <summary>Nothing is known: the client is not OpenSSH.</summary>
    public static SshConfiguration Unknown { get; } = new([]);

    private readonly Dictionary<string, List<string>> _values;

    private SshConfiguration(Dictionary<string, List<string>> values)
    {
        _values = values;
    }

    /// <summary>Whether ssh told anything.</summary>
    public bool IsKnown => _values.Count > 0;

    /// <summary>The host's real name or address.</summary>
    public string? HostName => Value("hostname");

    /// <summary>The account to log in to.</summary>
    public string? UserName => Value("user");

    /// <summary>The SSH server's TCP port.</summary>
    public int? Port => int.TryParse(Value("port"), NumberStyles.None, CultureInfo.InvariantCulture, out int port) ? port : null;

    /// <summary>Whether ssh reaches the host through another host or program.</summary>
    public bool UsesProxy => Value("proxyjump") is not null || Value("proxycommand") is not null;

    /// <summary>
    /// Whether ssh is sure to open a TCP connection to the host itself, so that it tells the address before anybody else
    /// can write to its standard error: without a proxy, and without a master connection that leads wherever it does.
    /// </summary>
    public bool ConnectsByItself => IsKnown && !UsesProxy && Value("controlpath") is null;

    /// <summary>The host's name or address as known_hosts has it.</summary>
    /// <param name="hostName">The name that ssh was given.</param>
    /// <param name="port">The port that it was given, if any.</param>
    public string KnownHostsName(string hostName, int? port)
    {
        if (Value("hostkeyalias") is { } alias)
        {
            return alias;
        }

        string host = HostName ?? hostName;
        int number = port ?? Port ?? DefaultPort;
        return number == DefaultPort ? host : string.Create(CultureInfo.InvariantCulture, $"[{host}]:{number}");
    }

    /// <summary>The files of known hosts and the private keys that ssh is set to use, as it was told them.</summary>
    public IEnumerable<string> Files() =>
        ((string[])["userknownhostsfile", "globalknownhostsfile"]).SelectMany(Values).SelectMany(list => SshProgram.Split(list, backslashIsPlain: true))
            .Concat(Values("identityfile"));

    /// <summary>
    /// The options that undo what would keep ssh from running our command and nothing else. Only what the
    /// configuration really sets: an older ssh does not know all of these names.
    /// </summary>
    public IEnumerable<string> Corrections()
    {
        if (Value("remotecommand") is not null)
        {
            yield return "RemoteCommand=none";
        }

        if (Values("sessiontype").FirstOrDefault() is not (null or "default"))
        {
            yield return "SessionType=default";
        }

        if (Value("forkafterauthentication") is "yes")
        {
            yield return "ForkAfterAuthentication=no";
        }
    }

    /// <summary>Reads lines of the form <c>name value</c>; of equal names the first counts, except where there may be several values.</summary>
    /// <param name="output">The lines that <c>ssh -G</c> printed.</param>
    public static SshConfiguration Parse(IEnumerable<string> output)
    {
        var values = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in output)
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank > 0)
            {
                string name = line[..blank];
                if (!values.TryGetValue(name, out var list))
                {
                    values[name] = list = [];
                }

                list.Add(line[(blank + 1)..].Trim());
            }
        }

        // Whatever else may have answered, ssh -G always names the host.
        return values.ContainsKey("hostname") ? new SshConfiguration(values) : Unknown;
    }

    /// <summary>A value that is set: "none" is how ssh says that it is not.</summary>
    private string? Value(string name) => Values(name).FirstOrDefault() is { Length: > 0 } value && value != "none" ? value : null;

    private IEnumerable<string> Values(string name) => _values.TryGetValue(name, out var values) ? values : [];
}
