using System.Buffers.Binary;

namespace MoshPS.Engine.Server;

/// <summary>
/// One of this machine's addresses, as the system tells it with a datagram: answers are sent from the address that was
/// asked, or a client's NAT would not let them in (spec 1 §4.5, "May improve").
/// </summary>
internal readonly record struct LocalAddress
{
    private readonly UInt128 _bits;

    private LocalAddress(UInt128 bits, bool isIp4)
    {
        _bits = bits;
        IsIp4 = isIp4;
        IsKnown = true;
    }

    /// <summary>Whether there is one.</summary>
    public bool IsKnown { get; }

    /// <summary>Whether it is one of four bytes; otherwise it has sixteen, be it that of an IPv4 address.</summary>
    public bool IsIp4 { get; }

    public static LocalAddress FromIp4(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32BigEndian(bytes), isIp4: true);

    public static LocalAddress FromIp6(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes), isIp4: false);

    /// <summary>Writes its bytes in the order of networks.</summary>
    public void CopyTo(Span<byte> bytes)
    {
        if (IsIp4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)_bits);
        }
        else
        {
            BinaryPrimitives.WriteUInt128BigEndian(bytes, _bits);
        }
    }
}
