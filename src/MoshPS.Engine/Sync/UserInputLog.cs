using System.Buffers;
using System.Numerics;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Sync;

/// <summary>
/// The events that all states of one user stream share: a ring of events under absolute indices, of which
/// the oldest are forgotten as they are acknowledged. A state is then no more than an index, and taking,
/// comparing and trimming states costs nothing. A byte is an event; so is a resize, which holds its place
/// among the bytes with a zero and its size in a second ring.
/// </summary>
internal sealed class UserInputLog
{
    private const int InitialCapacity = 256;
    private const int InitialResizeCapacity = 4;

    /// <summary>Rings that grew beyond this for a single large difference are given back once they are empty.</summary>
    private const int LargestKeptCapacity = 1 << 16;

    private byte[] _events = new byte[InitialCapacity];
    private Resize[] _resizes = new Resize[InitialResizeCapacity];
    private long _firstResize;
    private long _endResize;
    private long _dropped;

    /// <summary>Index of the oldest event still held.</summary>
    public long Start { get; private set; }

    /// <summary>Index after the newest event.</summary>
    public long End { get; private set; }

    /// <summary>Events below this index belong to a state that was taken or sent, and can no longer change.</summary>
    public long Sealed { get; private set; }

    /// <summary>
    /// Events from this index on are kept although they were dropped, since a reader still needs them; they go when it
    /// has moved on.
    /// </summary>
    public long ReaderPosition
    {
        get;
        set
        {
            field = value;
            TrimBefore(_dropped);
        }
    }

    = long.MaxValue;

    /// <summary>Resizes held.</summary>
    public int ResizeCount => (int)(_endResize - _firstResize);

    /// <summary>Events held that are bytes.</summary>
    public int ByteCount => (int)(End - Start) - ResizeCount;

    /// <summary>Marks the events below <paramref name="end"/> as unchangeable.</summary>
    public void Seal(long end) => Sealed = Math.Max(Sealed, end);

