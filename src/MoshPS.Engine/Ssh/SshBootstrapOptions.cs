using System.Net;

namespace MoshPS.Engine.Ssh;

/// <summary>Which host to start a session on, and how ssh and mosh-server are to be run for it.</summary>
public sealed record SshBootstrapOptions
{
    /// <summary>Host name, address or ssh_config alias; not empty, without blanks, not starting with a hyphen.</summary>
    public required string HostName { get; init; }

    /// <summary>Account on the host; null: what ssh's configuration says.</summary>
    public string? UserName { get; init; }

    /// <summary>TCP port of the SSH server, 1 to 65535; null: what ssh's configuration says.</summary>
    public int? Port { get; init; }

    /// <summary>Private key to log in with (<c>ssh -i</c>), besides what the configuration and the agent offer.</summary>
    public string? KeyFilePath { get; init; }

    /// <summary>ssh configuration to use instead of the user's and the system's (<c>ssh -F</c>).</summary>
    public string? ConfigurationFilePath { get; init; }

    /// <summary>
    /// Further ssh options by their ssh_config names (<c>ssh -o Name=Value</c>). Those on which the bootstrap
    /// rests (LogLevel, BatchMode, RemoteCommand, ControlMaster and the like) cannot be overridden.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Options { get; init; }

    /// <summary>IP version to use; it has no effect on hosts behind a ProxyJump or ProxyCommand.</summary>
    public AddressFamilyPreference Family { get; init; }

    /// <summary>UDP ports that the server may use; null: its own default, 60001 to 60999.</summary>
    public UdpPortRange? UdpPorts { get; init; }

    /// <summary>Address that the server binds to.</summary>
    public ServerBinding BindAddress { get; init; } = ServerBinding.SshAddress;

    /// <summary>
    /// The server's command on one line, which a POSIX shell of the host sees unquoted: <c>~/bin/mosh-server</c> and
    /// <c>env A=1 mosh-server</c> work.
    /// </summary>
    public string ServerCommand { get; init; } = "mosh-server";

    /// <summary>Program and arguments to run in the session instead of the login shell, not seen by any shell.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Colours of the user's terminal; 256 makes the session's TERM xterm-256color, anything else xterm.</summary>
    public int Colors { get; init; } = 256;

    /// <summary>The ssh program, by name or path, optionally with arguments (quoted as in a shell).</summary>
    public string SshCommand { get; init; } = "ssh";

    /// <summary>
    /// Whether ssh asks for a terminal on the host (<c>-tt</c>), as stock mosh does: without one the message
    /// of the day does not show in the session.
    /// </summary>
    public bool AllocateTerminal { get; init; } = true;

    /// <summary>
    /// Whether ssh may ask the user: host key, password, passphrase, on the terminal of this process. When
    /// not, and without <see cref="AskPassProgram"/>, what would need an answer fails with <c>PromptNeeded</c>
    /// or <c>HostKeyUnknown</c>.
    /// </summary>
    public bool Interactive { get; init; }

    /// <summary>A program that answers ssh's prompts (<c>SSH_ASKPASS</c>), used for all of them when set.</summary>
    public string? AskPassProgram { get; init; }

    /// <summary>Variables to add to ssh's environment, such as what an <see cref="AskPassProgram"/> needs; null as a value removes one.</summary>
    public IReadOnlyDictionary<string, string?>? Environment { get; init; }

    /// <summary>
    /// The locale variables to offer to a server that has no UTF-8 locale of its own; null: those of this
    /// process. <c>C.UTF-8</c> and <c>en_US.UTF-8</c> follow by themselves when the server refuses them.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Locale { get; init; }

    /// <summary>
    /// Longest time until ssh is connected, and again from login to the server's answer. The time in which
    /// the user may be answering prompts does not count. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>
    /// waits for ever.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>ssh's own limit for each address that it tries (<c>ConnectTimeout</c>, whole seconds); null: its configuration's.</summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>Where the address that UDP goes to comes from; <see cref="ServerAddress"/> wins over it.</summary>
    public ServerAddressSource AddressSource { get; init; }

    /// <summary>The address that UDP goes to, for networks where neither source knows it; null: find out.</summary>
    public IPAddress? ServerAddress { get; init; }

    /// <summary>Called at each step, on any thread.</summary>
    public Action<SshBootstrapPhase>? PhaseChanged { get; init; }

    /// <summary>
    /// Called for each line that ssh or the host addresses to the user (banners, warnings, "try again"), on
    /// any thread: cleaned by <see cref="HostText"/>, and not necessarily true. Never contains the session's key.
    /// </summary>
    public Action<string>? MessageReceived { get; init; }

    /// <summary>The clock of the time limits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
