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
    /// Takes the next events that <paramref name="latest"/> holds and that were not taken before. Of
    /// neighbouring resizes only the last is reported.
    /// </summary>
    /// <param name="latest">The newest state of the same stream.</param>
    /// <param name="inputEvent">The bytes or the size.</param>
    /// <returns>False when all events have been taken.</returns>
    public bool TryRead(UserInput latest, out UserInputEvent inputEvent)
    {
        ArgumentNullException.ThrowIfNull(latest);
        if (!ReferenceEquals(latest.Log, _log))
        {
            throw new ArgumentException("The state belongs to another stream.", nameof(latest));
        }

        inputEvent = default;
        bool found = false;
        while (_log.Read(_position, latest.End, out ReadOnlySpan<byte> bytes, out UserInputLog.Resize resize) is > 0 and int count)
        {
            if (!bytes.IsEmpty)
            {
                if (!found)
                {
                    inputEvent = new UserInputEvent(bytes);
                    Advance(count);
                }

                return true;
            }

            if (Screen.IsSizeAllowed(resize.Columns, resize.Rows))
            {
                inputEvent = new UserInputEvent(resize.Columns, resize.Rows);
                found = true;
            }
            else
            {
                ImpossibleSizes++;
            }

            Advance(count);
        }

        return found;
    }

    private void Advance(int count)
    {
        _position += count;
        _log.ReaderPosition = _position;
    }
}
