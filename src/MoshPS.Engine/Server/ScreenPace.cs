using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Server;

/// <summary>
/// Spreads work that grows with the screen over time: after each piece of it there is a rest, so that a client which
/// asks for a screen of two million cells, and for another a moment later, does not take a processor for itself. What
/// windows of people have is never made to wait: less than the shortest time between two frames.
/// </summary>
/// <param name="cellsPerMillisecond">How large a screen costs a rest of one millisecond.</param>
internal struct ScreenPace(int cellsPerMillisecond)
{
    /// <summary>When the rest is over, in milliseconds.</summary>
    public long RestsUntil { get; private set; } = long.MinValue;

    /// <summary>A screen was worked on.</summary>
    public void Worked(long now, Screen screen) =>
        RestsUntil = now + ((long)screen.Columns * screen.Rows / cellsPerMillisecond);
}
