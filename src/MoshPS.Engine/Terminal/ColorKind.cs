namespace MoshPS.Engine.Terminal;

/// <summary>How a <see cref="Color"/> is expressed.</summary>
public enum ColorKind : byte
{
    /// <summary>The terminal's own foreground or background colour.</summary>
    Default = 0,

    /// <summary>One of the 256 palette entries.</summary>
    Palette = 1,

    /// <summary>A direct colour of 8 bits per component.</summary>
    Rgb = 2,
}
