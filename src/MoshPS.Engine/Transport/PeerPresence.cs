namespace MoshPS.Engine.Transport;

/// <summary>
/// Whether there is a peer to send to (spec 1 §4.4). A client's is always there. A server's appears with its first
/// datagram, and is gone when something was sent after 40 seconds of silence, until it is heard again.
/// </summary>
internal struct PeerPresence(TransportRole role)
{
    /// <summary>How long, in milliseconds, a server goes on sending to a silent client.</summary>
    public const int SilenceLimit = 40_000;

    public bool IsPresent { get; private set; } = role == TransportRole.Client;

    /// <summary>A fresh datagram arrived.</summary>
    public void Heard() => IsPresent = true;

    /// <summary>Something was sent.</summary>
    /// <param name="now">The time.</param>
    /// <param name="lastHeard">When the last fresh datagram arrived.</param>
    public void Sent(long now, long? lastHeard)
    {
        if (role == TransportRole.Server && now - lastHeard > SilenceLimit)
        {
            IsPresent = false;
        }
    }
}