    /// <summary>Appends one event for each byte.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        EnsureSpace(bytes.Length);
        int offset = Offset(End);
        int first = Math.Min(bytes.Length, _events.Length - offset);
        bytes[..first].CopyTo(_events.AsSpan(offset));
        bytes[first..].CopyTo(_events);
        End += bytes.Length;
    }

    /// <summary>Appends a resize.</summary>
    public void AppendResize(int columns, int rows)
    {
        EnsureSpace(1);
        if (ResizeCount == _resizes.Length)
        {
            Resize[] larger = new Resize[_resizes.Length * 2];
            for (long i = _firstResize; i < _endResize; i++)
            {
                larger[i & (larger.Length - 1)] = _resizes[i & (_resizes.Length - 1)];
            }

            _resizes = larger;
        }

        _resizes[_endResize & (_resizes.Length - 1)] = new Resize(End, columns, rows);
        _endResize++;
        _events[Offset(End)] = 0;
        End++;
    }

    /// <summary>Gives the newest event another size, if it is a resize that no state holds yet.</summary>
    public bool TryReplaceLastResize(int columns, int rows)
    {
        if (ResizeCount == 0 || Sealed >= End)
        {
            return false;
        }

        ref Resize last = ref _resizes[(_endResize - 1) & (_resizes.Length - 1)];
        if (last.Index != End - 1)
        {
            return false;
        }

        last = new Resize(last.Index, columns, rows);
        return true;
    }

    /// <summary>Forgets the events below <paramref name="index"/>, save those that a reader still needs.</summary>
    public void TrimBefore(long index)
    {
        _dropped = Math.Max(_dropped, index);
        index = Math.Min(Math.Min(index, ReaderPosition), End);
        if (index <= Start)
        {
            return;
        }

        Start = index;
        while (ResizeCount > 0 && _resizes[_firstResize & (_resizes.Length - 1)].Index < index)
        {
            _firstResize++;
        }

        if (Start == End && (_events.Length > LargestKeptCapacity || _resizes.Length > LargestKeptCapacity))
        {
            // Indices are taken modulo the capacity, so any capacity serves an empty ring.
            _events = new byte[InitialCapacity];
            _resizes = new Resize[InitialResizeCapacity];
        }
    }

    /// <summary>Memory that the rings take, in bytes.</summary>
    public long HeldBytes => _events.Length + ((long)_resizes.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<Resize>());

    /// <summary>Takes back the events from <paramref name="index"/> on, which no state may hold.</summary>
    public void TruncateFrom(long index)
    {
        End = Math.Max(index, Start);
        while (ResizeCount > 0 && _resizes[(_endResize - 1) & (_resizes.Length - 1)].Index >= End)
        {
            _endResize--;
        }
    }

    /// <summary>
    /// The events from <paramref name="index"/> up to <paramref name="end"/> that are alike and lie together:
    /// either one resize, or a span of bytes up to the next resize or the turn of the ring.
    /// </summary>
    /// <returns>How many events these are; zero when there is none.</returns>
    public int Read(long index, long end, out ReadOnlySpan<byte> bytes, out Resize resize)
    {
        bytes = default;
        resize = default;
        end = Math.Min(end, End);
        if (index < Start || index >= end)
        {
            return 0;
        }

        long place = FindResize(index);
        if (place < _endResize)
        {
            Resize next = _resizes[place & (_resizes.Length - 1)];
            if (next.Index == index)
            {
                resize = next;
                return 1;
            }

            end = Math.Min(end, next.Index);
        }

        int offset = Offset(index);
        int count = (int)Math.Min(end - index, _events.Length - offset);
        bytes = _events.AsSpan(offset, count);
        return count;
    }

    /// <summary>
    /// Place of the last size that a screen can have, from <paramref name="index"/> up to <paramref name="end"/>; −1
    /// when there is none.
    /// </summary>
    public long FindLastSize(long index, long end)
    {
        for (long place = FindResize(end) - 1; place >= _firstResize; place--)
        {
            Resize resize = _resizes[place & (_resizes.Length - 1)];
            if (resize.Index < index)
            {
                break;
            }

            if (Screen.IsSizeAllowed(resize.Columns, resize.Rows))
            {
                return resize.Index;
            }
        }

        return -1;
    }

    /// <summary>How many bytes follow from <paramref name="index"/> before <paramref name="end"/> or a resize.</summary>
    public int CountBytes(long index, long end)
    {
        long place = FindResize(index);
        if (place < _endResize)
        {
            end = Math.Min(end, _resizes[place & (_resizes.Length - 1)].Index);
        }

        return (int)Math.Max(0, end - index);
    }

    /// <summary>Appends <paramref name="count"/> bytes from <paramref name="index"/> on to <paramref name="output"/>.</summary>
    public void CopyBytes(long index, int count, IBufferWriter<byte> output)
    {
        int offset = Offset(index);
        int first = Math.Min(count, _events.Length - offset);
        output.Write(_events.AsSpan(offset, first));
        output.Write(_events.AsSpan(0, count - first));
    }

    /// <summary>A log of its own with the events from <see cref="Start"/> up to <paramref name="end"/>.</summary>
    public UserInputLog Fork(long end)
    {
        UserInputLog copy = new() { Start = Start, End = Start, Sealed = Sealed };
        for (long index = Start; Read(index, end, out ReadOnlySpan<byte> bytes, out Resize resize) is > 0 and int count; index += count)
        {
            if (bytes.IsEmpty)
            {
                copy.AppendResize(resize.Columns, resize.Rows);
            }
            else
            {
                copy.Append(bytes);
            }
        }

        return copy;
    }

    /// <summary>Place of the first resize at or after <paramref name="index"/>, in the ring of resizes.</summary>
    private long FindResize(long index)
    {
        long low = _firstResize;
        long high = _endResize;
        while (low < high)
        {
            long middle = low + (high - low) / 2;
            if (_resizes[middle & (_resizes.Length - 1)].Index < index)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private int Offset(long index) => (int)(index & (_events.Length - 1));

    private void EnsureSpace(int count)
    {
        long needed = End - Start + count;
        if (needed <= _events.Length)
        {
            return;
        }

        // Grown by the whole pieces, so that an event's offset stays its index modulo the capacity.
        byte[] larger = new byte[BitOperations.RoundUpToPowerOf2((ulong)needed)];
        for (long index = Start; index < End;)
        {
            int from = Offset(index);
            int to = (int)(index & (larger.Length - 1));
            int length = (int)Math.Min(End - index, Math.Min(_events.Length - from, larger.Length - to));
            _events.AsSpan(from, length).CopyTo(larger.AsSpan(to));
            index += length;
        }

        _events = larger;
    }

    /// <summary>A resize among the events.</summary>
    /// <param name="Index">Its place in the stream.</param>
    /// <param name="Columns">The new width in columns.</param>
    /// <param name="Rows">The new height in rows.</param>
    public readonly record struct Resize(long Index, int Columns, int Rows);
}
