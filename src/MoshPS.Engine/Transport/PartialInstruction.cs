namespace MoshPS.Engine.Transport;

/// <summary>The fragments that have arrived of one instruction; a slot of <see cref="FragmentAssembly"/>.</summary>
internal sealed class PartialInstruction
{
    private const int SmallestBuffer = 4_096;
    private const int SmallestTable = 16;

    /// <summary>What a slot keeps for its next instruction; more goes back to the garbage collector.</summary>
    private const int LargestKeptBuffer = 65_536;

    private const int LargestKeptTable = 256;
    private const int BytesPerTableEntry = 12;

    /// <summary>One bit for each fragment number that has arrived.</summary>
    private readonly ulong[] _arrived = new ulong[(Fragment.MaximumNumber + 1) / 64];

    private byte[] _buffer = [];
    private Piece[] _pieces = [];
    private int _count;
    private int _length;
    private int _highest = -1;
    private int _total = -1;
    private bool _inOrder = true;

    public ulong Id { get; private set; }

    public bool InUse { get; private set; }

    /// <summary>When the latest fragment came, in the assembly's own count.</summary>
    public long Touched { get; set; }

    /// <summary>Length of the pieces that have arrived.</summary>
    public int Length => _length;

    /// <summary>Memory that grows with what the peer sends.</summary>
    public long HeldBytes => _buffer.Length + ((long)_pieces.Length * BytesPerTableEntry);

    public bool IsComplete => _count == _total;

    public void Start(ulong id)
    {
        Clear();
        Id = id;
        InUse = true;
    }

    public void Clear()
    {
        InUse = false;
        if (_highest >= 0)
        {
            Array.Clear(_arrived, 0, (_highest / 64) + 1);
        }

        if (_buffer.Length > LargestKeptBuffer)
        {
            _buffer = [];
        }

        if (_pieces.Length > LargestKeptTable)
        {
            _pieces = [];
        }

        _count = 0;
        _length = 0;
        _highest = -1;
        _total = -1;
        _inOrder = true;
    }

    /// <summary>Whether the fragment is new and fits with the others.</summary>
    /// <param name="fragment">A fragment with this instruction's id.</param>
    /// <param name="contradiction">It says that the instruction ends before a fragment that is already here.</param>
    public bool Accepts(in Fragment fragment, out bool contradiction)
    {
        contradiction = false;
        if ((_arrived[fragment.Number / 64] & (1UL << (fragment.Number % 64))) != 0)
        {
            return false;
        }

        if (_total >= 0)
        {
            return fragment.Number < _total && !fragment.IsFinal;
        }

        contradiction = fragment.IsFinal && fragment.Number < _highest;
        return !contradiction;
    }

    /// <summary>How much <see cref="HeldBytes"/> would grow by adding a piece.</summary>
    public long Growth(int pieceLength) =>
        Grown(_buffer.Length, _length + pieceLength, SmallestBuffer) - _buffer.Length
        + ((long)(Grown(_pieces.Length, _count + 1, SmallestTable) - _pieces.Length) * BytesPerTableEntry);

    /// <summary>Adds a fragment that <see cref="Accepts"/> has let through.</summary>
    public void Add(in Fragment fragment)
    {
        int bufferLength = Grown(_buffer.Length, _length + fragment.Piece.Length, SmallestBuffer);
        if (bufferLength != _buffer.Length)
        {
            Array.Resize(ref _buffer, bufferLength);
        }

        int tableLength = Grown(_pieces.Length, _count + 1, SmallestTable);
        if (tableLength != _pieces.Length)
        {
            Array.Resize(ref _pieces, tableLength);
        }

        fragment.Piece.CopyTo(_buffer.AsSpan(_length));
        _inOrder &= fragment.Number == _count;
        _pieces[_count++] = new Piece(fragment.Number, _length, fragment.Piece.Length);
        _length += fragment.Piece.Length;
        _arrived[fragment.Number / 64] |= 1UL << (fragment.Number % 64);
        _highest = Math.Max(_highest, fragment.Number);
        if (fragment.IsFinal)
        {
            _total = fragment.Number + 1;
        }
    }

    /// <summary>
    /// The complete instruction: in place when the fragments came in order, else put together in
    /// <paramref name="joined"/>, which grows as needed. Valid until this slot is used again.
    /// </summary>
    public ReadOnlySpan<byte> Join(ref byte[] joined)
    {
        if (_inOrder)
        {
            return _buffer.AsSpan(0, _length);
        }

        if (joined.Length < _length)
        {
            joined = new byte[Grown(joined.Length, _length, SmallestBuffer)];
        }

        _pieces.AsSpan(0, _count).Sort(static (left, right) => left.Number.CompareTo(right.Number));
        int position = 0;
        foreach (Piece piece in _pieces.AsSpan(0, _count))
        {
            _buffer.AsSpan(piece.Start, piece.Length).CopyTo(joined.AsSpan(position));
            position += piece.Length;
        }

        return joined.AsSpan(0, position);
    }

    private static int Grown(int present, int needed, int smallest) =>
        needed <= present ? present : Math.Max(smallest, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)needed));

    private readonly record struct Piece(int Number, int Start, int Length);
}
