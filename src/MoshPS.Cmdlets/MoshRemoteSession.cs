using System.Net;
using MoshPS.Engine.Ssh;
using MoshPS.Engine.Ssh.RemoteSessions;

namespace MoshPS;

/// <summary>
/// A mosh session on a host, whoever started it and from where, as the host showed it to
/// <c>Get-MoshSession -HostName</c> at that moment. <c>Stop-MoshSession</c> ends it.
/// </summary>
public sealed class MoshRemoteSession
{
    internal MoshRemoteSession(string hostName, SshBootstrapOptions login, RemoteSession session)
    {
        HostName = hostName;
        Login = login;
        Session = session;
    }

    /// <summary>The host as it was asked for: a name, an alias of ssh_config, or an address, perhaps with user and port.</summary>
    public string HostName { get; }

    /// <summary>The account that the session belongs to.</summary>
    public string? UserName => Session.UserName;

    /// <summary>Process id of the session's server on the host.</summary>
    public int ProcessId => Session.ProcessId;

    /// <summary>The server's UDP port; null where the host does not tell.</summary>
    public int? UdpPort => Session.UdpPort;

    /// <summary>Whether a client is there.</summary>
    public RemoteSessionState State => Session.State;

    /// <summary>Where the client is; null without a client, and where the host does not tell.</summary>
    public IPAddress? ClientAddress => Session.ClientAddress;

    /// <summary>When the session was started, in local time; null where the host does not tell.</summary>
    public DateTime? StartTime => Session.Started?.LocalDateTime;

    /// <summary>The session's terminal on the host, such as <c>pts/3</c>; null where the host does not tell.</summary>
    public string? Terminal => Session.Terminal;

    /// <summary>The command line of what runs in the session; null while nothing does, and where the host does not tell.</summary>
    public string? Command => Session.Command;

    /// <summary>Whose server it is: stock mosh-server or <c>moshps server</c>.</summary>
    public RemoteServerImplementation Implementation => Session.Implementation;

    /// <summary>How to log in to the host again. Holds no secrets.</summary>
    internal SshBootstrapOptions Login { get; }

    /// <summary>The engine's view of the session.</summary>
    internal RemoteSession Session { get; }

    /// <inheritdoc/>
    public override string ToString()
        => $"mosh session {ProcessId} on {HostName} ({string.Join(", ", new[] { UdpPort is { } port ? $"UDP port {port}" : null, State == RemoteSessionState.Unknown ? null : State.ToString().ToLowerInvariant(), UserName }.OfType<string>())})";
}
