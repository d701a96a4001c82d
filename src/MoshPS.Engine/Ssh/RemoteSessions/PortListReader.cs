using System.Globalization;
using System.Text.RegularExpressions;

namespace MoshPS.Engine.Ssh.RemoteSessions;

/// <summary>Reads which process has which UDP port from what lsof, sockstat or fstat print.</summary>
internal static partial class PortListReader
{
    /// <summary>The ports by process; null when none of the programs told any.</summary>
    public static IReadOnlyDictionary<int, List<int>>? Read(IReadOnlyList<string> lines)
    {
        var ports = new Dictionary<int, List<int>>();
        int lsofProcess = 0;
        foreach (string line in lines)
        {
            if (line.StartsWith("lsof p", StringComparison.Ordinal))
            {
                _ = int.TryParse(line.AsSpan("lsof p".Length), NumberStyles.None, CultureInfo.InvariantCulture, out lsofProcess);
            }
            else if (LsofName().Match(line) is { Success: true } name)
            {
                Add(lsofProcess, name);
            }
            else if (Sockstat().Match(line) is { Success: true } socket)
            {
                Add(Number(socket, "id"), socket);
            }
            else if (Fstat().Match(line) is { Success: true } file)
            {
                Add(Number(file, "id"), file);
            }
        }

        return ports.Count == 0 ? null : ports;

        void Add(int process, Match match)
        {
            int port = Number(match, "port");
            if (process > 0 && port is > 0 and <= ushort.MaxValue)
            {
                if (!ports.TryGetValue(process, out var open))
                {
                    ports[process] = open = [];
                }

                open.Add(port);
            }
        }
    }

    private static int Number(Match match, string group) =>
        int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    [GeneratedRegex(@"^lsof n\S*:(?<port>\d{1,5})( |$)")]
    private static partial Regex LsofName();

    /// <summary>USER COMMAND PID FD PROTO LOCAL FOREIGN; NetBSD writes a dot before the port.</summary>
    [GeneratedRegex(@"^sockstat \S+ +\S+ +(?<id>\d+) +\d+ +udp\S* +\S+[:.](?<port>\d{1,5})( |$)")]
    private static partial Regex Sockstat();

    /// <summary>USER CMD PID FD internet dgram udp ADDRESS:PORT.</summary>
    [GeneratedRegex(@"^fstat \S+ +\S+ +(?<id>\d+) +\d+\*? +internet6? dgram udp \S*:(?<port>\d{1,5})( |$)")]
    private static partial Regex Fstat();
}
