namespace MoshPS.Engine.Ssh.Local;

/// <summary>How a server is to be started on this machine, for a session without SSH.</summary>
public sealed record LocalBootstrapOptions
{
    /// <summary>
    /// The server's command, which a shell sees unquoted, as with SSH: <c>~/bin/mosh-server</c> and <c>env A=1
    /// mosh-server</c> work, and so does a path with blanks where there is such a file. Null: look for a server.
    /// </summary>
    public string? ServerCommand { get; init; }

    /// <summary>Folders of builds of MoshPS, in which to look for a server before PATH.</summary>
    public IReadOnlyList<string> BuildFolders { get; init; } = [];

    /// <summary>Program and arguments to run in the session instead of the login shell, not seen by any shell.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Colours of the user's terminal; 256 makes the session's TERM xterm-256color, anything else xterm.</summary>
    public int Colors { get; init; } = 256;

    /// <summary>UDP ports that the server may use; null: its own default, 60001 to 60999.</summary>
    public UdpPortRange? UdpPorts { get; init; }

    /// <summary>Which loopback address to use: that of IPv6 when it is preferred or the only choice, otherwise that of IPv4.</summary>
    public AddressFamilyPreference Family { get; init; }

    /// <summary>Longest time until the server answers; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> waits for ever.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Called at each step, on any thread.</summary>
    public Action<SshBootstrapPhase>? PhaseChanged { get; init; }

    /// <summary>Called for each line that the server addresses to the user, on any thread. Never contains the session's key.</summary>
    public Action<string>? MessageReceived { get; init; }

    /// <summary>The clock of the time limits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
