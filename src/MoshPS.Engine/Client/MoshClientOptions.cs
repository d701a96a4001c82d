using System.Net;
using MoshPS.Engine.Crypto;

namespace MoshPS.Engine.Client;

/// <summary>What a session needs to start: where the server listens, and the key that it printed.</summary>
public sealed record MoshClientOptions
{
    /// <summary>Most columns or rows that a session may have; asking for more is an argument error.</summary>
    public const int LargestDimension = 1000;

    /// <summary>Address and UDP port of mosh-server.</summary>
    public required IPEndPoint Server { get; init; }

    /// <summary>
    /// The session's key, from the server's <c>MOSH CONNECT</c> line. It stays its owner's, who can dispose of it as soon
    /// as <see cref="MoshClient.Start"/> has returned: the session keeps only what it has derived from it.
    /// </summary>
    public required SessionKey Key { get; init; }

    /// <summary>Width of the terminal at the start, in columns: 1 to <see cref="LargestDimension"/>.</summary>
    public int Columns { get; init; } = 80;

    /// <summary>Height of the terminal at the start, in rows: 1 to <see cref="LargestDimension"/>.</summary>
    public int Rows { get; init; } = 24;

    /// <summary>
    /// How long to wait for the server's first datagram before giving up with the error <c>UdpBlocked</c>
    /// (spec 3 §3.5). <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The clock and the timers that the session runs on.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
