namespace MoshPS.Engine.Prediction;

/// <summary>What the server's screen says of a prediction (spec 3 §5.3).</summary>
internal enum Validity
{
    /// <summary>There is no prediction.</summary>
    Inactive,

    /// <summary>The server has not had the key for long enough.</summary>
    Pending,

    /// <summary>It came true, and this proves that typing is echoed.</summary>
    Correct,

    /// <summary>It came true, but might have without an echo.</summary>
    CorrectWithoutCredit,

    /// <summary>It did not come true.</summary>
    Wrong,
}
