namespace MoshPS.Interop.Tests.Sessions;

/// <summary>A client in a session.</summary>
public enum SessionClient
{
    /// <summary>Stock <c>mosh-client</c> in a window.</summary>
    Stock,

    /// <summary><c>moshps client</c> in a window.</summary>
    MoshPS,

    /// <summary>The engine's client without a console.</summary>
    Headless,
}

/// <summary>Who talks to whom in a session.</summary>
/// <param name="Client">The client.</param>
/// <param name="Server">The server.</param>
internal readonly record struct SessionPair(SessionClient Client, MoshServerProgram Server)
{
    /// <summary>What all others are compared with.</summary>
    public static SessionPair Reference { get; } = new(SessionClient.Stock, MoshServerProgram.Stock);

    /// <summary>
    /// Every pair of stock's programs and ours, the reference first, and the engine's client without a console, whose
    /// screen is seen without a tmux in between.
    /// </summary>
    public static IReadOnlyList<SessionPair> All { get; } =
    [
        Reference,
        new(SessionClient.Stock, MoshServerProgram.MoshPS),
        new(SessionClient.MoshPS, MoshServerProgram.Stock),
        new(SessionClient.MoshPS, MoshServerProgram.MoshPS),
        new(SessionClient.Headless, MoshServerProgram.Stock),
    ];

    public override string ToString() =>
        (Client switch { SessionClient.Stock => "stock mosh-client", SessionClient.MoshPS => "moshps client", _ => "MoshClient" })
        + " on "
        + (Server == MoshServerProgram.Stock ? "stock mosh-server" : "moshps server");
}
