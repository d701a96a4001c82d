namespace MoshPS.Engine.Transport;

/// <summary>
/// Splits one compressed instruction into fragments numbered 0, 1, …, the last one final (spec 1 §5). An empty
/// instruction still makes one fragment.
/// </summary>
internal ref struct Fragmenter
{
    private readonly ulong _id;
    private readonly int _pieceLength;
    private ReadOnlySpan<byte> _rest;
    private int _number;
    private bool _finished;

    /// <param name="id">The instruction's id.</param>
    /// <param name="compressed">The whole compressed instruction.</param>
    /// <param name="pieceLength">Bytes of it per fragment, at least 1.</param>
    public Fragmenter(ulong id, ReadOnlySpan<byte> compressed, int pieceLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pieceLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            compressed.Length, (long)pieceLength * (Fragment.MaximumNumber + 1));
        _id = id;
        _rest = compressed;
        _pieceLength = pieceLength;
    }

    public bool TryNext(out Fragment fragment)
    {
        if (_finished)
        {
            fragment = default;
            return false;
        }

        int length = Math.Min(_pieceLength, _rest.Length);
        _finished = length == _rest.Length;
        fragment = new Fragment(_id, _number++, _finished, _rest[..length]);
        _rest = _rest[length..];
        return true;
    }
}
