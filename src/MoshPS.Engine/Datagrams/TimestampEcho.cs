namespace MoshPS.Engine.Datagrams;

/// <summary>
/// Remembers the peer's newest timestamp until it is sent back, moved on by the time it was held, so that the
/// peer measures the network and not us (spec 1 §3.3). Each is sent back at most once.
/// </summary>
internal struct TimestampEcho
{
    /// <summary>A timestamp held for this long, in milliseconds, is no longer sent back.</summary>
    public const long MaximumHold = 1000;

    /// <summary>
    /// Milliseconds by which a timestamp is moved into the past when its datagram met congestion. The peer's
    /// round-trip time grows by as much, which slows it down: the protocol's only response to congestion.
    /// </summary>
    public const int CongestionPenalty = 500;

    private ushort? _saved;
    private long _savedAt;

    /// <summary>Saves the timestamp of a fresh datagram, in place of an earlier one.</summary>
    public void Save(long now, ushort timestamp, bool congestionExperienced)
    {
        if (timestamp == Timestamp.None)
        {
            return;
        }

        _saved = congestionExperienced ? Timestamp.Shift(timestamp, -CongestionPenalty) : timestamp;
        _savedAt = now;
    }

    /// <summary>The reply to put into a datagram, which forgets the timestamp; or none.</summary>
    public ushort Take(long now)
    {
        // A clock that went back has held it for no time.
        long held = Math.Max(0, now - _savedAt);
        if (_saved is not { } saved || held >= MaximumHold)
        {
            return Timestamp.None;
        }

        _saved = null;
        return Timestamp.Shift(saved, held);
    }
}
