namespace MoshPS.Engine.Client.Health;

/// <summary>
/// The health of sessions as a table that fits a window: columns shrink, and the less important ones go, where it is
/// narrow; sessions that do not fit are counted in the last line.
/// </summary>
public static class HealthTable
{
    private const int WidestName = 24;

    // "RTT over 10:00", the title, fits.
    private const int NarrowestSparkline = 14;

    /// <summary>How many samples the widest window shows.</summary>
    public const int LongestSparkline = 120;

    private static readonly Column State = new("State", 12, IsRight: false, row => row.Sample.State.ToString());
    private static readonly Column RoundTrip = new("RTT", 6, IsRight: true, row => HealthText.RoundTrip(row.Sample.RoundTripTime));
    private static readonly Column Loss = new("Loss", 4, IsRight: true, row => HealthText.Share(row.Sample.LossEstimate));
    private static readonly Column Silent = new("Silent", 6, IsRight: true, row => row.Sample.State == MoshClientState.Closed ? "" : HealthText.Span(row.Sample.SinceLastContact));
    private static readonly Column Hits = new("Hits", 4, IsRight: true, row => HealthText.Share(row.Sample.PredictionHitRate));

    /// <summary>Lays the table out.</summary>
    /// <param name="rows">The sessions.</param>
    /// <param name="interval">The time between two samples.</param>
    /// <param name="width">Columns of the window.</param>
    /// <param name="height">Rows of the window.</param>
    /// <returns>The title line, and at least one more.</returns>
    public static IReadOnlyList<HealthLine> Draw(IReadOnlyList<HealthRow> rows, TimeSpan interval, int width, int height)
    {
        List<Column> columns = Choose(rows, interval, width);
        int room = Math.Max(1, height - 1);
        int shown = rows.Count <= room ? rows.Count : room - 1;
        List<HealthLine> lines = [new(Join(columns, column => column.Title, width), HealthLineKind.Header)];
        foreach (HealthRow row in rows.Take(shown))
        {
            lines.Add(new HealthLine(Join(columns, column => column.Text(row), width), KindOf(row.Sample.State)));
        }

        if (shown < rows.Count)
        {
            lines.Add(new HealthLine(ColumnText.Fit($"and {rows.Count - shown} more", width, isRight: false).TrimEnd(), HealthLineKind.Faint));
        }

        return lines;
    }

    private static HealthLineKind KindOf(MoshClientState state) => state switch
    {
        MoshClientState.Connected => HealthLineKind.Normal,
        MoshClientState.Connecting or MoshClientState.OutOfContact => HealthLineKind.Warning,
        _ => HealthLineKind.Faint,
    };

    private static List<Column> Choose(IReadOnlyList<HealthRow> rows, TimeSpan interval, int width)
    {
        Column name = NameColumn("Name", rows, row => row.Name);
        Column host = NameColumn("HostName", rows, row => row.HostName);
        List<Column> columns = [name, host, State, RoundTrip, Loss, Silent, Hits];
        foreach (Column dispensable in (Column[])[host, Hits, Silent, Loss, State])
        {
            if (WidthOf(columns) > width)
            {
                columns.Remove(dispensable);
            }
        }

        int sparkline = Math.Min(LongestSparkline, width - WidthOf(columns) - 1);
        if (sparkline >= NarrowestSparkline)
        {
            string title = $"RTT over {HealthText.Span(interval * sparkline)}";
            columns.Insert(
                columns.IndexOf(RoundTrip) + 1,
                new Column(title, sparkline, IsRight: false, row => Sparkline.Draw(row.RoundTrips, sparkline)));
        }

        return columns;
    }

    private static Column NameColumn(string title, IReadOnlyList<HealthRow> rows, Func<HealthRow, string> text)
    {
        int widest = rows.Select(row => ColumnText.WidthOf(text(row))).DefaultIfEmpty().Max();
        return new Column(title, Math.Clamp(widest, title.Length, WidestName), IsRight: false, text);
    }

    private static int WidthOf(List<Column> columns) => columns.Sum(column => column.Width) + columns.Count - 1;

    private static string Join(List<Column> columns, Func<Column, string> text, int width)
    {
        string line = string.Join(' ', columns.Select(column => ColumnText.Fit(text(column), column.Width, column.IsRight)));
        return ColumnText.Fit(line.TrimEnd(), width, isRight: false).TrimEnd();
    }

    private sealed record Column(string Title, int Width, bool IsRight, Func<HealthRow, string> Text);
}
