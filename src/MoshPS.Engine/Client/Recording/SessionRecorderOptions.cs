namespace MoshPS.Engine.Client.Recording;

/// <summary>How a session is recorded.</summary>
public sealed record SessionRecorderOptions
{
    /// <summary>What the recording is called; null for no title.</summary>
    public string? Title { get; init; }

    /// <summary>Whether a file of that name may be replaced.</summary>
    public bool Overwrite { get; init; }
}
