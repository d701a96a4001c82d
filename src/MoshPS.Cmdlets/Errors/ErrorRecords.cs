using System.Management.Automation;
using System.Text.RegularExpressions;
using MoshPS.Engine;

namespace MoshPS.Errors;

/// <summary>The one place where exceptions become error records: category, stable id, target, recommended action.</summary>
internal static class ErrorRecords
{
    /// <summary>Whether it is an error that users can meet, as opposed to a fault of this module or a stopped pipeline.</summary>
    public static bool IsExpected(Exception exception)
        => exception is MoshException or ArgumentException or IOException or TimeoutException or RegexMatchTimeoutException;

    /// <summary>The error record for an exception.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="target">What it happened to: a session, or the name of a host.</param>
    public static ErrorRecord Create(Exception exception, object? target) => exception switch
    {
        MoshException mosh => Create(mosh, mosh.ErrorId, ErrorCategories.Of(mosh.ErrorId), target, mosh.RecommendedAction),
        UsageException usage => Create(usage, usage.ErrorId, ErrorCategory.InvalidArgument, target, usage.RecommendedAction),
        RegexMatchTimeoutException => Create(
            exception, "PatternTooSlow", ErrorCategory.LimitsExceeded, target, "Use a pattern that needs less backtracking, or -SimpleMatch."),
        ArgumentException => Create(exception, "InvalidArgument", ErrorCategory.InvalidArgument, target, "See the help of the parameter."),
        IOException => Create(exception, "InputOutputFailed", ErrorCategory.DeviceError, target, "See the message."),
        _ => Create(exception, exception.GetType().Name, ErrorCategory.NotSpecified, target, "Please report this as a fault of MoshPS."),
    };

    private static ErrorRecord Create(Exception exception, string errorId, ErrorCategory category, object? target, string recommendedAction)
        => new(exception, errorId, category, target)
        {
            ErrorDetails = new ErrorDetails(exception.Message) { RecommendedAction = recommendedAction },
        };
}
