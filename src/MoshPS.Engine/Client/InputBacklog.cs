using System.Buffers;
using MoshPS.Engine.Sync;

namespace MoshPS.Engine.Client;

/// <summary>
/// What the user did and the stream was not given yet. What is unacknowledged travels in one instruction, which arrives
/// only when each of its datagrams does: a paste goes in portions, larger ones the better they arrive (spec 1 §7.5, "May
/// improve"). The first event of a session is always its size (spec 1 §10.1). Times are in milliseconds.
/// </summary>
internal sealed class InputBacklog
{
    /// <summary>The first portion, in bytes: a few datagrams.</summary>
    public const int FirstPortion = 4 << 10;

    /// <summary>The smallest portion, in bytes: one datagram.</summary>
    public const int SmallestPortion = 1 << 10;

    /// <summary>
    /// The largest portion, in bytes. Its datagrams leave at once, and a socket that nobody reads just then keeps
    /// some 90 of them: a portion that does not fit never arrives, however often it is sent.
    /// </summary>
    public const int LargestPortion = 32 << 10;

    // Beside the round trip: how long a server may take to acknowledge, and its collecting.
    private const int AcknowledgementDelay = 250;

    private readonly UserInput _stream;
    private readonly ArrayBufferWriter<byte> _waiting = new();
    private int _waitingStart;
    private bool _sizeWaits;
    private int _portion = FirstPortion;
    private long _portionStart;
    private bool _isPortionOut;

    public InputBacklog(UserInput stream, int columns, int rows)
    {
        _stream = stream;
        Resize(columns, rows);
    }

    /// <summary>Width last asked for.</summary>
    public int Columns { get; private set; }

    /// <summary>Height last asked for.</summary>
    public int Rows { get; private set; }

    /// <summary>Bytes that the stream was not given.</summary>
    public int WaitingLength => _waiting.WrittenCount - _waitingStart;

    /// <summary>Appends typed bytes.</summary>
    public void Push(ReadOnlySpan<byte> bytes, long now)
    {
        int taken = WaitingLength == 0 ? Give(bytes, _portion - _stream.PendingEventCount, now) : 0;
        _waiting.Write(bytes[taken..]);
    }

    /// <summary>Asks for a size. Only the last one matters, so at most one waits.</summary>
    public void Resize(int columns, int rows)
    {
        Columns = columns;
        Rows = rows;
        _sizeWaits = !_stream.PushResize(columns, rows);
    }

    /// <summary>Gives the stream the next portion, once the server has the one before.</summary>
    /// <param name="now">The time.</param>
    /// <param name="retransmissionTimeout">How long an answer takes at most, as far as is known.</param>
    public void Flush(long now, int retransmissionTimeout)
    {
        if (_sizeWaits)
        {
            _sizeWaits = !_stream.PushResize(Columns, Rows);
        }

        if (_stream.PendingEventCount > 0)
        {
            return;
        }

        if (_isPortionOut)
        {
            _isPortionOut = false;
            bool wasPrompt = now - _portionStart <= retransmissionTimeout + AcknowledgementDelay;
            _portion = wasPrompt
                ? Math.Min(2 * _portion, LargestPortion)
                : Math.Max(_portion / 2, SmallestPortion);
        }

        if (WaitingLength > 0)
        {
            GiveWaiting(_portion, now);
        }
    }

    /// <summary>Gives the stream all that it takes, since nothing can follow later.</summary>
    public void FlushAll(long now) => GiveWaiting(int.MaxValue, now);

    private void GiveWaiting(int most, long now)
    {
        _waitingStart += Give(_waiting.WrittenSpan[_waitingStart..], most, now);
        if (WaitingLength == 0)
        {
            _waiting.ResetWrittenCount();
            _waitingStart = 0;
        }
    }

    private int Give(ReadOnlySpan<byte> bytes, int most, long now)
    {
        if (bytes.Length >= most && !_isPortionOut)
        {
            _isPortionOut = true;
            _portionStart = now;
        }

        return _stream.PushBytes(bytes[..Math.Clamp(most, 0, bytes.Length)]);
    }
}
