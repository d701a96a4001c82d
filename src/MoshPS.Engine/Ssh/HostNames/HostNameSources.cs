namespace MoshPS.Engine.Ssh.HostNames;

/// <summary>Every host name that the user's and the system's SSH files mention: what completion offers.</summary>
public static class HostNameSources
{
    /// <summary>
    /// Names from <c>~/.ssh/config</c>, the system's ssh_config and the known_hosts files, without repeats:
    /// those of the configuration first, each group in alphabetical order.
    /// </summary>
    /// <param name="homeFolder">The user's home folder.</param>
    /// <param name="systemFolder">Where ssh keeps its system-wide files, such as <c>/etc/ssh</c>.</param>
    public static IReadOnlyList<string> Read(string homeFolder, string systemFolder)
    {
        ArgumentNullException.ThrowIfNull(homeFolder);
        ArgumentNullException.ThrowIfNull(systemFolder);
        string userFolder = Path.Combine(homeFolder, ".ssh");
        var names = new List<string>();
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Add(SshConfigHostNames.Read(Path.Combine(userFolder, "config"), userFolder, homeFolder)
            .Concat(SshConfigHostNames.Read(Path.Combine(systemFolder, "ssh_config"), systemFolder, homeFolder)));
        Add(new[]
            {
                Path.Combine(userFolder, "known_hosts"),
                Path.Combine(userFolder, "known_hosts2"),
                Path.Combine(systemFolder, "ssh_known_hosts"),
            }.SelectMany(file => KnownHostNames.Parse(ReadLines(file))));
        return names;

        void Add(IEnumerable<string> group) => names.AddRange(group.Where(known.Add).Order(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Where OpenSSH keeps its system-wide files on this system.</summary>
    public static string DefaultSystemFolder => OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "ssh")
        : "/etc/ssh";

    private static string[] ReadLines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
