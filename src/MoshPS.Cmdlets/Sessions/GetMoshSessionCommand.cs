using System.Collections;
using System.Management.Automation;
using MoshPS.Completion;
using MoshPS.Connection;
using MoshPS.Engine.Client;
using MoshPS.Engine.Ssh;
using MoshPS.Engine.Ssh.RemoteSessions;
using MoshPS.Errors;
using MoshPS.Pipeline;

namespace MoshPS.Sessions;

/// <summary>Lists the sessions of this process; with hosts, the mosh sessions that the user has there.</summary>
[Cmdlet(VerbsCommon.Get, "MoshSession", DefaultParameterSetName = NameSet)]
[OutputType(typeof(MoshSession), ParameterSetName = [NameSet, IdSet])]
[OutputType(typeof(MoshRemoteSession), ParameterSetName = [HostNameSet])]
public sealed class GetMoshSessionCommand : MoshCmdlet
{
    private const string NameSet = SessionSelection.NameSet;
    private const string IdSet = SessionSelection.IdSet;
    private const string HostNameSet = "HostName";

    private readonly List<(string Name, SshBootstrapOptions Login)> _hosts = [];

    /// <summary>Only sessions with these names, with wildcards.</summary>
    [Parameter(Position = 0, ParameterSetName = NameSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Only the sessions with these numbers.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Alias("SessionId")]
    [ArgumentCompleter(typeof(SessionIdCompleter))]
    public int[] Id { get; set; } = [];

    /// <summary>Only sessions in these states.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = IdSet)]
    public MoshClientState[] State { get; set; } = [];

    /// <summary>The hosts to ask.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = HostNameSet)]
    [Alias("ComputerName")]
    [ArgumentCompleter(typeof(HostNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] HostName { get; set; } = [];

    /// <summary>The account on the hosts.</summary>
    [Parameter(ParameterSetName = HostNameSet)]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>The TCP port of the SSH server.</summary>
    [Parameter(ParameterSetName = HostNameSet)]
    [ValidateRange(1, 65535)]
    public int? Port { get; set; }

    /// <summary>The file with the private key.</summary>
    [Parameter(ParameterSetName = HostNameSet)]
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

    /// <summary>Which family of addresses to use.</summary>
    [Parameter(ParameterSetName = HostNameSet)]
    public AddressFamilyPreference Family { get; set; }

    /// <summary>The ssh program on this machine.</summary>
    [Parameter(ParameterSetName = HostNameSet)]
    [ValidateNotNullOrEmpty]
    public string? SshPath { get; set; }

    /// <summary>How long the login may take.</summary>
    [Parameter(ParameterSetName = HostNameSet)]
    [Seconds]
    public TimeSpan ConnectTimeout { get; set; } = ConnectionDefaults.ConnectTimeout;

    /// <summary>How many hosts at a time.</summary>
    [Parameter(ParameterSetName = HostNameSet)]
    [ValidateRange(1, int.MaxValue)]
    public int ThrottleLimit { get; set; } = ConnectionDefaults.ThrottleLimit;

    /// <summary>Sessions of all accounts, and not only those of the one that logs in.</summary>
    [Parameter(ParameterSetName = HostNameSet)]
    public SwitchParameter AllUsers { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (ParameterSetName == HostNameSet)
        {
            foreach (string host in HostName)
            {
                TakeHost(host);
            }
        }
        else
        {
            WriteLocalSessions();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellationToken)
        => new RemoteHosts(this, "Asking hosts for their mosh sessions").RunAsync(
            _hosts,
            host => host.Name,
            host => host.Login,
            ThrottleLimit,
            (_, login, cancellation) => RemoteSessionHost.ListAsync(login, AllUsers, cancellation),
            (host, sessions) =>
            {
                foreach (RemoteSession session in sessions)
                {
                    WriteObject(new MoshRemoteSession(host.Name, host.Login, session));
                }
            },
            cancellationToken);

    private void TakeHost(string host)
    {
        if (_hosts.Exists(known => known.Name == host))
        {
            return;
        }

        try
        {
            if (host.AsSpan().IndexOfAny('*', '?') >= 0)
            {
                throw new UsageException(
                    "InvalidHostName",
                    $"'{host}' is not one host: -HostName asks hosts over SSH and takes no wildcards.",
                    $"For the sessions of this PowerShell process: Get-MoshSession | Where-Object HostName -like '{host}'");
            }

            _hosts.Add((host, new LoginParameters
            {
                UserName = UserName,
                Port = Port,
                KeyFilePath = KeyFilePath,
                ConfigurationFilePath = ConfigurationFilePath,
                Options = Options,
                Family = Family,
                SshPath = SshPath,
                Timeout = ConnectTimeout,
            }.For(host, SessionState.Path)));
        }
        catch (ArgumentException exception)
        {
            WriteError(exception, host);
        }
    }

    private void WriteLocalSessions()
    {
        IReadOnlyList<MoshSession> candidates = ParameterSetName == NameSet && Name.Length == 0
            ? MoshSessionTable.Shared.All
            : SessionSelection.Resolve(ParameterSetName, [], Id, Name, WriteError);
        foreach (MoshSession session in candidates)
        {
            if (State.Length == 0 || State.Contains(session.State))
            {
                WriteObject(session);
            }
        }
    }
}
