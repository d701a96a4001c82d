using MoshPS.Engine.Transport.Protobuf;

namespace MoshPS.Engine.Sync.Messages;

/// <summary>
/// Reads the instructions of a HostMessage in order, without allocation. Where one instruction carries
/// several things, the first present of host bytes, resize and echo ack counts, in that order of preference
/// (spec 1 §10.2); instructions that carry none of them are passed over.
/// </summary>
/// <param name="message">The whole message: the diff of a transport instruction.</param>
internal ref struct HostMessageReader(ReadOnlySpan<byte> message)
{
    private ProtobufReader _reader = new(message);

    /// <summary>Whether what was read so far is not a HostMessage.</summary>
    public bool Malformed { get; private set; }

    /// <summary>Reads the next instruction; false at the end or when malformed.</summary>
    public bool TryRead(out HostInstruction instruction)
    {
        while (!Malformed && _reader.TryReadTag(out int field, out WireType type))
        {
            if (field != MessageField.Instruction || type != WireType.LengthDelimited)
            {
                _reader.TrySkip(type);
            }
            else if (_reader.TryReadBytes(out ReadOnlySpan<byte> content)
                && TryReadInstruction(content, out instruction))
            {
                return true;
            }
        }

        Malformed |= _reader.Malformed;
        instruction = default;
        return false;
    }

    private bool TryReadInstruction(ReadOnlySpan<byte> content, out HostInstruction instruction)
    {
        instruction = default;
        ReadOnlySpan<byte> hostBytes = default;
        int columns = 0;
        int rows = 0;
        ulong echoAck = 0;
        bool hasHostBytes = false;
        bool hasResize = false;
        bool hasEchoAck = false;
        bool valid = true;

        ProtobufReader reader = new(content);
        while (valid && reader.TryReadTag(out int field, out WireType type))
        {
            if (type != WireType.LengthDelimited
                || field is not (MessageField.HostBytes or MessageField.Resize or MessageField.EchoAck))
            {
                reader.TrySkip(type);
                continue;
            }

            if (!reader.TryReadBytes(out ReadOnlySpan<byte> embedded))
            {
                break;
            }

            switch (field)
            {
                case MessageField.HostBytes:
                    hasHostBytes = true;
                    valid = InstructionFields.TryReadContent(embedded, ref hostBytes);
                    break;
                case MessageField.Resize:
                    hasResize = true;
                    valid = InstructionFields.TryReadResize(embedded, ref columns, ref rows);
                    break;
                default:
                    hasEchoAck = true;
                    valid = InstructionFields.TryReadEchoAck(embedded, ref echoAck);
                    break;
            }
        }

        if (!valid || reader.Malformed)
        {
            Malformed = true;
            return false;
        }

        if (hasHostBytes)
        {
            instruction = HostInstruction.ForHostBytes(hostBytes);
        }
        else if (hasResize)
        {
            instruction = HostInstruction.ForResize(columns, rows);
        }
        else if (hasEchoAck)
        {
            instruction = HostInstruction.ForEchoAck(echoAck);
        }

        return hasHostBytes || hasResize || hasEchoAck;
    }
}
