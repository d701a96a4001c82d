using MoshPS.Engine;
using System.Collections;
using System.Management.Automation;
using MoshPS.Engine.Ssh;
using MoshPS.Errors;
using MoshPS.Pipeline;

namespace MoshPS.Connection;

/// <summary>A cmdlet that makes sessions: what New-MoshSession and Connect-Mosh share.</summary>
public abstract class ConnectionCmdlet : MoshCmdlet
{
    /// <summary>The account on the host.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>The TCP port of the SSH server.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 65535)]
    public int? Port { get; set; }

    /// <summary>The file with the private key.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("IdentityFilePath")]
    [ValidateNotNullOrEmpty]
    public string? KeyFilePath { get; set; }

    /// <summary>The ssh configuration to use instead of the user's and the system's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConfigurationFilePath { get; set; }

    /// <summary>Options for ssh, as in ssh_config.</summary>
    [Parameter]
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
    [Parameter]
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

    /// <summary>The order for one session.</summary>
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
        return new ConnectionOrder(login, name, columns, rows, ConnectTimeout);
    }

    /// <summary>Adds what the order cannot know at first: whether ssh may ask, and who hears of the login's steps.</summary>
    /// <param name="order">The order.</param>
    /// <param name="mayAsk">Whether ssh may ask at the terminal.</param>
    /// <param name="heard">Takes the events, on any thread.</param>
    private protected static ConnectionOrder Prepare(ConnectionOrder order, bool mayAsk, IProgress<LoginEvent> heard)
    {
        string host = order.Login.HostName;
        return order with
        {
            Login = order.Login with
            {
                Interactive = mayAsk,
                PhaseChanged = phase => heard.Report(new LoginEvent(host, phase, null)),
                MessageReceived = message => heard.Report(new LoginEvent(host, null, PrintableText.Of(message))),
            },
        };
    }

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
