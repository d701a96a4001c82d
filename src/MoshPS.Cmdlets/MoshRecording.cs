using MoshPS.Engine.Client.Recording;

namespace MoshPS;

/// <summary>
/// A recording of a session, as <c>Start-MoshRecording</c> makes it. Its properties are live: each reading gives the value
/// of that moment.
/// </summary>
public sealed class MoshRecording
{
    internal MoshRecording(MoshSession session, SessionRecorder recorder)
    {
        Session = session;
        Recorder = recorder;
    }

    /// <summary>The session that is, or was, recorded.</summary>
    public MoshSession Session { get; }

    /// <summary>The file, an asciicast of version 2.</summary>
    public string Path => Recorder.Path;

    /// <summary>What the recording is called; null for no title.</summary>
    public string? Title => Recorder.Title;

    /// <summary>Where the recording stands.</summary>
    public RecordingState State => Recorder.State;

    /// <summary>When it began, in local time.</summary>
    public DateTime StartTime => Recorder.Started.LocalDateTime;

    /// <summary>How long the recording is by now.</summary>
    public TimeSpan Duration => Recorder.Duration;

    /// <summary>The file's size by now, in bytes.</summary>
    public long Length => Recorder.Length;

    /// <summary>Why the recording broke off; null when it did not.</summary>
    public string? Failure => Recorder.Failure?.Message;

    /// <summary>The engine's recorder, for the cmdlets.</summary>
    internal SessionRecorder Recorder { get; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}
