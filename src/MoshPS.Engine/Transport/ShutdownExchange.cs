namespace MoshPS.Engine.Transport;

/// <summary>
/// How a session ends, seen from one end (spec 1 §9). Either end, or both, send state 2^64−1 until it is
/// acknowledged. All times are in milliseconds.
/// <para>
/// Where stock gives up after 16 tries, which may be 320 ms, this goes on until its time-out, more slowly after
/// those 16. Where stock acknowledges once and is gone, this lingers, and acknowledges each repeat that arrives.
/// </para>
/// </summary>
internal sealed class ShutdownExchange
{
    /// <summary>How long the initiator tries, unless told otherwise.</summary>
    public const int DefaultTimeout = 10_000;

    /// <summary>SHUTDOWN_RETRIES: emissions at the pace of the frame interval.</summary>
    public const int QuickEmissions = 16;

    /// <summary>
    /// The responder stays for so long after the last shutdown instruction that it saw, even on the fastest path: a
    /// stock initiator repeats at least that often.
    /// </summary>
    public const int DefaultLinger = PathTiming.MaximumSendInterval;

    /// <summary>
    /// A server stays longer: nobody waits for it to leave, and a client on a busy machine that is never answered has
    /// to report a session that may still be there.
    /// </summary>
    public const int ServerLinger = 2_000;

    /// <summary>The responder stays for so many RTOs if that is longer, but never over 10 seconds in all.</summary>
    private const int LingerTimeouts = 3;

    private long _timeoutAt = SendTimers.Never;
    private long _lingerEndsAt = SendTimers.Never;
    private long _lingerLimit = SendTimers.Never;
    private bool _answerDue;

    /// <summary>The least time to linger for.</summary>
    public int MinimumLinger { get; set; } = DefaultLinger;

    /// <summary>Whether this end wants the session to end.</summary>
    public bool LocalStarted { get; private set; }

    /// <summary>Whether the peer has our last state.</summary>
    public bool Acknowledged { get; private set; }

    /// <summary>Whether the peer's last state is here.</summary>
    public bool PeerHasShutDown { get; private set; }

    /// <summary>Whether an instruction that acknowledges the peer's last state was sent.</summary>
    public bool AcknowledgementSent { get; private set; }

    /// <summary>Shutdown instructions sent so far.</summary>
    public int Emissions { get; private set; }

    /// <summary>Whether ordinary sending is over, so that only what this class asks for is sent.</summary>
    public bool IsActive => LocalStarted || PeerHasShutDown;

    public void Begin(long now, int timeout)
    {
        if (!LocalStarted)
        {
            LocalStarted = true;
            _timeoutAt = now + timeout;
        }
    }

    /// <summary>An acknowledgement of our last state arrived.</summary>
    public void LocalAcknowledged() => Acknowledged = true;

    /// <summary>The peer's last state arrived, for the first time or again.</summary>
    public void PeerShutdownReceived(long now, in PathTiming timing)
    {
        bool isOver = IsOver(now);
        bool isFirst = !PeerHasShutDown;
        PeerHasShutDown = true;
        if (isOver)
        {
            return;
        }

        if (isFirst)
        {
            _lingerLimit = now + DefaultTimeout;
        }

        _answerDue = true;
        _lingerEndsAt = now + Math.Max(MinimumLinger, LingerTimeouts * timing.RetransmissionTimeout);
    }

    /// <summary>An instruction was sent.</summary>
    /// <param name="isShutdown">Whether it carried our last state.</param>
    public void Sent(bool isShutdown)
    {
        if (isShutdown)
        {
            Emissions++;
        }

        if (PeerHasShutDown)
        {
            AcknowledgementSent = true;
            _answerDue = false;
        }
    }

    /// <summary>When the next instruction of the exchange is due (spec 1 §7.2 step 5).</summary>
    /// <param name="lastSent">When the last state was sent.</param>
    /// <param name="timing">The present timing.</param>
    public long NextEmission(long lastSent, in PathTiming timing)
    {
        if (_answerDue)
        {
            return lastSent + timing.SendInterval;
        }

        if (!LocalStarted || Acknowledged)
        {
            return SendTimers.Never;
        }

        return lastSent + (Emissions < QuickEmissions
            ? timing.SendInterval
            : Math.Max(PathTiming.MaximumSendInterval, timing.RetransmissionTimeout));
    }

    /// <summary>Whether this end has tried for as long as it was to, without an acknowledgement.</summary>
    public bool HasTimedOut(long now) => LocalStarted && !Acknowledged && now >= _timeoutAt;

    /// <summary>
    /// Whether nothing is left to do: our last state is acknowledged, the peer's is and no repeat came for a while,
    /// or the time is up.
    /// </summary>
    public bool IsOver(long now) =>
        HasTimedOut(now)
        || (LocalStarted && Acknowledged && !_answerDue)
        || now >= (AcknowledgementSent ? Math.Min(_lingerEndsAt, _lingerLimit) : _lingerLimit);

    /// <summary>When <see cref="IsOver"/> changes by time alone, or <see cref="SendTimers.Never"/>.</summary>
    public long Deadline(long now)
    {
        if (IsOver(now))
        {
            return SendTimers.Never;
        }

        long timeout = LocalStarted && !Acknowledged ? _timeoutAt : SendTimers.Never;
        return Math.Min(timeout, AcknowledgementSent ? Math.Min(_lingerEndsAt, _lingerLimit) : _lingerLimit);
    }
}
