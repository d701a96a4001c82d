using System.Net;
using MoshPS.Engine.Crypto;

namespace MoshPS.Engine.Ssh;

/// <summary>A server that has been started and waits for its client; it gives up after 60 s without one.</summary>
public sealed record SshBootstrapResult
{
    /// <summary>Where to send datagrams.</summary>
    public required IPEndPoint Server { get; init; }

    /// <summary>The session's key.</summary>
    public required SessionKey Key { get; init; }

    /// <summary>The host as the caller named it.</summary>
    public required string HostName { get; init; }

    /// <summary>The host's real name or address by ssh's configuration; null when ssh does not tell.</summary>
    public string? ResolvedHostName { get; init; }

    /// <summary>The account on the host; null when ssh does not tell.</summary>
    public string? UserName { get; init; }

    /// <summary>TCP port of the SSH server; null when ssh does not tell.</summary>
    public int? SshPort { get; init; }

    /// <summary>Where the address in <see cref="Server"/> comes from; never <see cref="ServerAddressSource.Automatic"/>.</summary>
    public required ServerAddressSource AddressSource { get; init; }

    /// <summary>The server's version, such as <c>1.4.0</c>; null when it does not tell.</summary>
    public string? ServerVersion { get; init; }

    /// <summary>The server's process id on the host; null when it does not tell.</summary>
    public int? ServerProcessId { get; init; }
}
