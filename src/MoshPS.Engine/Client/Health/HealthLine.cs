namespace MoshPS.Engine.Client.Health;

/// <summary>A line of a <see cref="HealthTable"/>.</summary>
/// <param name="Text">The text, without control characters, no wider than was asked for.</param>
/// <param name="Kind">What it is about, for its colour.</param>
public readonly record struct HealthLine(string Text, HealthLineKind Kind)
{
    /// <summary>The columns that the text takes.</summary>
    public int Width => ColumnText.WidthOf(Text);
}

/// <summary>What a line of a <see cref="HealthTable"/> is about.</summary>
public enum HealthLineKind
{
    /// <summary>The titles of the columns.</summary>
    Header,

    /// <summary>A session in contact.</summary>
    Normal,

    /// <summary>A session that does not reach its server.</summary>
    Warning,

    /// <summary>A session that is over, or nearly; or a note.</summary>
    Faint,
}
