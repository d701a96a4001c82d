namespace MoshPS.Errors;

/// <summary>A cmdlet was called in a way that cannot work.</summary>
/// <param name="errorId">Stable id, for the <c>FullyQualifiedErrorId</c>.</param>
/// <param name="message">What is wrong.</param>
/// <param name="recommendedAction">What to do instead.</param>
internal sealed class UsageException(string errorId, string message, string recommendedAction) : ArgumentException(message)
{
    public string ErrorId { get; } = errorId;

    public string RecommendedAction { get; } = recommendedAction;
}
