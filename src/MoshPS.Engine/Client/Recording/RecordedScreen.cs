using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client.Recording;

/// <summary>What of a screen goes into a recording, and from a recording onto a terminal: what there is to see.</summary>
internal static class RecordedScreen
{
    /// <summary>
    /// Takes away what would act on a player's terminal and shows nothing: the modes of the mouse, of pasting and of focus
    /// reports, which would turn the viewer's mouse into input.
    /// </summary>
    /// <param name="screen">A copy, to be changed.</param>
    public static void KeepVisible(Screen screen)
    {
        screen.IsBracketedPasteOn = false;
        screen.IsMouseFocusOn = false;
        screen.MouseReporting = MouseReporting.Off;
        screen.MouseEncoding = MouseEncoding.Bytes;
    }
}
