using System.Globalization;
using System.Text.RegularExpressions;

namespace MoshPS.Engine.Ssh.RemoteSessions;

/// <summary>Reads what Linux tells in /proc.</summary>
internal static partial class ProcessFolderReader
{
    /// <summary>Ticks per second in /proc where getconf is missing: what Linux has everywhere that matters.</summary>
    private const long DefaultTicksPerSecond = 100;

    /// <summary>The first major device number of Unix98 pseudo-terminals, which are pts/0 and so on.</summary>
    private const int PseudoTerminalMajor = 136;

    /// <summary>The boot time that a container sees may be its own, while ticks count from the machine's: seconds by which they may differ.</summary>
    private const long BootTimeTolerance = 5;

    /// <summary>The processes.</summary>
    public static List<HostProcess> Read(IReadOnlyList<string> lines)
    {
        var facts = new Facts(lines);
        var processes = new Dictionary<int, HostProcess>();
        foreach (string line in lines)
        {
            bool isCandidate = line.StartsWith("process ", StringComparison.Ordinal);
            if ((isCandidate || line.StartsWith("child ", StringComparison.Ordinal)) && Status.TryParse(line, out var status))
            {
                // A waiting child of a server is both.
                processes.TryAdd(status.Id, facts.Process(status));
            }
        }

        return [.. processes.Values];
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>A line of /proc/PID/stat (proc_pid_stat(5)).</summary>
    private readonly partial record struct Status(int Id, string Name, char State, int ParentId, int Terminal, long Start)
    {
        public static bool TryParse(string line, out Status status)
        {
            status = default;
            if (Fields().Match(line) is not { Success: true } match
                || !int.TryParse(match.Groups["id"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                || !int.TryParse(match.Groups["parent"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int parent)
                || !int.TryParse(match.Groups["terminal"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int terminal)
                || !TryNumber(match.Groups["start"].ValueSpan, out long start))
            {
                return false;
            }

            status = new Status(id, match.Groups["name"].Value, match.Groups["state"].Value[0], parent, terminal, start);
            return true;
        }

        /// <summary>Fields 1 to 4, 7 and 22. The name may hold blanks and parentheses.</summary>
        [GeneratedRegex(@"^\w+ (?<id>\d+) \((?<name>.*)\) (?<state>\S) (?<parent>\d+) \S+ \S+ (?<terminal>-?\d+)( \S+){14} (?<start>\d+)( |$)")]
        private static partial Regex Fields();
    }

    /// <summary>What other lines tell, by process.</summary>
    private sealed class Facts
    {
        private readonly Dictionary<int, string> _arguments = [];
        private readonly Dictionary<int, string> _owners = [];
        private readonly Dictionary<int, double> _runs = [];
        private readonly Dictionary<int, List<string>> _sockets = [];
        private readonly Dictionary<string, int> _ports = [];
        private readonly double? _lastRun;
        private readonly string? _user;
        private readonly long _ticksPerSecond = DefaultTicksPerSecond;
        private readonly long? _now;
        private readonly long? _booted;
        private readonly long _self;

        public Facts(IReadOnlyList<string> lines)
        {
            foreach (string line in lines)
            {
                string[] words = line.Split(' ', 4);
                string value = words.ElementAtOrDefault(1) ?? "";
                bool hasId = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int id);
                switch (words[0])
                {
                    case "user":
                        _user = words.ElementAtOrDefault(2) is { Length: > 0 } name ? name : value;
                        break;
                    case "now" when TryNumber(value, out long now):
                        _now = now;
                        break;
                    case "clock" when TryNumber(value, out long ticks) && ticks > 0:
                        _ticksPerSecond = ticks;
                        break;
                    case "btime" when TryNumber(value, out long booted):
                        _booted = booted;
                        break;
                    case "self" when Status.TryParse(line, out var self):
                        _self = self.Start;
                        break;
                    case "selfrun":
                        _lastRun = Milliseconds(value);
                        break;
                    case "run" when hasId && Milliseconds(words.ElementAtOrDefault(2)) is { } run:
                        _runs[id] = run;
                        break;
                    case "arguments" when hasId:
                        _arguments[id] = HostText.Clean(line[(words[0].Length + value.Length + 1)..].Trim());
                        break;
                    case "owner" when hasId:
                        _owners[id] = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(4) ?? "";
                        break;
                    case "descriptors" when hasId:
                        _sockets.TryAdd(id, []);
                        break;
                    case "socket" when hasId && _sockets.TryGetValue(id, out var sockets) && words.Length > 2:
                        sockets.Add(words[2]);
                        break;
                    case "udp" when words.Length > 2 && LocalPort(words[2]) is { } port:
                        _ports[value] = port;
                        break;
                }
            }
        }

        public HostProcess Process(Status status)
        {
            string arguments = _arguments.GetValueOrDefault(status.Id, "");
            return new HostProcess
            {
                Id = status.Id,
                ParentId = status.ParentId,
                IsServer = ServerNames.IsServer(status.Name, arguments),
                IsStopped = status.State is 'T' or 't',
                UserName = _owners.TryGetValue(status.Id, out string? owner) && owner.Length > 0 ? owner : _user,
                Terminal = TerminalName(status.Terminal),
                Started = Started(status.Start),
                StartToken = "t" + status.Start.ToString(CultureInfo.InvariantCulture),
                Arguments = arguments,
                UdpPorts = _sockets.TryGetValue(status.Id, out var sockets)
                    ? [.. sockets.Where(_ports.ContainsKey).Select(socket => _ports[socket]).Distinct()]
                    : null,
                Asleep = _lastRun is { } now && _runs.TryGetValue(status.Id, out double run) && run <= now
                    ? TimeSpan.FromMilliseconds(now - run)
                    : null,
            };
        }

        private static double? Milliseconds(string? text) =>
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number < long.MaxValue / 1e6 ? number : null;

        /// <summary>The port in a local address of /proc/net/udp: <c>0100007F:EA61</c>.</summary>
        private static int? LocalPort(string address) =>
            int.TryParse(address.AsSpan(address.LastIndexOf(':') + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int port)
            && port is > 0 and <= ushort.MaxValue
                ? port
                : null;

        /// <summary>The device number packs the major number into bits 8 to 19, the minor number around it.</summary>
        private static string? TerminalName(int device)
        {
            int major = (device >> 8) & 0xFFF;
            int minor = (device & 0xFF) | ((device >> 12) & 0xFFF00);
            return major == PseudoTerminalMajor ? string.Create(CultureInfo.InvariantCulture, $"pts/{minor}") : null;
        }

        private DateTimeOffset? Started(long ticks)
        {
            // Our own process has just started: its ticks tell when ticks began.
            long? counted = _now - (_self / _ticksPerSecond);
            long? booted = _booted is { } told && (counted is null || Math.Abs(told - counted.Value) <= BootTimeTolerance) ? told : counted;
            long? seconds = booted + (ticks / _ticksPerSecond);
            return seconds is >= 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds.Value) : null;
        }
    }
}
