namespace MoshPS.Engine.Client;

/// <summary>
/// Whether programs in the session may put text into the clipboard of the user's terminal (OSC 52). Reading it is
/// always denied.
/// </summary>
public enum ClipboardPolicy
{
    /// <summary>They may, up to <see cref="AttachOptions.ClipboardLimit"/>.</summary>
    Allow,

    /// <summary>They may not.</summary>
    Deny,
}
