namespace MoshPS.Engine.Prediction;

/// <summary>When typing is shown before the server has echoed it (spec 3 §5.2).</summary>
public enum PredictionMode
{
    /// <summary>On slow links, and when a reply is late.</summary>
    Adaptive,

    /// <summary>Always.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,

    /// <summary>Always, and without waiting for the server to confirm that it echoes at all.</summary>
    Experimental,
}
