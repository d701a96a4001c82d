namespace MoshPS.Engine.Ssh.RemoteSessions;

/// <summary>Whose server a session runs on.</summary>
public enum RemoteServerImplementation
{
    /// <summary>Stock mosh-server, or another that looks like it.</summary>
    Stock,

    /// <summary><c>moshps server</c>.</summary>
    MoshPS,
}
