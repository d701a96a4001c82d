using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client;

/// <summary>
/// Decides what of a session's clipboard reaches the user's terminal. The server's word is not taken for anything:
/// only complete base64 of some text passes, in one form, and each text once, so that a repaint does not overwrite
/// what the user has copied since.
/// </summary>
/// <param name="policy">Whether anything passes.</param>
/// <param name="limit">The most text that passes, in bytes.</param>
/// <param name="known">The session's clipboard, as dealt with by an earlier attachment.</param>
internal sealed class ClipboardGate(ClipboardPolicy policy, int limit, string known)
{
    /// <summary>What the session's clipboard was when last looked at.</summary>
    public string Known { get; private set; } = known;

    /// <summary>Whether the clipboard has changed, and to something that the user's is to change to.</summary>
    /// <param name="clipboard">The session's clipboard now, as the server sent it.</param>
    public bool Admits(string clipboard)
    {
        if (string.Equals(clipboard, Known, StringComparison.Ordinal))
        {
            return false;
        }

        Known = clipboard;
        return policy == ClipboardPolicy.Allow
            && ClipboardText.TryMeasure(clipboard, out int length)

            // Resetting the remote terminal empties its clipboard, which is no reason to lose the user's.
            && length > 0
            && length <= limit;
    }
}
