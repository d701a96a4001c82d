using MoshPS.Engine.Transport.Protobuf;

namespace MoshPS.Engine.Sync.Messages;

/// <summary>
/// Reads the instructions of a UserMessage in order, without allocation. Where one instruction carries both
/// keys and a resize, the keys count; instructions that carry neither are passed over.
/// </summary>
/// <param name="message">The whole message: the diff of a transport instruction.</param>
internal ref struct UserMessageReader(ReadOnlySpan<byte> message)
{
    private ProtobufReader _reader = new(message);

    /// <summary>Whether what was read so far is not a UserMessage.</summary>
    public bool Malformed { get; private set; }

    /// <summary>Reads the next instruction; false at the end or when malformed.</summary>
    public bool TryRead(out UserInstruction instruction)
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

    private bool TryReadInstruction(ReadOnlySpan<byte> content, out UserInstruction instruction)
    {
        instruction = default;
        ReadOnlySpan<byte> keys = default;
        int columns = 0;
        int rows = 0;
        bool hasKeys = false;
        bool hasResize = false;
        bool valid = true;

        ProtobufReader reader = new(content);
        while (valid && reader.TryReadTag(out int field, out WireType type))
        {
            if (type != WireType.LengthDelimited || field is not (MessageField.Keystroke or MessageField.Resize))
            {
                reader.TrySkip(type);
                continue;
            }

            if (!reader.TryReadBytes(out ReadOnlySpan<byte> embedded))
            {
                break;
            }

            if (field == MessageField.Keystroke)
            {
                hasKeys = true;
                valid = InstructionFields.TryReadContent(embedded, ref keys);
            }
            else
            {
                hasResize = true;
                valid = InstructionFields.TryReadResize(embedded, ref columns, ref rows);
            }
        }

        if (!valid || reader.Malformed)
        {
            Malformed = true;
            return false;
        }

        if (hasKeys)
        {
            instruction = UserInstruction.ForKeys(keys);
        }
        else if (hasResize)
        {
            instruction = UserInstruction.ForResize(columns, rows);
        }

        return hasKeys || hasResize;
    }
}
