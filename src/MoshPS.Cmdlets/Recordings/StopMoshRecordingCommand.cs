using System.Management.Automation;
using MoshPS.Engine;
using MoshPS.Sessions;

namespace MoshPS.Recordings;

/// <summary>Ends recordings; their sessions go on.</summary>
[Cmdlet(VerbsLifecycle.Stop, "MoshRecording", DefaultParameterSetName = SessionSet, SupportsShouldProcess = true)]
[OutputType(typeof(MoshRecording))]
public sealed class StopMoshRecordingCommand : SessionCmdlet
{
    private const string RecordingSet = "Recording";

    /// <summary>The recordings themselves.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = RecordingSet)]
    public MoshRecording[] Recording { get; set; } = [];

    /// <summary>Hands on the recordings.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (MoshRecording recording in ParameterSetName == RecordingSet ? Recording : SelectRecordings())
        {
            if (!ShouldProcess(recording.Session.ToString(), $"End the recording to {recording.Path}"))
            {
                continue;
            }

            await recording.Recorder.StopAsync().WaitAsync(cancellationToken);
            if (recording.Recorder.Failure is { } failure)
            {
                WriteError(failure, recording);
            }

            if (PassThru)
            {
                WriteObject(recording);
            }
        }
    }

    private MoshRecording[] SelectRecordings()
    {
        List<MoshRecording> recordings = [];
        foreach (MoshSession session in SelectSessions())
        {
            if (session.Recording is { } recording)
            {
                recordings.Add(recording);
            }
            else
            {
                WriteError(
                    new MoshRecordingException("NotRecording", $"The session {session} is not being recorded.", "Start-MoshRecording begins a recording."),
                    session);
            }
        }

        return [.. recordings];
    }
}
