using System.Buffers;
using MoshPS.Engine.Transport.Protobuf;

namespace MoshPS.Engine.Transport;

/// <summary>
/// What one end tells the other: a difference between two numbered states, an acknowledgement, and which states may
/// be forgotten (spec 1 §6). On the wire it is a protobuf message inside a zlib stream.
/// </summary>
internal readonly ref struct Instruction
{
    /// <summary>The version of this protocol; an instruction of any other is ignored as a whole.</summary>
    public const uint CurrentProtocolVersion = 2;

    /// <summary>The state number that ends a session: 2^64−1.</summary>
    public const ulong ShutdownNumber = ulong.MaxValue;

    private const int ProtocolVersionField = 1;
    private const int OldNumberField = 2;
    private const int NewNumberField = 3;
    private const int AcknowledgedNumberField = 4;
    private const int ThrowawayNumberField = 5;
    private const int DiffField = 6;
    private const int ChaffField = 7;

    public uint ProtocolVersion { get; init; }

    /// <summary>The state that the difference applies to.</summary>
    public ulong OldNumber { get; init; }

    /// <summary>The state that results; <see cref="ShutdownNumber"/> for the last one.</summary>
    public ulong NewNumber { get; init; }

    /// <summary>The newest state that the sender of this instruction has from its peer.</summary>
    public ulong AcknowledgedNumber { get; init; }

    /// <summary>The peer may forget this sender's states below it.</summary>
    public ulong ThrowawayNumber { get; init; }

    /// <summary>Empty: the new state equals the old one.</summary>
    public ReadOnlySpan<byte> Diff { get; init; }

    /// <summary>Random bytes that say nothing.</summary>
    public ReadOnlySpan<byte> Chaff { get; init; }

    /// <summary>
    /// Reads a message in place. Missing fields are zero or empty, unknown ones are skipped, of repeated ones the
    /// last counts. Any version is accepted here; false only when the bytes are not a protobuf message.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> message, out Instruction instruction)
    {
        uint version = 0;
        ulong old = 0, @new = 0, acknowledged = 0, throwaway = 0;
        ReadOnlySpan<byte> diff = default, chaff = default;
        var reader = new ProtobufReader(message);
        while (reader.TryReadTag(out int field, out WireType type))
        {
            switch (field, type)
            {
                case (ProtocolVersionField, WireType.Varint):
                    reader.TryReadVarint(out ulong wide);
                    version = (uint)wide;
                    break;
                case (OldNumberField, WireType.Varint):
                    reader.TryReadVarint(out old);
                    break;
                case (NewNumberField, WireType.Varint):
                    reader.TryReadVarint(out @new);
                    break;
                case (AcknowledgedNumberField, WireType.Varint):
                    reader.TryReadVarint(out acknowledged);
                    break;
                case (ThrowawayNumberField, WireType.Varint):
                    reader.TryReadVarint(out throwaway);
                    break;
                case (DiffField, WireType.LengthDelimited):
                    reader.TryReadBytes(out diff);
                    break;
                case (ChaffField, WireType.LengthDelimited):
                    reader.TryReadBytes(out chaff);
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }
        }

        if (reader.Malformed)
        {
            instruction = default;
            return false;
        }

        instruction = new Instruction
        {
            ProtocolVersion = version,
            OldNumber = old,
            NewNumber = @new,
            AcknowledgedNumber = acknowledged,
            ThrowawayNumber = throwaway,
            Diff = diff,
            Chaff = chaff,
        };
        return true;
    }

    /// <summary>Appends the message: all seven fields in ascending order, zero and empty ones too, as stock does.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        var writer = new ProtobufWriter(output);
        writer.WriteVarint(ProtocolVersionField, ProtocolVersion);
        writer.WriteVarint(OldNumberField, OldNumber);
        writer.WriteVarint(NewNumberField, NewNumber);
        writer.WriteVarint(AcknowledgedNumberField, AcknowledgedNumber);
        writer.WriteVarint(ThrowawayNumberField, ThrowawayNumber);
        writer.WriteBytes(DiffField, Diff);
        writer.WriteBytes(ChaffField, Chaff);
    }
}
