using System.Net;

namespace MoshPS.Engine.Ssh.RemoteSessions;

/// <summary>A mosh session on a host, as the host's process table and login records showed it at one moment.</summary>
public sealed record RemoteSession
{
    /// <summary>Process id of the session's mosh-server on the host.</summary>
    public required int ProcessId { get; init; }

    /// <summary>The account that the session belongs to; where the host tells no name, its number.</summary>
    public string? UserName { get; init; }

    /// <summary>The UDP port that the server listens on; null where the host does not tell.</summary>
    public int? UdpPort { get; init; }

    /// <summary>When the server was started, to about a second; null where the host does not tell.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>Whether a client is there.</summary>
    public RemoteSessionState State { get; init; }

    /// <summary>Where the client is; null without a client, and where the host does not tell.</summary>
    public IPAddress? ClientAddress { get; init; }

    /// <summary>The session's terminal, such as <c>pts/3</c>; null where the host does not tell.</summary>
    public string? Terminal { get; init; }

    /// <summary>The command line of what runs in the session, such as <c>-bash</c>; null while nothing does, and where the host does not tell.</summary>
    public string? Command { get; init; }

    /// <summary>Whose server it is.</summary>
    public RemoteServerImplementation Implementation { get; init; }

    /// <summary>
    /// What tells this process from a later one with the same id: its start in the host's own words. Null where
    /// the host does not tell, and then nothing stops the session from here.
    /// </summary>
    internal string? StartToken { get; init; }
}
