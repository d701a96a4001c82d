using System.Management.Automation;
using MoshPS.Engine.Client;
using MoshPS.Engine.Client.Recording;
using MoshPS.Errors;
using MoshPS.Sessions;

namespace MoshPS.Recordings;

/// <summary>Records what sessions show into files.</summary>
[Cmdlet(VerbsLifecycle.Start, "MoshRecording", DefaultParameterSetName = SessionSet, SupportsShouldProcess = true)]
[OutputType(typeof(MoshRecording))]
public sealed class StartMoshRecordingCommand : SessionCmdlet
{
    private readonly List<MoshSession> _sessions = [];

    /// <summary>The file, or a folder in which each session gets one.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>What the recording is called.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Hands on the recordings.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _sessions.AddRange(SelectSessions().Except(_sessions));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellationToken)
    {
        if (_sessions.Count == 0)
        {
            return Task.CompletedTask;
        }

        RecordingTarget target = RecordingTarget.Resolve(Path, SessionState.Path, new SessionRecorderOptions { Title = Title, Overwrite = Force });
        target.RequireRoomFor(_sessions.Count);
        foreach (MoshSession session in _sessions)
        {
            if (!ShouldProcess(session.ToString(), $"Record to {target.FileFor(session)}"))
            {
                continue;
            }

            try
            {
                if (session.State == MoshClientState.Closed)
                {
                    throw SessionErrors.Ended(session);
                }

                MoshRecording recording = target.Start(session);
                if (PassThru)
                {
                    WriteObject(recording);
                }
            }
            catch (Exception exception) when (ErrorRecords.IsExpected(exception))
            {
                WriteError(exception, session);
            }
        }

        return Task.CompletedTask;
    }
}
