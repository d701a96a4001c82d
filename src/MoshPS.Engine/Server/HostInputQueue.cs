using System.Buffers;

namespace MoshPS.Engine.Server;

/// <summary>
/// Bytes on their way to the program: what the client typed and what the terminal answers. Bounded, since a program may
/// never read: typed bytes then stay with the transport, and answers beyond the limit are dropped, as nobody who does
/// not read waits for them.
/// </summary>
internal sealed class HostInputQueue : IBufferWriter<byte>
{
    /// <summary>Typed bytes are added while fewer bytes than this wait.</summary>
    public const int TypedCapacity = 64 << 10;

    /// <summary>Answers of the terminal are added while all that waits is no more than this.</summary>
    public const int Capacity = 2 * TypedCapacity;

    private const int InitialSize = 1024;

    private byte[] _bytes = new byte[InitialSize];
    private int _start;
    private int _end;

    /// <summary>How many typed bytes may be added now.</summary>
    public int Room => Math.Max(0, TypedCapacity - (_end - _start));

    /// <summary>The bytes that wait, in order.</summary>
    public ReadOnlySpan<byte> Pending => _bytes.AsSpan(_start, _end - _start);

    /// <summary>How many bytes were ever added.</summary>
    public long Added { get; private set; }

    /// <summary>How many bytes were ever taken by the program's terminal.</summary>
    public long Taken { get; private set; }

    /// <summary>Bytes of answers that were dropped because the program does not read.</summary>
    public long Dropped { get; private set; }

    /// <summary>Adds an answer of the terminal, whole or not at all.</summary>
    public void AddReply(ReadOnlySpan<byte> reply)
    {
        if (reply.Length > Capacity - (_end - _start))
        {
            Dropped += reply.Length;
            return;
        }

        reply.CopyTo(GetSpan(reply.Length));
        Advance(reply.Length);
    }

    /// <summary>Forgets the first bytes, which the program's terminal has taken.</summary>
    public void Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _end - _start);
        _start += count;
        Taken += count;
        if (_start == _end)
        {
            _start = 0;
            _end = 0;
        }
    }

    /// <summary>Forgets all bytes, since there is no program any more.</summary>
    public void Clear() => Take(_end - _start);

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - _end);
        _end += count;
        Added += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureSpace(Math.Max(1, sizeHint));
        return _bytes.AsMemory(_end);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureSpace(Math.Max(1, sizeHint));
        return _bytes.AsSpan(_end);
    }

    private void EnsureSpace(int count)
    {
        if (count <= _bytes.Length - _end)
        {
            return;
        }

        int length = _end - _start;
        byte[] larger = length + count <= _bytes.Length / 2 ? _bytes : new byte[Math.Max(_bytes.Length * 2, length + count)];
        Pending.CopyTo(larger);
        _bytes = larger;
        _start = 0;
        _end = length;
    }
}
