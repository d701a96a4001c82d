namespace MoshPS.Engine.Terminal;

/// <content>Resets (spec 2 §7).</content>
public sealed partial class Screen
{
    /// <summary>RIS: all as at first, save for the size, the icon name, "title was set" and the bell count.</summary>
    internal void ResetHard()
    {
        CursorRow = 0;
        CursorColumn = 0;
        CombiningRow = 0;
        CombiningColumn = 0;
        IsWrapPending = false;
        _tabStops = TabStops.Default(Columns);
        IsAutowrapOn = true;
        IsReverseVideo = false;
        IsBracketedPasteOn = false;
        MouseReporting = MouseReporting.Off;
        MouseEncoding = MouseEncoding.Bytes;
        IsMouseFocusOn = false;
        IsAlternateScrollOn = false;
        CursorShape = CursorShape.Default;
        WindowTitle = "";
        Clipboard = "";

        // What the soft reset does belongs to it too; the pen decides how rows are erased.
        ResetSoft();
        EraseAllRows();
    }

    /// <summary>DECSTR: the cursor, the text, autowrap, mouse and paste modes stay.</summary>
    internal void ResetSoft()
    {
        IsInsertModeOn = false;
        IsOriginModeOn = false;
        AreApplicationCursorKeysOn = false;
        IsCursorVisible = true;
        ScrollTop = 0;
        ScrollBottom = Rows - 1;
        Pen = Rendition.Default;
        SavedCursor = SavedCursor.Initial;
        SetHyperlink([]);
    }
}
