using System.Globalization;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Pty;

/// <summary>The warning, at login, about other mosh sessions of the user that have no client (spec 3 §2.5).</summary>
[UnsupportedOSPlatform("windows")]
internal static class DetachedSessions
{
    private const string Highlight = "\e[37;44m";
    private const string Normal = "\e[m";
    private const string HostStart = "mosh ";
    private const string HostEnd = "]";

    /// <summary>The warning; empty when there is nothing to warn of.</summary>
    public static string Warning(string? user, HostProgramOptions options)
    {
        if (user is null)
        {
            return "";
        }

        string own = HostFieldOf(options.OwnProcess);
        List<string> hosts =
        [
            .. LoginRecordFile.Read(options.LoginRecordFile)
                .Where(record => record.User == user
                    && record.Host.StartsWith(HostStart, StringComparison.Ordinal)
                    && record.Host.EndsWith(HostEnd, StringComparison.Ordinal)
                    && record.Host != own
                    && record.Line.Length > 0
                    && File.Exists(Path.Combine("/dev", record.Line)))
                .Select(record => record.Host),
        ];
        return hosts switch
        {
            [] => "",
            [string host] => $"{Highlight}Mosh: You have a detached Mosh session on this server ({host}).{Normal}\n\n",
            _ => string.Create(CultureInfo.InvariantCulture, $"{Highlight}Mosh: You have {hosts.Count} detached Mosh sessions on this server, with PIDs:\n")
                + string.Concat(hosts.Select(host => $"        - {host}\n"))
                + $"{Normal}\n",
        };
    }

    /// <summary>The host field of the login record of a session without a client, as stock writes it.</summary>
    public static string HostFieldOf(int process) => string.Create(CultureInfo.InvariantCulture, $"mosh [{process}]");
}
