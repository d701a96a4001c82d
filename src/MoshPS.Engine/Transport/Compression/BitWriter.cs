using System.Buffers.Binary;
using System.Diagnostics;

namespace MoshPS.Engine.Transport.Compression;

/// <summary>
/// Writes bits, the lowest first, as DEFLATE packs them. The destination must have room for
/// <see cref="Slack"/> bytes more than are written, since whole words are stored.
/// </summary>
internal ref struct BitWriter(Span<byte> destination)
{
    /// <summary>Bytes that may be scribbled on after the last one written.</summary>
    public const int Slack = sizeof(ulong);

    /// <summary>The most bits that one call may add, in all its calls between two flushes: see <see cref="Add"/>.</summary>
    public const int MaximumBits = 56;

    private readonly Span<byte> _destination = destination;
    private int _position;
    private ulong _bits;
    private int _count;

    /// <summary>Bytes written, without bits that do not fill one.</summary>
    public readonly int Length => _position;

    /// <summary>How many bits of the last byte, which is not written yet, are taken.</summary>
    public readonly int PendingBits => _count;

    /// <summary>Adds bits without storing them; call <see cref="Flush"/> before there are more than 56 of them.</summary>
    public void Add(uint value, int count)
    {
        Debug.Assert(_count + count <= 64 && value >> 1 >> Math.Max(0, count - 1) == 0, "Too many bits.");
        _bits |= (ulong)value << _count;
        _count += count;
    }

    /// <summary>Stores all whole bytes; fewer than eight bits are pending afterwards.</summary>
    public void Flush()
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_destination[_position..], _bits);
        int bytes = _count >> 3;
        _position += bytes;
        _bits = bytes == sizeof(ulong) ? 0 : _bits >> (8 * bytes);
        _count &= 7;
    }

    /// <summary>Adds bits and stores whole bytes.</summary>
    public void Write(uint value, int count)
    {
        Add(value, count);
        Flush();
    }

    /// <summary>Fills the last byte up with zeros.</summary>
    public void Align()
    {
        _count = (_count + 7) & ~7;
        Flush();
    }

    /// <summary>Copies bytes; to be called when aligned.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        Debug.Assert(_count == 0, "Not aligned.");
        bytes.CopyTo(_destination[_position..]);
        _position += bytes.Length;
    }
}
