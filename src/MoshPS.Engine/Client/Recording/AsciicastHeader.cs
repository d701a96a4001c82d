namespace MoshPS.Engine.Client.Recording;

/// <summary>The first line of a recording.</summary>
/// <param name="Columns">Width of the terminal at the start.</param>
/// <param name="Rows">Height of the terminal at the start.</param>
/// <param name="Started">When the recording was made; null when it does not say.</param>
/// <param name="Title">What was recorded; null when it does not say.</param>
public sealed record AsciicastHeader(int Columns, int Rows, DateTimeOffset? Started, string? Title)
{
    /// <summary>The pause to which players are to cut longer ones; null when it does not say. Ours do not.</summary>
    public TimeSpan? IdleLimit { get; init; }
}
