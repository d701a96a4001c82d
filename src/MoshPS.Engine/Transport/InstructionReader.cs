using System.Buffers;
using MoshPS.Engine.Transport.Compression;

namespace MoshPS.Engine.Transport;

/// <summary>
/// Turns what datagrams carry into instructions: collects fragments, decompresses, parses (spec 1 §5, §6). Nothing
/// that arrives makes it throw or hold more than its limits.
/// </summary>
internal sealed class InstructionReader
{
    /// <summary>A buffer that grew beyond this for a single large instruction is given back.</summary>
    private const int LargestKeptBuffer = 1 << 20;

    private readonly FragmentAssembly _assembly = new();
    private readonly ZlibDecompressor _decompressor = new();
    private ArrayBufferWriter<byte> _message = new();

    /// <summary>What has arrived of incomplete instructions.</summary>
    public FragmentAssembly Assembly => _assembly;

    /// <summary>Takes one datagram's content.</summary>
    /// <param name="bytes">A fragment, header included.</param>
    /// <param name="instruction">The instruction that it completes; valid until the next call.</param>
    /// <param name="malformed">Whether something was dropped as malformed.</param>
    /// <returns>Whether it completes an instruction of the current protocol version.</returns>
    public bool TryRead(ReadOnlySpan<byte> bytes, out Instruction instruction, out bool malformed)
    {
        instruction = default;
        malformed = true;
        if (!Fragment.TryParse(bytes, out Fragment fragment))
        {
            return false;
        }

        if (!_assembly.TryAdd(fragment, out ReadOnlySpan<byte> compressed))
        {
            malformed = false;
            return false;
        }

        if (_message.Capacity > LargestKeptBuffer)
        {
            _message = new ArrayBufferWriter<byte>();
        }

        _message.ResetWrittenCount();
        if (!_decompressor.TryDecompress(compressed, _message, InstructionLimits.MaximumLength)
            || !Instruction.TryParse(_message.WrittenSpan, out instruction)
            || instruction.ProtocolVersion != Instruction.CurrentProtocolVersion)
        {
            instruction = default;
            return false;
        }

        malformed = false;
        return true;
    }
}
