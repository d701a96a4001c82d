using MoshPS.Engine;
using MoshPS.Engine.Client.Recording;

namespace MoshPS.Recordings;

/// <summary>The recording of a session: one at a time, and no file for two of them.</summary>
/// <param name="session">The session.</param>
internal sealed class RecordingSlot(MoshSession session)
{
    private static readonly Lock Gate = new();

    /// <summary>The present or last recording; null when there has been none.</summary>
    public MoshRecording? Current { get; private set; }

    /// <summary>Begins to record.</summary>
    /// <exception cref="MoshRecordingException"><c>AlreadyRecording</c>, <c>RecordingFileInUse</c>, or the file's errors.</exception>
    public MoshRecording Start(string path, SessionRecorderOptions options)
    {
        lock (Gate)
        {
            if (Current is { State: RecordingState.Recording } running)
            {
                throw new MoshRecordingException(
                    "AlreadyRecording", $"The session {session} is being recorded already, to {running.Path}.", "Stop-MoshRecording ends that recording.");
            }

            if (MoshSessionTable.Shared.All.FirstOrDefault(other => IsWriting(other, path)) is { } user)
            {
                throw new MoshRecordingException(
                    "RecordingFileInUse", $"The session {user} is being recorded to {path}.", "Give another path, or end that recording with Stop-MoshRecording.");
            }

            return Current = new MoshRecording(session, SessionRecorder.Start(session.Client, path, options));
        }
    }

    /// <summary>Waits until what was recorded is on the disk; the session, or the recording, has been ended.</summary>
    /// <exception cref="OperationCanceledException">The disk is slow, and nobody wants to wait for it.</exception>
    public Task FinishAsync(CancellationToken cancellationToken) => Current is { } recording
        ? recording.Recorder.StopAsync().WaitAsync(cancellationToken)
        : Task.CompletedTask;

    private static bool IsWriting(MoshSession session, string path) =>
        session.Recording is { State: RecordingState.Recording } recording
        && string.Equals(recording.Path, path, OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
}
