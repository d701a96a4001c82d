namespace MoshPS.Engine.Client;

/// <summary>How a session ended. The remote command's exit status is not part of the protocol (spec 3 §2.8).</summary>
/// <param name="Reason">Why it is over.</param>
/// <param name="WasConnected">Whether the server had ever been heard.</param>
/// <param name="Error">What went wrong and what to do about it; null after a clean end and after an abort.</param>
public sealed record MoshClientEnd(MoshClientEndReason Reason, bool WasConnected, MoshSessionException? Error)
{
    /// <summary>Whether both ends agreed that the session is over, so that nothing is left on the server.</summary>
    public bool IsClean => Reason is MoshClientEndReason.RemoteExit or MoshClientEndReason.ShutDown;
}
