namespace MoshPS.Engine.Ssh.RemoteSessions;

/// <summary>A process on a host that is a mosh-server, or runs in a session of one.</summary>
internal sealed record HostProcess
{
    public required int Id { get; init; }

    /// <summary>The parent's process id; 0 where it is not known.</summary>
    public int ParentId { get; init; }

    /// <summary>Whether it is a mosh-server by its name; otherwise it runs in a session.</summary>
    public bool IsServer { get; init; }

    /// <summary>Whether it is stopped (SIGSTOP).</summary>
    public bool IsStopped { get; init; }

    /// <summary>The account, by name or number.</summary>
    public string? UserName { get; init; }

    /// <summary>Its terminal, such as <c>pts/3</c>.</summary>
    public string? Terminal { get; init; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>See <see cref="RemoteSession.StartToken"/>.</summary>
    public string? StartToken { get; init; }

    /// <summary>The command line.</summary>
    public string Arguments { get; init; } = "";

    /// <summary>The UDP ports that it has open; null where the host does not tell.</summary>
    public IReadOnlyList<int>? UdpPorts { get; init; }

    /// <summary>How long it has not run, not even for a moment; null where the host does not tell.</summary>
    public TimeSpan? Asleep { get; init; }
}
