namespace MoshPS.Engine.Transport.Protobuf;

/// <summary>
/// Reads the fields of one protobuf message (proto2 wire format) from a span, without allocation.
/// Unknown fields are skipped by <see cref="TrySkip"/>. After any <c>Try…</c> has returned
/// <see langword="false"/>, <see cref="Malformed"/> tells a broken message from a finished one.
/// </summary>
/// <param name="message">The whole message.</param>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    /// <summary>A 64-bit value takes at most ten groups of seven bits.</summary>
    private const int MaximumVarintLength = 10;

    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Whether the bytes read so far are not a protobuf message.</summary>
    public bool Malformed { get; private set; }

    /// <summary>Reads the next field's number and wire type; false at the end or when malformed.</summary>
    public bool TryReadTag(out int field, out WireType type)
    {
        field = 0;
        type = default;
        if (_rest.IsEmpty || Malformed)
        {
            return false;
        }

        if (!TryReadVarint(out ulong tag))
        {
            return false;
        }

        ulong number = tag >> 3;
        if (number is 0 or > (1UL << 29) - 1)
        {
            return Fail();
        }

        field = (int)number;
        type = (WireType)(tag & 7);
        return true;
    }

    /// <summary>Reads a base-128 varint of at most ten bytes; surplus high bits are dropped as protobuf does.</summary>
    public bool TryReadVarint(out ulong value)
    {
        value = 0;
        int limit = Math.Min(_rest.Length, MaximumVarintLength);
        for (int i = 0; i < limit; i++)
        {
            byte b = _rest[i];
            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return true;
            }
        }

        return Fail();
    }

    /// <summary>Reads a length-delimited field: bytes or an embedded message.</summary>
    public bool TryReadBytes(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryReadVarint(out ulong length))
        {
            return false;
        }

        if (length > (ulong)_rest.Length)
        {
            return Fail();
        }

        value = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }

    /// <summary>Skips the value of an unknown field, or of a known one with an unexpected wire type.</summary>
    public bool TrySkip(WireType type)
    {
        switch (type)
        {
            case WireType.Varint:
                return TryReadVarint(out _);
            case WireType.LengthDelimited:
                return TryReadBytes(out _);
            case WireType.Fixed64:
                return TryDrop(sizeof(ulong));
            case WireType.Fixed32:
                return TryDrop(sizeof(uint));
            default:
                // Groups (3 and 4) are gone from protobuf for long and never sent by mosh.
                return Fail();
        }
    }

    private bool TryDrop(int count)
    {
        if (count > _rest.Length)
        {
            return Fail();
        }

        _rest = _rest[count..];
        return true;
    }

    private bool Fail()
    {
        Malformed = true;
        _rest = default;
        return false;
    }
}
