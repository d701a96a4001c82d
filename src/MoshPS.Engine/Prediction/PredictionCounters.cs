namespace MoshPS.Engine.Prediction;

/// <summary>How well typing was predicted since the session began, as it stood at one moment.</summary>
public sealed record PredictionCounters
{
    /// <summary>Characters typed that could be predicted in principle: printable ones.</summary>
    public long Typed { get; init; }

    /// <summary>Of those, how many were shown at once.</summary>
    public long Shown { get; init; }

    /// <summary>Predicted characters that the server's screen confirmed.</summary>
    public long Confirmed { get; init; }

    /// <summary>Predicted characters that were shown and turned out wrong.</summary>
    public long Wrong { get; init; }

    /// <summary>The share of typed characters that were shown at once and not withdrawn, 0 to 1; null before the first.</summary>
    public double? HitRate => Typed == 0 ? null : (double)Math.Max(0, Shown - Wrong) / Typed;
}
