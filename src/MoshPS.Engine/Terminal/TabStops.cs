namespace MoshPS.Engine.Terminal;

/// <summary>
/// Tab stops of a screen (spec 2 §4.1): at first every eighth column, and at new columns too until all stops are
/// cleared. Immutable, because snapshots share it and stops hardly ever change.
/// </summary>
internal sealed class TabStops
{
    private const int DefaultInterval = 8;

    private readonly bool[] _stops;
    private readonly bool _defaultsInForce;

    private TabStops(bool[] stops, bool defaultsInForce)
    {
        _stops = stops;
        _defaultsInForce = defaultsInForce;
    }

    /// <summary>The default stops for a screen of this width.</summary>
    internal static TabStops Default(int columns)
    {
        bool[] stops = new bool[columns];
        SetDefaults(stops, 0);
        return new TabStops(stops, defaultsInForce: true);
    }

    /// <summary>The same with a stop at <paramref name="column"/>, or without.</summary>
    internal TabStops With(int column, bool isSet)
    {
        if (_stops[column] == isSet)
        {
            return this;
        }

        bool[] stops = (bool[])_stops.Clone();
        stops[column] = isSet;
        return new TabStops(stops, _defaultsInForce);
    }

    /// <summary>No stops, and none in columns that come later.</summary>
    internal TabStops Cleared() => new(new bool[_stops.Length], defaultsInForce: false);

    /// <summary>The stops after a change of width: kept where columns are kept.</summary>
    internal TabStops Resized(int columns)
    {
        bool[] stops = new bool[columns];
        int kept = Math.Min(columns, _stops.Length);
        _stops.AsSpan(0, kept).CopyTo(stops);
        if (_defaultsInForce)
        {
            SetDefaults(stops, kept);
        }

        return new TabStops(stops, _defaultsInForce);
    }

    /// <summary>The <paramref name="count"/>th stop right of <paramref name="column"/>, else the last column.</summary>
    internal int Next(int column, int count)
    {
        int last = _stops.Length - 1;
        while (count-- > 0 && column < last)
        {
            int distance = _stops.AsSpan(column + 1).IndexOf(true);
            column = distance < 0 ? last : column + 1 + distance;
        }

        return column;
    }

    /// <summary>The <paramref name="count"/>th stop left of <paramref name="column"/>, else column 0.</summary>
    internal int Previous(int column, int count)
    {
        while (count-- > 0 && column > 0)
        {
            column = Math.Max(_stops.AsSpan(0, column).LastIndexOf(true), 0);
        }

        return column;
    }

    private static void SetDefaults(bool[] stops, int from)
    {
        int first = (from + DefaultInterval - 1) / DefaultInterval * DefaultInterval;
        for (int column = first; column < stops.Length; column += DefaultInterval)
        {
            stops[column] = true;
        }
    }
}
