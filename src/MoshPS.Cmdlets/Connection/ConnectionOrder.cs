using MoshPS.Engine.Ssh;
using MoshPS.Engine.Ssh.Local;
using MoshPS.Recordings;

namespace MoshPS.Connection;

/// <summary>One session to make: on a host by ssh, or on this machine.</summary>
internal sealed record ConnectionOrder
{
    /// <summary>How to log in and start the server; null for a session on this machine.</summary>
    public SshBootstrapOptions? Login { get; init; }

    /// <summary>How to start the server on this machine; null for a session on a host.</summary>
    public LocalBootstrapOptions? Local { get; init; }

    /// <summary>What to call the session; null for a name made from its number.</summary>
    public required string? Name { get; init; }

    /// <summary>Width of the terminal.</summary>
    public required int Columns { get; init; }

    /// <summary>Height of the terminal.</summary>
    public required int Rows { get; init; }

    /// <summary>How long the first contact over UDP may take.</summary>
    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>Where the session is recorded; null for no recording.</summary>
    public RecordingTarget? Recording { get; init; }

    /// <summary>The same for a terminal with so many colours.</summary>
    public ConnectionOrder WithColors(int colors) => this with
    {
        Login = Login is null ? null : Login with { Colors = colors },
        Local = Local is null ? null : Local with { Colors = colors },
    };

    /// <summary>The same with what the order cannot know at first.</summary>
    /// <param name="mayAsk">Whether ssh may ask at the terminal.</param>
    /// <param name="heard">Takes the steps and messages of the start, on any thread.</param>
    public ConnectionOrder WithListener(bool mayAsk, IProgress<LoginEvent> heard)
    {
        string host = Login?.HostName ?? LocalBootstrap.HostName;
        void Begin(SshBootstrapPhase phase) => heard.Report(new LoginEvent(host, phase, null));
        void Hear(string message) => heard.Report(new LoginEvent(host, null, message));
        return this with
        {
            Login = Login is null ? null : Login with { Interactive = mayAsk, PhaseChanged = Begin, MessageReceived = Hear },
            Local = Local is null ? null : Local with { PhaseChanged = Begin, MessageReceived = Hear },
        };
    }

    /// <summary>Starts the server.</summary>
    /// <exception cref="Engine.MoshBootstrapException">There is no server.</exception>
    public Task<SshBootstrapResult> StartServerAsync(CancellationToken cancellationToken) => Local is null
        ? SshBootstrap.RunAsync(Login!, cancellationToken)
        : LocalBootstrap.RunAsync(Local, cancellationToken);
}
