using MoshPS.Engine.Transport.Protobuf;

namespace MoshPS.Engine.Sync.Messages;

/// <summary>
/// Reads the messages inside an instruction. As protobuf demands, a field that occurs again replaces the
/// earlier value, an embedded message that occurs again is merged into the earlier one, and a field that is
/// unknown or of an unexpected wire type is skipped.
/// </summary>
internal static class InstructionFields
{
    /// <summary>Reads a message whose only field is <see cref="MessageField.Content"/>.</summary>
    public static bool TryReadContent(ReadOnlySpan<byte> message, ref ReadOnlySpan<byte> content)
    {
        ProtobufReader reader = new(message);
        while (reader.TryReadTag(out int field, out WireType type))
        {
            if (field == MessageField.Content && type == WireType.LengthDelimited)
            {
                if (reader.TryReadBytes(out ReadOnlySpan<byte> value))
                {
                    content = value;
                }
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        return !reader.Malformed;
    }

    /// <summary>Reads a ResizeMessage.</summary>
    public static bool TryReadResize(ReadOnlySpan<byte> message, ref int columns, ref int rows)
    {
        ProtobufReader reader = new(message);
        while (reader.TryReadTag(out int field, out WireType type))
        {
            if (type == WireType.Varint && field is (MessageField.Width or MessageField.Height))
            {
                if (reader.TryReadVarint(out ulong value))
                {
                    // An int32 travels as a 64-bit varint, of which protobuf keeps the low 32 bits.
                    (field == MessageField.Width ? ref columns : ref rows) = unchecked((int)value);
                }
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        return !reader.Malformed;
    }

    /// <summary>Reads an EchoAck.</summary>
    public static bool TryReadEchoAck(ReadOnlySpan<byte> message, ref ulong number)
    {
        ProtobufReader reader = new(message);
        while (reader.TryReadTag(out int field, out WireType type))
        {
            if (field == MessageField.EchoAckNumber && type == WireType.Varint)
            {
                if (reader.TryReadVarint(out ulong value))
                {
                    number = value;
                }
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        return !reader.Malformed;
    }
}
