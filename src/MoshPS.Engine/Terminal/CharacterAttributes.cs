namespace MoshPS.Engine.Terminal;

/// <summary>The character attributes that mosh carries (spec 2 §4.2), each with its SGR code.</summary>
[Flags]
public enum CharacterAttributes : byte
{
    /// <summary>No attribute.</summary>
    None = 0,

    /// <summary>SGR 1.</summary>
    Bold = 1,

    /// <summary>SGR 3.</summary>
    Italic = 2,

    /// <summary>SGR 4.</summary>
    Underline = 4,

    /// <summary>SGR 5.</summary>
    Blink = 8,

    /// <summary>SGR 7.</summary>
    Inverse = 16,

    /// <summary>SGR 8.</summary>
    Invisible = 32,
}
