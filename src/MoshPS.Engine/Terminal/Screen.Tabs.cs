namespace MoshPS.Engine.Terminal;

/// <content>Tab stops (spec 2 §4.1).</content>
public sealed partial class Screen
{
    /// <summary>Sets or clears the stop at a column.</summary>
    internal void SetTabStop(int column, bool isSet)
    {
        if (TrySpend(Columns))
        {
            _tabStops = _tabStops.With(column, isSet);
        }
    }

    /// <summary>Clears all stops, those of columns that come later included.</summary>
    internal void ClearTabStops()
    {
        if (TrySpend(Columns))
        {
            _tabStops = _tabStops.Cleared();
        }
    }

    /// <summary>The <paramref name="count"/>th stop right of a column, else the last column.</summary>
    internal int FindNextTabStop(int column, int count) =>
        TrySpend(Math.Min(count, Columns)) ? _tabStops.Next(column, count) : column;

    /// <summary>The <paramref name="count"/>th stop left of a column, else column 0.</summary>
    internal int FindPreviousTabStop(int column, int count) =>
        TrySpend(Math.Min(count, Columns)) ? _tabStops.Previous(column, count) : column;
}
