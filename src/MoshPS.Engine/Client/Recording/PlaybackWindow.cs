using MoshPS.Engine.Client.Consoles;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client.Recording;

/// <summary>
/// The part of a recorded screen that a window has room for: from its left edge, and as many rows down as are needed to
/// see the cursor.
/// </summary>
internal sealed class PlaybackWindow
{
    private int _top;

    /// <summary>The window's size.</summary>
    public ConsoleSize Size { get; set; }

    /// <summary>Copies what the window has room for.</summary>
    /// <param name="recorded">The recorded screen.</param>
    /// <param name="frame">Becomes a screen of the window's size.</param>
    public void Cut(Screen recorded, Screen frame)
    {
        frame.CopyFrom(recorded);
        RecordedScreen.KeepVisible(frame);

        // A title or a beep is no part of the picture, and there is no end to those of a hostile recording.
        frame.IsTitleSet = false;
        frame.BellCount = 0;

        // Room that the recording does not fill stays as the terminal is.
        frame.Pen = default;
        if (recorded.IsCursorVisible)
        {
            _top = Math.Clamp(_top, recorded.CursorRow - Size.Rows + 1, recorded.CursorRow);
        }

        _top = Math.Clamp(_top, 0, Math.Max(recorded.Rows - Size.Rows, 0));
        if (_top > 0)
        {
            frame.ScrollUp(0, recorded.Rows - 1, _top);
            frame.CursorRow = Math.Max(frame.CursorRow - _top, 0);
        }

        // By an emulator, which cuts wide characters properly.
        _ = new Emulator(frame, EmulatorRole.HostFacing).Resize(Size.Columns, Size.Rows);
    }
}
