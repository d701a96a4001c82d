namespace MoshPS.Engine.Server;

/// <summary>
/// The system does not give a server what a session needs, and nothing was announced: no pseudo-terminal
/// (<c>PseudoTerminalUnavailable</c>), no way to take signals (<c>SignalsUnavailable</c>), too few open files
/// (<c>OpenFilesExhausted</c>), no room for another process (<c>ProcessesExhausted</c>).
/// </summary>
public sealed class MoshServerStartException : MoshException
{
    internal MoshServerStartException(string errorId, string message, string recommendedAction, Exception innerException)
        : base(errorId, message, recommendedAction, innerException)
    {
    }
}
