namespace MoshPS.Engine.Client.Recording;

/// <summary>Where a recording stands.</summary>
public enum RecordingState
{
    /// <summary>What the session shows is being written.</summary>
    Recording,

    /// <summary>It is over, and the file is whole.</summary>
    Completed,

    /// <summary>The file could not be written any more, such as on a full disk. What had been written before can be played.</summary>
    Failed,
}
