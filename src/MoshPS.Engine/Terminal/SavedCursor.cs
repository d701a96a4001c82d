namespace MoshPS.Engine.Terminal;

/// <summary>What DECSC saves and DECRC restores (spec 2 §4.1).</summary>
internal readonly record struct SavedCursor(int Row, int Column, Rendition Pen, bool IsAutowrapOn, bool IsOriginModeOn)
{
    /// <summary>What is restored when nothing was saved.</summary>
    internal static SavedCursor Initial => new(0, 0, Rendition.Default, IsAutowrapOn: true, IsOriginModeOn: false);
}
