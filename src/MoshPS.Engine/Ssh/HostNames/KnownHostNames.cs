namespace MoshPS.Engine.Ssh.HostNames;

/// <summary>The names of hosts in a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT").</summary>
public static class KnownHostNames
{
    private const string HashedPrefix = "|1|";

    /// <summary>
    /// The host names in <paramref name="lines"/>, in their order, repeats included. Left out are hashed
    /// names, which cannot be read back, patterns with <c>*</c>, <c>?</c> or <c>!</c>, revoked keys and
    /// certificate authorities. <c>[host]:port</c> gives <c>host</c>.
    /// </summary>
    public static IEnumerable<string> Parse(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        foreach (string line in lines)
        {
            string trimmed = line.TrimStart();
            if (trimmed.Length == 0 || trimmed[0] is '#' or '@' || trimmed.StartsWith(HashedPrefix, StringComparison.Ordinal))
            {
                continue;
            }

            int end = trimmed.IndexOfAny([' ', '\t']);
            if (end < 0)
            {
                continue;
            }

            foreach (string name in trimmed[..end].Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                if (name.IndexOfAny(['*', '?', '!']) < 0 && WithoutPort(name) is { Length: > 0 } host)
                {
                    yield return host;
                }
            }
        }
    }

    private static string WithoutPort(string name)
    {
        int close = name.Length > 0 && name[0] == '[' ? name.IndexOf(']', StringComparison.Ordinal) : -1;
        return close < 0 ? name : name[1..close];
    }
}
