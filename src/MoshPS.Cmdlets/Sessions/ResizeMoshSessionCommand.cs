using System.Management.Automation;
using MoshPS.Engine.Client;
using MoshPS.Errors;

namespace MoshPS.Sessions;

/// <summary>Changes the size of a session's terminal.</summary>
[Cmdlet(VerbsCommon.Resize, "MoshSession", DefaultParameterSetName = SessionSet, SupportsShouldProcess = true)]
[OutputType(typeof(MoshSession))]
public sealed class ResizeMoshSessionCommand : SessionCmdlet
{
    /// <summary>Width; when left out, it stays.</summary>
    [Parameter(Position = 1)]
    [ValidateRange(1, MoshClientOptions.LargestDimension)]
    public int Columns { get; set; }

    /// <summary>Height; when left out, it stays.</summary>
    [Parameter(Position = 2)]
    [ValidateRange(1, MoshClientOptions.LargestDimension)]
    public int Rows { get; set; }

    /// <summary>Hands on the sessions.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        if (Columns == 0 && Rows == 0)
        {
            Fail(new UsageException("NoSizeGiven", "There is no size to change to.", "Give -Columns, -Rows or both."), target: null);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (MoshSession session in SelectSessions())
        {
            int columns = Columns == 0 ? session.Columns : Columns;
            int rows = Rows == 0 ? session.Rows : Rows;
            if (!ShouldProcess(session.ToString(), $"Resize to {columns} columns and {rows} rows"))
            {
                continue;
            }

            if (session.State is MoshClientState.Closing or MoshClientState.Closed)
            {
                WriteError(SessionErrors.Ended(session), session);
                continue;
            }

            session.Client.Resize(columns, rows);
            if (PassThru)
            {
                WriteObject(session);
            }
        }

        return Task.CompletedTask;
    }
}
