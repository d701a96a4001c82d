using MoshPS.Engine.Datagrams;

namespace MoshPS.Engine.Transport;

/// <summary>How a <see cref="TransportEndpoint{TLocal, TRemote}"/> behaves.</summary>
public sealed record TransportOptions
{
    /// <summary>Where random bytes come from: <c>SystemRandom.Fill</c> outside of tests.</summary>
    public required RandomFill Random { get; init; }

    /// <summary>
    /// How long changes of the local object are collected before they are sent, in milliseconds. By default 1 on a
    /// client and 8 on a server, as in stock.
    /// </summary>
    public int? CollectionDelay { get; init; }

    /// <summary>
    /// The longest UDP payload to send at first, in bytes: 1252 over IPv4 (the default), 1216 over IPv6.
    /// </summary>
    public int MaximumPayload { get; init; } = DatagramSize.MaximumInterNetwork;
}
