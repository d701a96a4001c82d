namespace MoshPS.Engine.Transport;

/// <summary>When the sender may and must send next (spec 1 §7.1, §7.2). All times are in milliseconds.</summary>
internal struct SendTimers
{
    /// <summary>A deadline that does not come by itself.</summary>
    public const long Never = long.MaxValue;

    /// <summary>SEND_MINDELAY of a client: how long changes are collected before they are sent.</summary>
    public const int ClientCollectionDelay = 1;

    /// <summary>SEND_MINDELAY of a server.</summary>
    public const int ServerCollectionDelay = 8;

    /// <summary>ACK_INTERVAL: the time between empty states on an idle connection; also keeps NAT bindings alive.</summary>
    public const int AcknowledgementInterval = 3_000;

    /// <summary>ACK_DELAY: how long an acknowledgement waits for data to ride on.</summary>
    public const int AcknowledgementDelay = 100;

    /// <summary>ACTIVE_RETRY_TIMEOUT: how long after the last sign of the peer unchanged data is repeated.</summary>
    public const int ActiveRetryTimeout = 10_000;

    /// <summary>A state counts as received for so much longer than RTO.</summary>
    public const int AssumptionMargin = AcknowledgementDelay;

    /// <summary>So often what fits one datagram, such as keys, is repeated as soon as the spec allows.</summary>
    private const int QuickRepeats = 16;

    /// <summary>Repeats after those between two doublings of the pause.</summary>
    private const int SmallRepeatsPerDoubling = 8;

    /// <summary>Deadline for sending something, be it empty (<c>T_ack</c>).</summary>
    public long AcknowledgeAt;

    /// <summary>Deadline for sending a difference, if there is one (<c>T_send</c>).</summary>
    public long SendAt;

    /// <summary>When the unsent change was first noticed, or <see cref="Never"/> (<c>mind</c>).</summary>
    public long ChangeNoticedAt;

    public SendTimers(long now)
    {
        AcknowledgeAt = now;
        SendAt = now;
        ChangeNoticedAt = Never;
    }

    public readonly long Earliest => Math.Min(AcknowledgeAt, SendAt);

    /// <summary>Something was sent.</summary>
    public void Sent(long now)
    {
        AcknowledgeAt = now + AcknowledgementInterval;
        NothingToSend();
    }

    /// <summary>There is no difference to send.</summary>
    public void NothingToSend()
    {
        SendAt = Never;
        ChangeNoticedAt = Never;
    }

    /// <summary>Data from the peer waits for its acknowledgement.</summary>
    public void OweAcknowledgement(long now) =>
        AcknowledgeAt = Math.Min(AcknowledgeAt, now + AcknowledgementDelay);

    /// <summary>The present content differs from the last sent state (spec 1 §7.2, row 1).</summary>
    public void AwaitCollection(long now, long lastSent, int collectionDelay, in PathTiming timing)
    {
        if (ChangeNoticedAt == Never)
        {
            ChangeNoticedAt = now;
        }

        SendAt = Math.Max(ChangeNoticedAt + collectionDelay, lastSent + timing.SendInterval);
    }

    /// <summary>
    /// The last sent state is to be repeated, since it has not been acknowledged (spec 1 §7.2, rows 2 and 3).
    /// What fits one datagram is repeated as soon as the spec allows, <see cref="QuickRepeats"/> times; then, and of what
    /// is larger from the second on, repeats are at least RTO + 100 apart and back off (spec 1 §7.5, "May improve").
    /// </summary>
    /// <param name="earliest">When the spec allows the repeat.</param>
    /// <param name="lastSent">When the state was sent last.</param>
    /// <param name="repeats">How often it was repeated since there was progress.</param>
    /// <param name="large">Whether it takes several datagrams.</param>
    /// <param name="timing">The present timing.</param>
    public void AwaitRepeat(long earliest, long lastSent, int repeats, bool large, in PathTiming timing)
    {
        long pause = 0;
        int slowRepeats = repeats - (large ? 1 : QuickRepeats);
        if (slowRepeats >= 0)
        {
            int doublings = Math.Min(slowRepeats / (large ? 1 : SmallRepeatsPerDoubling), 6);
            pause = Math.Min(
                (long)(timing.RetransmissionTimeout + AssumptionMargin) << doublings, AcknowledgementInterval);
        }

        ChangeNoticedAt = Never;
        SendAt = Math.Max(earliest, lastSent + pause);
    }
}
