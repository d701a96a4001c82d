using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Sync;

/// <summary>
/// Takes each event of a received user stream once, in order, whichever of its states are at hand (spec 1
/// §10.1, server use). Events that a reader has not taken are kept when the transport drops them as
/// acknowledged. A stream has at most one reader.
/// </summary>
public sealed class UserInputReader
{
    private readonly UserInputLog _log;
    private long _position;

    // Where the size is that was taken before the bytes in front of it; sizes up to there are not taken again.
    private long _sizeReadAhead = -1;

    // The place of the last possible size before an end; every other before it is overtaken.
    private long _lastSize = -1;
    private long _lastSizeBefore = -1;

    /// <summary>Starts to read after the events that <paramref name="start"/> holds.</summary>
    /// <param name="start">The stream's first state: the initial remote object of the transport.</param>
    public UserInputReader(UserInput start)
    {
        ArgumentNullException.ThrowIfNull(start);
        _log = start.Log;
        _position = start.End;
        _log.ReaderPosition = _position;
    }

    /// <summary>
    /// How many sizes were passed over since no screen can have them: 0×0, as a terminal tells that does not know its
    /// own size, or absurd ones. The size before them holds on.
    /// </summary>
    public long ImpossibleSizes { get; private set; }

    /// <summary>
    /// Takes the next events that <paramref name="latest"/> holds and that were not taken before. Of all sizes among
    /// them only the last is reported: the others are overtaken, and would be work for nothing.
    /// </summary>
    /// <param name="latest">The newest state of the same stream.</param>
    /// <param name="inputEvent">The bytes or the size.</param>
    /// <returns>False when all events have been taken.</returns>
    public bool TryRead(UserInput latest, out UserInputEvent inputEvent) =>
        TryRead(latest, int.MaxValue, out inputEvent);

    /// <summary>
    /// Like <see cref="TryRead(UserInput, out UserInputEvent)"/>, for a reader that has no room for more than so many
    /// bytes now; the others are kept for later. The window's size does not wait for them: a program that does not read
    /// would else be shown in the wrong one.
    /// </summary>
    /// <param name="latest">The newest state of the same stream.</param>
    /// <param name="maximumBytes">The most bytes to take. With 0 only the last size is, if there is one.</param>
    /// <param name="inputEvent">The bytes or the size.</param>
    /// <returns>False when all events have been taken, or the next ones are bytes and there is no room.</returns>
    public bool TryRead(UserInput latest, int maximumBytes, out UserInputEvent inputEvent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximumBytes);
        ArgumentNullException.ThrowIfNull(latest);
        if (!ReferenceEquals(latest.Log, _log))
        {
            throw new ArgumentException("The state belongs to another stream.", nameof(latest));
        }

        inputEvent = default;
        while (_log.Read(_position, latest.End, out ReadOnlySpan<byte> bytes, out UserInputLog.Resize resize) is > 0 and int count)
        {
            if (!bytes.IsEmpty)
            {
                if (maximumBytes == 0)
                {
                    return TryReadLastSizeAhead(latest.End, out inputEvent);
                }

                count = Math.Min(count, maximumBytes);
                inputEvent = new UserInputEvent(bytes[..count]);
                Advance(count);
                return true;
            }

            bool isLast = _position == FindLastSize(latest.End) && _position > _sizeReadAhead;
            ImpossibleSizes += Screen.IsSizeAllowed(resize.Columns, resize.Rows) ? 0 : 1;
            Advance(count);
            if (isLast)
            {
                inputEvent = new UserInputEvent(resize.Columns, resize.Rows);
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Forgets events beyond those of the newest state. Only a client that contradicts itself has any, since what it
    /// adds to a stream it cannot take back; but it is to be understood again once it tells one story.
    /// </summary>
    /// <param name="latest">The newest state of the same stream.</param>
    public void DropBeyond(UserInput latest)
    {
        ArgumentNullException.ThrowIfNull(latest);
        if (latest.End < _log.End && latest.End >= _log.Start)
        {
            _log.TruncateFrom(latest.End);
            _lastSizeBefore = -1;
            if (_position > latest.End)
            {
                _position = latest.End;
                _log.ReaderPosition = _position;
            }
        }
    }

    /// <summary>Whether all events that <paramref name="latest"/> holds have been taken.</summary>
    public bool HasTakenAll(UserInput latest)
    {
        ArgumentNullException.ThrowIfNull(latest);
        return _position >= latest.End;
    }

    private bool TryReadLastSizeAhead(long end, out UserInputEvent inputEvent)
    {
        inputEvent = default;
        long last = FindLastSize(end);
        if (last <= Math.Max(_position, _sizeReadAhead) || _log.Read(last, end, out _, out UserInputLog.Resize resize) == 0)
        {
            return false;
        }

        _sizeReadAhead = last;
        inputEvent = new UserInputEvent(resize.Columns, resize.Rows);
        return true;
    }

    private long FindLastSize(long end)
    {
        if (_lastSizeBefore != end)
        {
            _lastSizeBefore = end;
            _lastSize = _log.FindLastSize(_position, end);
        }

        return _lastSize;
    }

    private void Advance(int count)
    {
        _position += count;
        _log.ReaderPosition = _position;
    }
}
