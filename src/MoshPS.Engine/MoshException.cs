namespace MoshPS.Engine;

/// <summary>
/// The root of the errors that MoshPS reports. What they have in common is a stable identifier, which
/// becomes the <c>FullyQualifiedErrorId</c> in PowerShell, and advice on what to do.
/// </summary>
/// <param name="errorId">Stable, in Pascal case without blanks, such as <c>HostKeyChanged</c>.</param>
/// <param name="message">What happened, as one or more sentences.</param>
/// <param name="recommendedAction">What the user can do about it.</param>
/// <param name="innerException">The cause, when another exception is the cause.</param>
public abstract class MoshException(
    string errorId,
    string message,
    string recommendedAction,
    Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Stable identifier of this kind of error.</summary>
    public string ErrorId { get; } = errorId;

    /// <summary>What the user can do about it, as one or more sentences.</summary>
    public string RecommendedAction { get; } = recommendedAction;
}
