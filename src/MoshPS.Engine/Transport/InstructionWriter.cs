using System.Buffers;
using MoshPS.Engine.Transport.Compression;

namespace MoshPS.Engine.Transport;

/// <summary>
/// Turns instructions into compressed ones, with an id and chaff (spec 1 §5, §6).
/// <para>
/// An instruction that only repeats the one before, and takes several datagrams, keeps its id and every byte: so the
/// peer needs only those fragments of the repeat that it has not yet. With a fresh id, a large instruction would never
/// get through a network that loses one datagram in two.
/// </para>
/// </summary>
internal sealed class InstructionWriter(RandomFill random)
{
    /// <summary>Buffers that grew beyond this for a single large instruction are given back.</summary>
    private const int LargestKeptBuffer = 1 << 20;

    private readonly ZlibCompressor _compressor = new();
    private ArrayBufferWriter<byte> _message = new();
    private ArrayBufferWriter<byte> _compressed = new();
    private int _pieceLength;

    /// <summary>The id of the last instruction; the first is 1.</summary>
    public ulong LastId { get; private set; }

    /// <summary>Serialises and compresses; the result is valid until the next call.</summary>
    /// <param name="instruction">What to send; its chaff is replaced.</param>
    /// <param name="pieceLength">Bytes of the compressed instruction that a fragment will have.</param>
    public ReadOnlySpan<byte> Write(in Instruction instruction, int pieceLength)
    {
        if (_compressed.WrittenCount > pieceLength && pieceLength == _pieceLength && IsRepeat(instruction))
        {
            return _compressed.WrittenSpan;
        }

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
        _pieceLength = pieceLength;
        LastId++;
        return _compressed.WrittenSpan;
    }

    private bool IsRepeat(in Instruction instruction) =>
        Instruction.TryParse(_message.WrittenSpan, out Instruction last)
        && last.OldNumber == instruction.OldNumber
        && last.NewNumber == instruction.NewNumber
        && last.AcknowledgedNumber == instruction.AcknowledgedNumber
        && last.ThrowawayNumber == instruction.ThrowawayNumber
        && last.Diff.SequenceEqual(instruction.Diff);
}
