using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client;

/// <summary>
/// Makes the frame that a console shows of the newest screen of the server (spec 3 §4). Whatever is laid over the
/// screen is drawn here, on a copy.
/// </summary>
/// <param name="titlePrefix">Whether the window's title gets a prefix.</param>
internal sealed class FrameComposer(bool titlePrefix)
{
    private const string Prefix = "[mosh] ";

    private string _title = "";
    private string _prefixedTitle = Prefix;

    /// <summary>Makes a frame.</summary>
    /// <param name="newest">The server's screen; not changed.</param>
    /// <param name="isLast">Whether the console is about to be given back: then nothing is laid over the screen.</param>
    public Screen Compose(Screen newest, bool isLast)
    {
        if (isLast || !titlePrefix || !newest.IsTitleSet)
        {
            return newest;
        }

        Screen frame = newest.Snapshot();
        bool iconIsTitle = string.Equals(frame.IconName, frame.WindowTitle, StringComparison.Ordinal);
        if (!string.Equals(frame.WindowTitle, _title, StringComparison.Ordinal))
        {
            _title = frame.WindowTitle;
            _prefixedTitle = Prefix + _title;
        }

        frame.WindowTitle = _prefixedTitle;
        if (iconIsTitle)
        {
            frame.IconName = _prefixedTitle;
        }

        return frame;
    }
}
