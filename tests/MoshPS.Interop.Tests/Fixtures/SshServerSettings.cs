using System.Net;

namespace MoshPS.Interop.Tests.Fixtures;

/// <summary>What an <see cref="SshServer"/> is like; the default is one that simply lets the user in by key.</summary>
internal sealed record SshServerSettings
{
    /// <summary>The address to listen on; one of this machine's own, unless <see cref="Port"/> says which port is free.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on; null for one that is free.</summary>
    public int? Port { get; init; }

    /// <summary>What comes before sshd's own command line, such as <c>ip netns exec NAME</c>.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    /// <summary>Whether the client's known_hosts holds this server's key.</summary>
    public bool HostKeyKnown { get; init; } = true;

    /// <summary>Whether the client's known_hosts holds another key for this server instead.</summary>
    public bool HostKeyChanged { get; init; }

    /// <summary>Whether the server lets the user's key in.</summary>
    public bool KeyAuthorized { get; init; } = true;

    /// <summary>Whether the server offers the method "publickey".</summary>
    public bool OfferPublicKey { get; init; } = true;

    /// <summary>Whether the server offers the method "password" (no password is ever right).</summary>
    public bool OfferPassword { get; init; }

    /// <summary>Passphrase of the user's key; empty: none.</summary>
    public string KeyPassphrase { get; init; } = "";

    /// <summary>
    /// Environment of sessions on the server. Without LANG in here sessions have the C locale, as on
    /// servers that set none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Command that runs instead of the one asked for, which it finds in SSH_ORIGINAL_COMMAND.</summary>
    public string? ForceCommand { get; init; }

    /// <summary>Further lines of sshd_config.</summary>
    public IReadOnlyList<string> Configuration { get; init; } = [];

    /// <summary>Further lines of the client's ssh_config for this server's alias.</summary>
    public IReadOnlyList<string> ClientConfiguration { get; init; } = [];
}
