using System.Globalization;

namespace MoshPS.Engine.Ssh;

/// <summary>What ssh's configuration says about a host: the output of <c>ssh -G</c>.</summary>
internal sealed class SshConfiguration
{
    /// <summary>Nothing is known: the client is not OpenSSH.</summary>
    public static SshConfiguration Unknown { get; } = new([]);

    private readonly Dictionary<string, string> _values;

    private SshConfiguration(Dictionary<string, string> values)
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
    /// The options that undo what would keep ssh from running our command and nothing else. Only what the
    /// configuration really sets: an older ssh does not know all of these names.
    /// </summary>
    public IEnumerable<string> Corrections()
    {
        if (Value("remotecommand") is not null)
        {
            yield return "RemoteCommand=none";
        }

        if (_values.GetValueOrDefault("sessiontype") is not (null or "default"))
        {
            yield return "SessionType=default";
        }

        if (Value("forkafterauthentication") is "yes")
        {
            yield return "ForkAfterAuthentication=no";
        }
    }

    /// <summary>Reads lines of the form <c>name value</c>; the first of equal names counts.</summary>
    /// <param name="output">The output of <c>ssh -G</c>.</param>
    public static SshConfiguration Parse(string output)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in output.AsSpan().EnumerateLines())
        {
            int blank = line.IndexOf(' ');
            if (blank > 0)
            {
                values.TryAdd(line[..blank].ToString(), line[(blank + 1)..].Trim().ToString());
            }
        }

        // Whatever else may have answered, ssh -G always names the host.
        return values.ContainsKey("hostname") ? new SshConfiguration(values) : Unknown;
    }

    /// <summary>A value that is set: "none" is how ssh says that it is not.</summary>
    private string? Value(string name) =>
        _values.TryGetValue(name, out string? value) && value.Length > 0 && value != "none" ? value : null;
}
