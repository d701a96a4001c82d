using System.Management.Automation;

namespace MoshPS.Recordings;

/// <summary>Says that a session's recording is not what the user thinks it is.</summary>
internal static class RecordingNotice
{
    /// <summary>Warns when the recording has broken off.</summary>
    public static void Write(MoshSession session, Cmdlet cmdlet)
    {
        if (session.Recording?.Recorder is { Failure: { } failure } recorder)
        {
            cmdlet.WriteWarning($"The recording of {session} broke off after {recorder.Duration:hh\\:mm\\:ss}. {failure.Message}");
        }
    }
}
