using System.Buffers;
using MoshPS.Engine.Transport.Protobuf;

namespace MoshPS.Engine.Sync.Messages;

/// <summary>
/// Appends single instructions to a UserMessage or HostMessage, without allocation. A message is nothing but
/// its instructions one after the other, so it needs no beginning and no end.
/// </summary>
internal static class MessageWriter
{
    /// <summary>Appends the head of an instruction that carries <paramref name="length"/> bytes of keys, which the caller appends next.</summary>
    /// <remarks><c>0a length (12 length (22 length keys))</c></remarks>
    public static void WriteKeysHead(IBufferWriter<byte> output, int length) =>
        WriteContentHead(output, MessageField.Keystroke, length);

    /// <summary>Appends an instruction that carries terminal output.</summary>
    /// <remarks><c>0a length (12 length (22 length hoststring))</c></remarks>
    public static void WriteHostBytes(IBufferWriter<byte> output, ReadOnlySpan<byte> hostBytes)
    {
        WriteContentHead(output, MessageField.HostBytes, hostBytes.Length);
        output.Write(hostBytes);
    }

    /// <summary>Appends a resize.</summary>
    /// <remarks><c>0a length (1a length (28 width 30 height))</c></remarks>
    public static void WriteResize(IBufferWriter<byte> output, int columns, int rows)
    {
        // A negative int32 travels sign-extended, in ten bytes.
        ulong width = unchecked((ulong)columns);
        ulong height = unchecked((ulong)rows);
        int size = ProtobufWriter.VarintFieldSize(width) + ProtobufWriter.VarintFieldSize(height);
        ProtobufWriter writer = new(output);
        writer.WriteLength(MessageField.Instruction, ProtobufWriter.BytesFieldSize(size));
        writer.WriteLength(MessageField.Resize, size);
        writer.WriteVarint(MessageField.Width, width);
        writer.WriteVarint(MessageField.Height, height);
    }

    /// <summary>Appends an echo ack.</summary>
    /// <remarks><c>0a length (3a length (40 number))</c></remarks>
    public static void WriteEchoAck(IBufferWriter<byte> output, ulong number)
    {
        int size = ProtobufWriter.VarintFieldSize(number);
        ProtobufWriter writer = new(output);
        writer.WriteLength(MessageField.Instruction, ProtobufWriter.BytesFieldSize(size));
        writer.WriteLength(MessageField.EchoAck, size);
        writer.WriteVarint(MessageField.EchoAckNumber, number);
    }

    private static void WriteContentHead(IBufferWriter<byte> output, int field, int length)
    {
        int embedded = ProtobufWriter.BytesFieldSize(length);
        ProtobufWriter writer = new(output);
        writer.WriteLength(MessageField.Instruction, ProtobufWriter.BytesFieldSize(embedded));
        writer.WriteLength(field, embedded);
        writer.WriteLength(MessageField.Content, length);
    }
}
