using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace MoshPS.Engine.Ssh.RemoteSessions;

/// <summary>Makes sessions of what <see cref="SessionListScript"/> made a host print. Pure: text in, sessions out.</summary>
internal static partial class SessionReport
{
    /// <summary>
    /// A server with a client sends something every 3 s (spec 3, terms); one that has not run for this long has none.
    /// </summary>
    private static readonly TimeSpan QuietWithoutClient = TimeSpan.FromSeconds(10);

    /// <summary>The sessions, oldest first.</summary>
    /// <param name="lines">The lines without their mark. Nothing in them is trusted; what is not understood is left out.</param>
    /// <param name="allUsers">Whether sessions of all accounts are wanted, and not only those of the one that logged in.</param>
    public static IReadOnlyList<RemoteSession> Read(IReadOnlyList<string> lines, bool allUsers)
    {
        var logins = new LoginRecords();
        foreach (string line in lines)
        {
            if (line.StartsWith("login ", StringComparison.Ordinal))
            {
                logins.Add(line["login ".Length..]);
            }
        }

        bool hasProcessFolder = lines.Any(line => line.StartsWith("self ", StringComparison.Ordinal));
        var processes = hasProcessFolder ? ProcessFolderReader.Read(lines) : ProcessListReader.Read(lines, allUsers);
        var children = processes.ToLookup(process => process.ParentId);
        return
        [
            .. processes
                .Where(process => IsSession(process, processes))
                .Select(process => Session(process, [.. children[process.Id]], logins))
                .OrderBy(session => session.Started ?? DateTimeOffset.MaxValue)
                .ThenBy(session => session.ProcessId),
        ];
    }

    /// <summary>
    /// A session's server has a UDP socket. Without one it is a starter that is about to leave, or the child of a
    /// stock server that waits for the first client before it becomes the shell (spec 3 §2.5).
    /// </summary>
    private static bool IsSession(HostProcess process, List<HostProcess> processes) => process switch
    {
        { IsServer: false } => false,
        { UdpPorts.Count: > 0 } => true,
        { UdpPorts: not null } => false,
        _ => !processes.Any(other => other.Id == process.ParentId && other.IsServer),
    };

    private static RemoteSession Session(HostProcess process, List<HostProcess> children, LoginRecords logins)
    {
        var child = children.Find(child => child.Terminal is not null) ?? (children.Count > 0 ? children[0] : null);
        bool isWaiting = child is { IsServer: true };
        var title = ProcessTitle().Match(process.Arguments);
        var session = new RemoteSession
        {
            ProcessId = process.Id,
            UserName = process.UserName,
            UdpPort = Port(process, title),
            Started = process.Started,
            Terminal = child?.Terminal,
            Command = child is { IsServer: false, Arguments: { Length: > 0 } command } ? command : null,
            Implementation = title.Success || ServerNames.IsOurs(process.Arguments) ? RemoteServerImplementation.MoshPS : RemoteServerImplementation.Stock,
            StartToken = process.StartToken,
        };
        if (title.Success)
        {
            // Our server says it itself, whether the host keeps login records or not.
            return session with
            {
                State = title.Groups["state"].Value switch
                {
                    "waiting" => RemoteSessionState.Waiting,
                    "detached" => RemoteSessionState.Detached,
                    _ => RemoteSessionState.Attached,
                },
                ClientAddress = Address(title.Groups["client"].Value),
            };
        }

        var login = logins.Find(process.Id, session.Terminal);
        return session with
        {
            State = true switch
            {
                _ when isWaiting => RemoteSessionState.Waiting,
                _ when login is not null => login.Client is null ? RemoteSessionState.Detached : RemoteSessionState.Attached,
                _ when process.Asleep > QuietWithoutClient && !process.IsStopped => RemoteSessionState.Detached,
                _ => RemoteSessionState.Unknown,
            },
            ClientAddress = isWaiting ? null : Address(login?.Client?.ToString()),
            Terminal = session.Terminal ?? login?.Terminal,
        };
    }

    private static int? Port(HostProcess process, Match title)
    {
        int? said = title.Success ? Number(title.Groups["port"].ValueSpan) : Number(PortOption().Match(process.Arguments).Groups["port"].ValueSpan);
        return process.UdpPorts is not { Count: > 0 } open || (said is { } port && open.Contains(port)) ? said : open.Min();
    }

    private static int? Number(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= ushort.MaxValue ? port : null;

    private static IPAddress? Address(string? text) =>
        IPAddress.TryParse(text, out var address) ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address : null;

    /// <summary>How a session of <c>moshps server</c> shows itself in the process table.</summary>
    [GeneratedRegex(@"^moshps: session on UDP port (?<port>\d{1,5}), ((?<state>waiting|detached)|attached from (?<client>\S+))\s*$")]
    private static partial Regex ProcessTitle();

    /// <summary>The port of a server that was given just one.</summary>
    [GeneratedRegex(@"^\S+ new( -\S+| \S+)*? -p ?(?<port>\d{1,5})( |$)")]
    private static partial Regex PortOption();
}
