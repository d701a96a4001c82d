using System.Net;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Server;

/// <summary>The UDP socket of a session: receives from everybody and sends to the client's newest address.</summary>
internal interface IServerSocket : IDatagramSink
{
    /// <summary>Where the client was heard last; null before the first time.</summary>
    IPEndPoint? Client { get; }

    /// <summary>The longest UDP payload to send to that address.</summary>
    int MaximumPayload { get; }

    /// <summary>Datagrams that the system refused to send.</summary>
    long SendErrors { get; }

    /// <summary>The system's reason for the last refusal.</summary>
    string LastSendError { get; }

    /// <summary>Takes one datagram that has arrived.</summary>
    /// <param name="datagram">It, until the next call.</param>
    /// <param name="congestionExperienced">Whether a router marked it so (ECN).</param>
    /// <returns>False when there is none, or the system cannot receive now.</returns>
    bool TryReceive(out ReadOnlySpan<byte> datagram, out bool congestionExperienced);

    /// <summary>Makes the source of the datagram received last the client's address.</summary>
    /// <returns>Whether that is a change.</returns>
    bool AdoptSource();

    /// <summary>
    /// Whether a datagram was refused as too long since the last call: <see cref="MaximumPayload"/> is shorter now, and
    /// what was lost should be sent again.
    /// </summary>
    bool TakeTooLong();
}
