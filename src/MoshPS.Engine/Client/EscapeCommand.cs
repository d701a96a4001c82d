namespace MoshPS.Engine.Client;

/// <summary>What the escape key and the key after it ask of the client itself.</summary>
internal enum EscapeCommand
{
    /// <summary>Nothing: all input has been read.</summary>
    None,

    /// <summary>End the session.</summary>
    Quit,

    /// <summary>Stop this process until the user continues it.</summary>
    Suspend,

    /// <summary>Leave the session running and free the console.</summary>
    Detach,
}
