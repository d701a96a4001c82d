using System.Globalization;
using MoshPS.Engine.Prediction;

namespace MoshPS.Engine.Client.Health;

/// <summary>A session's figures in few letters, for tables. What is not known is the empty text.</summary>
public static class HealthText
{
    /// <summary>A round-trip time, in at most 6 letters: <c>23 ms</c>, <c>1.20 s</c>.</summary>
    public static string RoundTrip(TimeSpan? time) => time switch
    {
        null => "",
        { TotalMilliseconds: < 999.5 } => Invariant($"{time.Value.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 9.995 } => Invariant($"{time.Value.TotalSeconds:0.00} s"),
        _ => Invariant($"{time.Value.TotalSeconds:0} s"),
    };

    /// <summary>A share, 0 to 1, in at most 4 letters: <c>12%</c>.</summary>
    public static string Share(double? share) => share is { } value ? Invariant($"{value * 100:0}%") : "";

    /// <summary>How long something lasts, in whole units and at most 6 letters: <c>12 s</c>, <c>3:07</c>, <c>1:30 h</c>, <c>26 h</c>.</summary>
    public static string Span(TimeSpan? span) => span switch
    {
        null => "",
        { TotalSeconds: < 60 } => Invariant($"{Math.Floor(span.Value.TotalSeconds):0} s"),
        { TotalHours: < 1 } => Invariant($"{span.Value:m\\:ss}"),
        { TotalHours: < 10 } => Invariant($"{span.Value:h\\:mm} h"),
        _ => Invariant($"{Math.Floor(span.Value.TotalHours):0} h"),
    };

    /// <summary>Bytes per second, in at most 8 letters: <c>431 B/s</c>, <c>1.5 kB/s</c>.</summary>
    public static string Rate(double? bytesPerSecond) => bytesPerSecond switch
    {
        null => "",
        < 999.5 => Invariant($"{bytesPerSecond:0} B/s"),
        < 99_950 => Invariant($"{bytesPerSecond / 1e3:0.0} kB/s"),
        < 999_500 => Invariant($"{bytesPerSecond / 1e3:0} kB/s"),
        _ => Invariant($"{bytesPerSecond / 1e6:0.0} MB/s"),
    };

    /// <summary>The state of predictions and the share that was right, in at most 15 letters: <c>Underlined 84%</c>.</summary>
    public static string Prediction(PredictionState? state, double? hitRate) => $"{state} {Share(hitRate)}".Trim();

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
