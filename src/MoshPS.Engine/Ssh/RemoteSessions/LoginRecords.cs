using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace MoshPS.Engine.Ssh.RemoteSessions;

/// <summary>
/// The host's login records (utmp) as <c>who</c> prints them. A server writes into the host field where its client is
/// (spec 3 §2.5): <c>192.0.2.7 via mosh [4711]</c>, or <c>mosh [4711]</c> without one; 4711 is its process id.
/// </summary>
internal sealed partial class LoginRecords
{
    private readonly Dictionary<int, List<LoginRecord>> _records = [];

    /// <summary>Takes a line of <c>who</c>.</summary>
    public void Add(string line)
    {
        if (HostField().Match(line) is not { Success: true } match
            || !int.TryParse(match.Groups["id"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
        {
            return;
        }

        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        IPAddress? client = null;
        if (match.Groups["client"] is { Success: true } text && !IPAddress.TryParse(text.ValueSpan, out client))
        {
            return;
        }

        if (!_records.TryGetValue(id, out var records))
        {
            _records[id] = records = [];
        }

        records.Add(new LoginRecord(words.Length > 1 ? words[1] : null, client));
    }

    /// <summary>What they say of a session; null when nothing.</summary>
    /// <param name="processId">The server's process id.</param>
    /// <param name="terminal">The session's terminal, where known: a killed server leaves its record behind, and another may get its id.</param>
    public LoginRecord? Find(int processId, string? terminal) => _records.TryGetValue(processId, out var records)
        ? records.LastOrDefault(record => terminal is null || record.Terminal is null || record.Terminal == terminal)
        : null;

    [GeneratedRegex(@"[\s(]((?<client>[^\s(]+) via )?mosh \[(?<id>\d{1,10})\]\)?\s*$")]
    private static partial Regex HostField();
}

/// <summary>One login record of a mosh session.</summary>
/// <param name="Terminal">The terminal, such as <c>pts/3</c>.</param>
/// <param name="Client">Where the client is; null when there is none.</param>
internal sealed record LoginRecord(string? Terminal, IPAddress? Client);
