namespace MoshPS.Engine.Terminal;

/// <summary>How the values of <see cref="VtFunction"/> are made.</summary>
internal static class VtFunctions
{
    /// <summary>The kind of an escape sequence.</summary>
    internal const uint EscapeSequence = 1u << 24;

    /// <summary>The kind of a control sequence.</summary>
    internal const uint ControlSequence = 2u << 24;

    /// <summary>
    /// How many collected characters an identity has room for. Stock collects 8, but no function that it knows has
    /// more than one, so all longer ones are equally unknown.
    /// </summary>
    internal const int MaximumCollected = 2;
}
