using System.Buffers;

namespace MoshPS.Engine.Server;

/// <summary>Bytes on their way to the program: what the client typed and what the terminal answers.</summary>
internal sealed class HostInputQueue
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private int _taken;

    /// <summary>Where bytes are appended.</summary>
    public IBufferWriter<byte> Writer => _bytes;

    /// <summary>The bytes that wait, in order.</summary>
    public ReadOnlySpan<byte> Pending => _bytes.WrittenSpan[_taken..];

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    /// <summary>Forgets the first bytes, which the program's terminal has taken.</summary>
    public void Advance(int count)
    {
        _taken += count;
        if (_taken == _bytes.WrittenCount)
        {
            _bytes.ResetWrittenCount();
            _taken = 0;
        }
    }
}
