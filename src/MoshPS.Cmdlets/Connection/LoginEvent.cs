using MoshPS.Engine.Ssh;

namespace MoshPS.Connection;

/// <summary>What happens during a login, handed to the pipeline thread.</summary>
/// <param name="HostName">The host.</param>
/// <param name="Phase">A step that begins; null when it is a message.</param>
/// <param name="Message">A line of ssh or the host for the user, or other words for the step.</param>
internal sealed record LoginEvent(string HostName, SshBootstrapPhase? Phase, string? Message)
{
    /// <summary>The event in words.</summary>
    public string Text => Message is not null ? $"{HostName}: {Message}" : Phase switch
    {
        SshBootstrapPhase.ReadingConfiguration => $"{HostName}: reading the configuration of ssh",
        SshBootstrapPhase.Connecting => $"{HostName}: connecting",
        SshBootstrapPhase.VerifyingHost => $"{HostName}: checking the host key",
        SshBootstrapPhase.Authenticating => $"{HostName}: logging in",
        SshBootstrapPhase.StartingServer => $"{HostName}: starting mosh-server",
        SshBootstrapPhase.ServerStarted => $"{HostName}: waiting for the server over UDP",
        _ => $"{HostName}: {Phase}",
    };
}
