namespace MoshPS.Engine.Ssh;

/// <summary>Where the address that UDP goes to comes from.</summary>
public enum ServerAddressSource
{
    /// <summary>
    /// <see cref="SshPeer"/> when ssh connects by itself, <see cref="SshConnection"/> when it goes through
    /// another host or program (docs/adr/0002).
    /// </summary>
    Automatic,

    /// <summary>
    /// The address that ssh connected to: right also where the server stands behind a NAT. Not known where ssh goes
    /// through another host, program or master connection, which could say anything.
    /// </summary>
    SshPeer,

    /// <summary>The server's own word for it, from its <c>SSH_CONNECTION</c> variable.</summary>
    SshConnection,

    /// <summary>The caller named it, or it is a loopback address of this machine.</summary>
    Given,
}
