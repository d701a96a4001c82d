using System.Management.Automation;
using MoshPS.Engine.Client;
using MoshPS.Pipeline;

namespace MoshPS.Sessions;

/// <summary>Ends sessions on both sides, and forgets them.</summary>
[Cmdlet(VerbsLifecycle.Stop, "MoshSession", DefaultParameterSetName = SessionSet, SupportsShouldProcess = true)]
[OutputType(typeof(MoshSession))]
public sealed class StopMoshSessionCommand : SessionCmdlet
{
    /// <summary>More than this many shutdowns at once gain nothing.</summary>
    private const int ShutdownsAtOnce = 64;

    private readonly List<MoshSession> _sessions = [];

    /// <summary>Ends the session here at once, without telling the server or waiting for it.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Hands on the sessions.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (MoshSession session in SelectSessions())
        {
            if (!_sessions.Contains(session) && ShouldProcess(session.ToString(), "End the session"))
            {
                _sessions.Add(session);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellationToken)
        => Fleet.RunAsync(_sessions, ShutdownsAtOnce, EndSessionAsync, Report, cancellationToken);

    private async Task<MoshClientEnd> EndSessionAsync(MoshSession session, CancellationToken cancellationToken)
    {
        if (Force)
        {
            session.Client.Abort();
        }

        MoshClientEnd end = await session.Client.ShutdownAsync(cancellationToken).ConfigureAwait(false);
        MoshSessionTable.Shared.Retire(session);
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

        if (PassThru)
        {
            WriteObject(session);
        }
    }
}
