using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Server;

/// <summary>How a <see cref="MoshServer"/> listens, what it runs and when it ends.</summary>
public sealed record MoshServerOptions
{
    /// <summary>The ports that stock mosh-server chooses from (spec 3 §2.3).</summary>
    public static UdpPortRange DefaultPorts { get; } = new(60001, 60999);

    /// <summary>
    /// The local address to listen on, as a number; null for any. If it cannot be had, it is any as well, and
    /// <see cref="MoshServer.BindingReport"/> says why.
    /// </summary>
    public string? Address { get; init; }

    /// <summary>The ports to choose from: the lowest free one is taken.</summary>
    public UdpPortRange Ports { get; init; } = DefaultPorts;

    /// <summary>
    /// The program and its arguments, looked for on PATH; empty for the user's login shell, with the message of the
    /// day (spec 3 §2.2).
    /// </summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>How many colours the client's terminal has: exactly 256 gives <c>TERM=xterm-256color</c>.</summary>
    public int Colors { get; init; }

    /// <summary>Width of the terminal until the client tells its own, 1 to <see cref="Screen.MaximumColumns"/>.</summary>
    public int Columns { get; init; } = 80;

    /// <summary>Height of the terminal until the client tells its own, 1 to <see cref="Screen.MaximumRows"/>.</summary>
    public int Rows { get; init; } = 24;

    /// <summary>How long to wait for a client's first datagram.</summary>
    public TimeSpan FirstContactTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>End when no state of the client came for so long; null for never (<c>MOSH_SERVER_NETWORK_TMOUT</c>).</summary>
    public TimeSpan? NetworkTimeout { get; init; }

    /// <summary>
    /// On SIGUSR1, end only when no state of the client came for so long; null to end always
    /// (<c>MOSH_SERVER_SIGNAL_TMOUT</c>).
    /// </summary>
    public TimeSpan? SignalTimeout { get; init; }

    /// <summary>
    /// How long to wait for a client that is away to come back for the last screen, once the program has ended. Stock
    /// gives up after ten seconds, and whoever opens the laptop after that is never told how the work ended
    /// (spec 1 §9, "May improve"). <see cref="NetworkTimeout"/> and signals end the waiting earlier, and so does the
    /// silence of a client that was there, since stock's says only once that it has the last screen.
    /// </summary>
    public TimeSpan LastScreenTimeout { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// Whether the process exists for this session alone. It is then called <c>mosh-server</c>, and its command line
    /// shows the session's state.
    /// </summary>
    public bool OwnsProcess { get; init; }

    /// <summary>Is told what happens, a line each, for the log of <c>-v</c>. Called on the server's thread.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>Where the time comes from.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
