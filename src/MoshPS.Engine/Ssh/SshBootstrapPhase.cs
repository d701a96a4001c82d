namespace MoshPS.Engine.Ssh;

/// <summary>How far a bootstrap has come.</summary>
public enum SshBootstrapPhase
{
    /// <summary>Asking ssh what its configuration says about the host.</summary>
    ReadingConfiguration,

    /// <summary>ssh resolves the name and connects.</summary>
    Connecting,

    /// <summary>ssh checks the host's key; with an unknown one it may be asking the user.</summary>
    VerifyingHost,

    /// <summary>ssh logs in; it may be asking the user for a password or a passphrase.</summary>
    Authenticating,

    /// <summary>Logged in; mosh-server is being started.</summary>
    StartingServer,

    /// <summary>mosh-server has said port and key.</summary>
    ServerStarted,
}
