namespace MoshPS.Engine;

/// <summary>A recording cannot be written, read or played; the session that it is of goes on.</summary>
/// <param name="errorId"><inheritdoc cref="MoshException" path="/param[@name='errorId']"/></param>
/// <param name="message"><inheritdoc cref="MoshException" path="/param[@name='message']"/></param>
/// <param name="recommendedAction"><inheritdoc cref="MoshException" path="/param[@name='recommendedAction']"/></param>
/// <param name="innerException"><inheritdoc cref="MoshException" path="/param[@name='innerException']"/></param>
public sealed class MoshRecordingException(
    string errorId,
    string message,
    string recommendedAction,
    Exception? innerException = null)
    : MoshException(errorId, message, recommendedAction, innerException);
