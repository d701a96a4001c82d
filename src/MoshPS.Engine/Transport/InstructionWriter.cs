using System.Buffers;
using MoshPS.Engine.Transport.Compression;

namespace MoshPS.Engine.Transport;

/// <summary>Turns instructions into compressed ones, with a fresh id and chaff (spec 1 §5, §6).</summary>
internal sealed class InstructionWriter(RandomFill random)
{
    /// <summary>Buffers that grew beyond this for a single large instruction are given back.</summary>
    private const int LargestKeptBuffer = 1 << 20;

    private readonly ZlibCompressor _compressor = new();
    private ArrayBufferWriter<byte> _message = new();
    private ArrayBufferWriter<byte> _compressed = new();

    /// <summary>The id of the last instruction; the first is 1.</summary>
    public ulong LastId { get; private set; }

    /// <summary>Serialises and compresses; the result is valid until the next call.</summary>
    /// <param name="instruction">What to send; its chaff is replaced.</param>
    public ReadOnlySpan<byte> Write(in Instruction instruction)
    {
        if (_message.Capacity > LargestKeptBuffer)
        {
            _message = new ArrayBufferWriter<byte>();
            _compressed = new ArrayBufferWriter<byte>();
        }

        _message.ResetWrittenCount();
        _compressed.ResetWrittenCount();
        Span<byte> draw = stackalloc byte[Chaff.DrawLength];
        new Instruction
        {
            ProtocolVersion = instruction.ProtocolVersion,
            OldNumber = instruction.OldNumber,
            NewNumber = instruction.NewNumber,
            AcknowledgedNumber = instruction.AcknowledgedNumber,
            ThrowawayNumber = instruction.ThrowawayNumber,
            Diff = instruction.Diff,
            Chaff = Chaff.Draw(random, draw),
        }.Write(_message);
        _compressor.Compress(_message.WrittenSpan, _compressed);
        LastId++;
        return _compressed.WrittenSpan;
    }
}
