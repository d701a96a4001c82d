using System.Management.Automation;
using MoshPS.Connection;
using MoshPS.Engine.Client;
using MoshPS.Engine.Ssh.RemoteSessions;
using MoshPS.Pipeline;
using MoshPS.Recordings;

namespace MoshPS.Sessions;

/// <summary>Ends sessions on both sides, and forgets them; ends sessions on hosts.</summary>
[Cmdlet(VerbsLifecycle.Stop, "MoshSession", DefaultParameterSetName = SessionSet, SupportsShouldProcess = true)]
[OutputType(typeof(MoshSession), ParameterSetName = [SessionSet, IdSet, NameSet])]
[OutputType(typeof(MoshRemoteSession), ParameterSetName = [RemoteSessionSet])]
public sealed class StopMoshSessionCommand : SessionCmdlet
{
    private const string RemoteSessionSet = "RemoteSession";

    /// <summary>More than this many shutdowns at once gain nothing.</summary>
    private const int ShutdownsAtOnce = 64;

    private readonly List<MoshSession> _sessions = [];
    private readonly List<MoshRemoteSession> _remoteSessions = [];

    /// <summary>Sessions on hosts.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = RemoteSessionSet)]
    public MoshRemoteSession[] RemoteSession { get; set; } = [];

    /// <summary>How many hosts at a time.</summary>
    [Parameter(ParameterSetName = RemoteSessionSet)]
    [ValidateRange(1, int.MaxValue)]
    public int ThrottleLimit { get; set; } = ConnectionDefaults.ThrottleLimit;

    /// <summary>Ends the session here at once, without telling the server or waiting for it; kills the server of a session on a host.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Hands on the sessions.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (MoshRemoteSession session in ParameterSetName == RemoteSessionSet ? RemoteSession : [])
        {
            if (!_remoteSessions.Contains(session) && ShouldProcess(session.ToString(), Force ? "Kill the server" : "End the session"))
            {
                _remoteSessions.Add(session);
            }
        }

        foreach (MoshSession session in ParameterSetName == RemoteSessionSet ? [] : SelectSessions())
        {
            if (!_sessions.Contains(session) && ShouldProcess(session.ToString(), "End the session"))
            {
                _sessions.Add(session);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        await Fleet.RunAsync(_sessions, ShutdownsAtOnce, EndSessionAsync, Report, cancellationToken);
        // One login for all that came from one login.
        IGrouping<object, MoshRemoteSession>[] hosts = [.. _remoteSessions.GroupBy(session => (object)session.Login, ReferenceEqualityComparer.Instance)];
        await new RemoteHosts(this, "Ending mosh sessions on hosts").RunAsync(
            hosts,
            host => host.First().HostName,
            host => host.First().Login,
            ThrottleLimit,
            (host, login, cancellation) => RemoteSessionHost.StopAsync(login, [.. host.Select(session => session.Session)], Force, cancellation),
            Report,
            cancellationToken);
    }

    private async Task<MoshClientEnd> EndSessionAsync(MoshSession session, CancellationToken cancellationToken)
    {
        if (Force)
        {
            session.Client.Abort();
        }

        MoshClientEnd end = await session.Client.ShutdownAsync(cancellationToken).ConfigureAwait(false);
        await MoshSessionTable.Shared.RetireAsync(session, cancellationToken).ConfigureAwait(false);
        return end;
    }

    private void Report(MoshSession session, Task<MoshClientEnd> done)
    {
        MoshClientEnd end = done.GetAwaiter().GetResult();
        if (end.Reason == MoshClientEndReason.ShutDownUnconfirmed)
        {
            string process = session.ServerProcessId is { } id ? $" (process {id})" : string.Empty;
            WriteWarning($"{session}: the server did not confirm. Its mosh-server{process} may still be running.");
        }

        RecordingNotice.Write(session, this);
        if (PassThru)
        {
            WriteObject(session);
        }
    }

    private void Report(IEnumerable<MoshRemoteSession> sessions, IReadOnlyList<RemoteSessionStop> outcomes)
    {
        foreach ((MoshRemoteSession session, RemoteSessionStop outcome) in sessions.Zip(outcomes))
        {
            if (SessionErrors.NotStopped(session, outcome, Force) is { } error)
            {
                WriteError(error, session);
            }
            else if (PassThru)
            {
                WriteObject(session);
            }
        }
    }
}
