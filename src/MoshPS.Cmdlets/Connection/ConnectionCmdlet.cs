using MoshPS.Engine;
using System.Collections;
using System.Management.Automation;
using MoshPS.Engine.Client.Recording;
using MoshPS.Engine.Ssh;
using MoshPS.Engine.Ssh.Local;
using MoshPS.Errors;
using MoshPS.Pipeline;
using MoshPS.Recordings;

namespace MoshPS.Connection;

/// <summary>A cmdlet that makes sessions: what New-MoshSession and Connect-Mosh share.</summary>
public abstract class ConnectionCmdlet : MoshCmdlet
{
    /// <summary>The parameters of a session on a host.</summary>
    private protected const string HostNameSet = "HostName";

    /// <summary>The parameters of a session on this machine.</summary>
    private protected const string LocalSet = "Local";

    /// <summary>A session on this machine, without SSH.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LocalSet)]
    public SwitchParameter Local { get; set; }

    /// <summary>The account on the host.</summary>
    [Parameter(ParameterSetName = HostNameSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>The TCP port of the SSH server.</summary>
    [Parameter(ParameterSetName = HostNameSet, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 65535)]
    public int? Port { get; set; }

    /// <summary>The file with the private key.</summary>
    [Parameter(ParameterSetName = HostNameSet, ValueFromPipelineByPropertyName = true)]
    [Alias("IdentityFilePath")]
    [ValidateNotNullOrEmpty]
    public string? KeyFilePath { get; set; }

    /// <summary>The ssh configuration to use instead of the user's and the system's.</summary>
    [Parameter(ParameterSetName = HostNameSet)]
    [ValidateNotNullOrEmpty]
    public string? ConfigurationFilePath { get; set; }

    /// <summary>Options for ssh, as in ssh_config.</summary>
    [Parameter(ParameterSetName = HostNameSet)]
    public Hashtable? Options { get; set; }

    /// <summary>The UDP port, or a range of them, that the server may use.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UdpPort { get; set; }

    /// <summary>Which family of addresses to use.</summary>
    [Parameter]
    public AddressFamilyPreference Family { get; set; }

    /// <summary>The path of mosh-server on the host, or a command line that starts it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ServerPath { get; set; }

    /// <summary>The ssh program on this machine.</summary>
    [Parameter(ParameterSetName = HostNameSet)]
    [ValidateNotNullOrEmpty]
    public string? SshPath { get; set; }

    /// <summary>How long each step may take: the login, and the first contact over UDP.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan ConnectTimeout { get; set; } = ConnectionDefaults.ConnectTimeout;

    /// <summary>A program and its arguments to run instead of the login shell.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Command { get; set; } = [];

    /// <summary>The file to record the session to, or a folder in which each session gets one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RecordPath { get; set; }

    /// <summary>Lets the recording replace a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Where build.sh puts the executable: beside the folder of this assembly.</summary>
    private static string ModuleBuildFolder => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(ConnectionCmdlet).Assembly.Location)!, "..", "out"));

    /// <summary>The order for one session on a host.</summary>
    /// <param name="host">The host as given, perhaps with user and port.</param>
    /// <param name="name">What to call the session; null for a name made from its number.</param>
    /// <param name="columns">Width.</param>
    /// <param name="rows">Height.</param>
    /// <exception cref="ArgumentException">A parameter's value has no meaning.</exception>
    private protected ConnectionOrder CreateOrder(string host, string? name, int columns, int rows)
    {
        SshBootstrapOptions login = new LoginParameters
        {
            UserName = UserName,
            Port = Port,
            KeyFilePath = KeyFilePath,
            ConfigurationFilePath = ConfigurationFilePath,
            Options = Options,
            Family = Family,
            SshPath = SshPath,
            Timeout = ConnectTimeout,
        }.For(host, SessionState.Path) with
        {
            UdpPorts = ParseUdpPorts(),
            Command = Command,
        };
        login = ServerPath is null ? login : login with { ServerCommand = ServerPath };
        return NewOrder(name, columns, rows) with { Login = login };
    }

    /// <summary>The order for one session on this machine.</summary>
    /// <param name="name">What to call the session; null for a name made from its number.</param>
    /// <param name="columns">Width.</param>
    /// <param name="rows">Height.</param>
    /// <exception cref="ArgumentException">A parameter's value has no meaning.</exception>
    private protected ConnectionOrder CreateLocalOrder(string? name, int columns, int rows)
    {
        if (!Local)
        {
            throw new UsageException("InvalidHostName", "There is no host to connect to.", "Give a host with -HostName, or -Local for this machine.");
        }

        var local = new LocalBootstrapOptions
        {
            ServerCommand = LocalServerCommand(),
            BuildFolders = [ModuleBuildFolder],
            UdpPorts = ParseUdpPorts(),
            Family = Family,
            Command = Command,
            Timeout = ConnectTimeout,
        };
        return NewOrder(name, columns, rows) with { Local = local };
    }

    /// <summary>What both kinds of order have in common.</summary>
    private ConnectionOrder NewOrder(string? name, int columns, int rows) => new()
    {
        Name = name,
        Columns = columns,
        Rows = rows,
        ConnectTimeout = ConnectTimeout,
        Recording = CreateRecordingTarget(),
    };

    /// <summary>A path of this machine as PowerShell understands it; anything else is a command line.</summary>
    private string? LocalServerCommand()
    {
        if (ServerPath is null || !ServerPath.Contains('/', StringComparison.Ordinal))
        {
            return ServerPath;
        }

        try
        {
            string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(ServerPath);
            return File.Exists(path) ? path : ServerPath;
        }
        catch (Exception exception) when (exception is RuntimeException or NotSupportedException)
        {
            // A command line can look like a path on a drive that does not exist.
            return ServerPath;
        }
    }

    /// <exception cref="MoshRecordingException">It cannot be written: said before anybody types a password.</exception>
    private RecordingTarget? CreateRecordingTarget() => RecordPath is null
        ? null
        : RecordingTarget.Resolve(RecordPath, SessionState.Path, new SessionRecorderOptions { Overwrite = Force });

    private UdpPortRange? ParseUdpPorts()
    {
        if (UdpPort is null)
        {
            return null;
        }

        return UdpPortRange.TryParse(UdpPort, out UdpPortRange range, out string? error)
            ? range
            : throw new UsageException("InvalidUdpPort", error, "Give one port such as 60010, or a range such as 60010:60020.");
    }
}
