using System.Buffers;
using MoshPS.Engine.Sync;

namespace MoshPS.Engine.Client;

/// <summary>
/// What the user did and the stream does not take yet, since its limits are reached while the server is out of
/// contact. The first event of a session is always its size (spec 1 §10.1).
/// </summary>
internal sealed class InputBacklog
{
    private readonly UserInput _stream;
    private readonly ArrayBufferWriter<byte> _waiting = new();
    private int _waitingStart;
    private bool _sizeWaits;

    public InputBacklog(UserInput stream, int columns, int rows)
    {
        _stream = stream;
        Resize(columns, rows);
    }

    /// <summary>Width last asked for.</summary>
    public int Columns { get; private set; }

    /// <summary>Height last asked for.</summary>
    public int Rows { get; private set; }

    /// <summary>Bytes that the stream has not taken.</summary>
    public int WaitingLength => _waiting.WrittenCount - _waitingStart;

    /// <summary>Appends typed bytes.</summary>
    public void Push(ReadOnlySpan<byte> bytes)
    {
        int taken = WaitingLength == 0 ? _stream.PushBytes(bytes) : 0;
        _waiting.Write(bytes[taken..]);
    }

    /// <summary>Asks for a size. Only the last one matters, so at most one waits.</summary>
    public void Resize(int columns, int rows)
    {
        Columns = columns;
        Rows = rows;
        _sizeWaits = !_stream.PushResize(columns, rows);
    }

    /// <summary>Gives the stream what it takes by now.</summary>
    public void Flush()
    {
        if (_sizeWaits)
        {
            _sizeWaits = !_stream.PushResize(Columns, Rows);
        }

        if (WaitingLength > 0)
        {
            _waitingStart += _stream.PushBytes(_waiting.WrittenSpan[_waitingStart..]);
            if (WaitingLength == 0)
            {
                _waiting.ResetWrittenCount();
                _waitingStart = 0;
            }
        }
    }
}
