using System.Globalization;
using System.Text.RegularExpressions;

namespace MoshPS.Engine.Ssh.RemoteSessions;

/// <summary>Reads what <c>ps</c> prints on systems that are not Linux, in whichever of its forms the host knows.</summary>
internal static partial class ProcessListReader
{
    /// <summary>The processes.</summary>
    /// <param name="lines">The report's lines.</param>
    /// <param name="allUsers">Whether those of other accounts are wanted.</param>
    public static List<HostProcess> Read(IReadOnlyList<string> lines, bool allUsers)
    {
        string[] user = (lines.FirstOrDefault(line => line.StartsWith("user ", StringComparison.Ordinal)) ?? "user").Split(' ');
        DateTimeOffset? now = lines.FirstOrDefault(line => line.StartsWith("now ", StringComparison.Ordinal)) is { } text
            && long.TryParse(text.AsSpan("now ".Length), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            && seconds < 253_402_300_800
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;
        var ports = PortListReader.Read(lines);
        var processes = new Dictionary<int, HostProcess>();
        foreach (string line in lines)
        {
            var match = true switch
            {
                _ when line.StartsWith("started ", StringComparison.Ordinal) => StartedForm().Match(line),
                _ when line.StartsWith("elapsed ", StringComparison.Ordinal) => ElapsedForm().Match(line),
                _ when line.StartsWith("plain ", StringComparison.Ordinal) => PlainForm().Match(line),
                _ when line.StartsWith("bare ", StringComparison.Ordinal) => BareForm().Match(line),
                _ => Match.Empty,
            };
            if (match.Success && Process(match, user, now, ports) is { } process && (allUsers || IsOwn(match.Groups["user"].Value, user)))
            {
                processes.TryAdd(process.Id, process);
            }
        }

        return [.. processes.Values];
    }

    private static HostProcess? Process(Match match, string[] user, DateTimeOffset? now, IReadOnlyDictionary<int, List<int>>? ports)
    {
        string arguments = HostText.Clean(match.Groups["arguments"].Value.Trim());
        string state = match.Groups["state"].Value;
        if (!int.TryParse(match.Groups["id"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            || state.StartsWith('Z')
            || arguments.Contains("<defunct>", StringComparison.Ordinal))
        {
            return null;
        }

        _ = int.TryParse(match.Groups["parent"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int parent);
        string owner = match.Groups["user"].Value;
        string started = match.Groups["started"].Value;
        return new HostProcess
        {
            Id = id,
            ParentId = parent,
            IsServer = ServerNames.IsServer(null, arguments),
            IsStopped = state.StartsWith('T'),
            UserName = IsOwn(owner, user) ? user.ElementAtOrDefault(2) ?? owner : owner,
            Terminal = TerminalName(match.Groups["terminal"].Value),
            Started = started.Length > 0 ? StartTime(started) : now - Elapsed(match.Groups["elapsed"].Value),
            StartToken = started.Length > 0 ? "l" + Blanks().Replace(started.Trim(), "_") : null,
            Arguments = arguments,
            // lsof and its like tell of every process that has a port, so the others have none.
            UdpPorts = ports is null ? null : ports.TryGetValue(id, out var open) ? open : [],
        };
    }

    /// <summary>By number or by name, which ps may cut, with a plus sign at the end.</summary>
    private static bool IsOwn(string owner, string[] user) => user.Skip(1).Any(name =>
        name.Length > 0 && (name == owner || (owner.Length > 1 && owner[^1] == '+' && name.StartsWith(owner[..^1], StringComparison.Ordinal))));

    /// <summary>busybox prints device numbers.</summary>
    private static string? TerminalName(string text) => text switch
    {
        "" or "?" or "??" or "-" => null,
        _ when text.StartsWith("136,", StringComparison.Ordinal) => "pts/" + text["136,".Length..],
        _ when text.Contains(',', StringComparison.Ordinal) => null,
        _ => text,
    };

    /// <summary>English and universal: the script sees to it.</summary>
    private static DateTimeOffset? StartTime(string text) => DateTimeOffset.TryParseExact(
        Blanks().Replace(text.Trim(), " "),
        "ddd MMM d HH:mm:ss yyyy",
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal,
        out var time)
            ? time
            : null;

    /// <summary><c>[[days-]hours:]minutes:seconds</c>, as POSIX says.</summary>
    private static TimeSpan? Elapsed(string text)
    {
        if (ElapsedTime().Match(text) is not { Success: true } match)
        {
            return null;
        }

        int Part(string name) => int.TryParse(match.Groups[name].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
        return new TimeSpan(Part("days"), Part("hours"), Part("minutes"), Part("seconds"));
    }

    [GeneratedRegex(@"^started (?<id>\d+) (?<parent>\d+) +(?<user>\S+) +(?<terminal>\S+) +(?<started>\w{3} +\w{3} +\d{1,2} +[\d:]{8} +\d{4}) +(?<arguments>.+)$")]
    private static partial Regex StartedForm();

    [GeneratedRegex(@"^elapsed (?<id>\d+) (?<parent>\d+) +(?<user>\S+) +(?<terminal>\S+) +(?<elapsed>[\d:-]+) +(?<arguments>.+)$")]
    private static partial Regex ElapsedForm();

    [GeneratedRegex(@"^plain (?<id>\d+) (?<parent>\d+) +(?<user>\S+) +(?<terminal>\S+) +(?<arguments>.+)$")]
    private static partial Regex PlainForm();

    /// <summary>Old busybox: no choice of columns; memory and state may stand between user and command.</summary>
    [GeneratedRegex(@"^bare (?<id>\d+) (?<user>\S+) +(\d+[kmg]? +)?((?<state>[DIRSTWXZ][<LNWls+]*) +([<NW]+ +)?)?(?<arguments>\S.*)$")]
    private static partial Regex BareForm();

    [GeneratedRegex(@"^((?<days>\d{1,5})-)?((?<hours>\d{1,2}):)?(?<minutes>\d{1,2}):(?<seconds>\d{1,2})$")]
    private static partial Regex ElapsedTime();

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();
}
