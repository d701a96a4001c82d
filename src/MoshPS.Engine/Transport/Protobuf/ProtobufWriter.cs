using System.Buffers;

namespace MoshPS.Engine.Transport.Protobuf;

/// <summary>Appends protobuf fields (proto2 wire format) to a buffer, without allocation of its own.</summary>
/// <param name="output">Where the bytes go.</param>
internal readonly ref struct ProtobufWriter(IBufferWriter<byte> output)
{
    private const int MaximumVarintLength = 10;

    /// <summary>Writes a uint32, uint64 or non-negative int32 field.</summary>
    public void WriteVarint(int field, ulong value)
    {
        WriteTag(field, WireType.Varint);
        WriteRawVarint(value);
    }

    /// <summary>Writes a bytes field.</summary>
    public void WriteBytes(int field, ReadOnlySpan<byte> value)
    {
        WriteLength(field, value.Length);
        output.Write(value);
    }

    /// <summary>Writes the tag and length of a bytes field or embedded message; the caller appends the content.</summary>
    public void WriteLength(int field, int length)
    {
        WriteTag(field, WireType.LengthDelimited);
        WriteRawVarint((ulong)length);
    }

    /// <summary>Bytes that a varint field takes, for fields below 16.</summary>
    public static int VarintFieldSize(ulong value) => 1 + VarintSize(value);

    /// <summary>Bytes that a length-delimited field takes, for fields below 16.</summary>
    public static int BytesFieldSize(int length) => 1 + VarintSize((ulong)length) + length;

    /// <summary>Bytes that a varint takes: 1 to 10.</summary>
    public static int VarintSize(ulong value) =>
        // Seven bits a byte; a zero takes one byte as well.
        (63 - System.Numerics.BitOperations.LeadingZeroCount(value | 1)) / 7 + 1;

    private void WriteTag(int field, WireType type) => WriteRawVarint(((ulong)field << 3) | (uint)type);

    private void WriteRawVarint(ulong value)
    {
        Span<byte> span = output.GetSpan(MaximumVarintLength);
        int count = 0;
        while (value >= 0x80)
        {
            span[count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[count++] = (byte)value;
        output.Advance(count);
    }
}
