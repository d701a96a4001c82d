using System.Runtime.InteropServices;

namespace MoshPS.Engine.Terminal;

/// <summary>
/// One character cell (spec 2 §4.3): 16 bytes without references, so that rows are flat memory that can be
/// filled, copied and compared as such. Text of more than one code point and hyperlinks stand in tables of the
/// <see cref="Screen"/>, to which the cell holds an index; see <see cref="Screen.GetCellText"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Cell : IEquatable<Cell>
{
    /// <summary>Marks <see cref="Content"/> as an index into the <see cref="ClusterTable"/>.</summary>
    internal const uint ClusterFlag = 1u << 31;

    private const ulong RenditionMask = (1UL << Terminal.Rendition.BitCount) - 1;
    private const ulong WideFlag = 1UL << 61;
    private const ulong FallbackFlag = 1UL << 62;
    private const ulong WrapFlag = 1UL << 63;

    // The rendition in the low bits, the three flags on top.
    private readonly ulong _style;
    private readonly uint _content;
    private readonly uint _hyperlinkId;

    internal Cell(uint content, Rendition rendition, bool isWide = false, uint hyperlinkId = 0)
        : this(rendition.Bits | (isWide ? WideFlag : 0), content, hyperlinkId)
    {
    }

    private Cell(ulong style, uint content, uint hyperlinkId)
    {
        _style = style;
        _content = content;
        _hyperlinkId = hyperlinkId;
    }

    /// <summary>Whether there is no text. An empty cell looks like a space.</summary>
    public bool IsEmpty => _content == 0;

    /// <summary>
    /// Whether the character covers the next cell too. That cell is an ordinary, normally empty one, which
    /// does not show.
    /// </summary>
    public bool IsWide => (_style & WideFlag) != 0;

    /// <summary>Whether the text starts with a combining mark, which is shown on a no-break space (U+00A0).</summary>
    public bool IsFallback => (_style & FallbackFlag) != 0;

    /// <summary>In the last cell of a row: whether the line goes on in the next row. Elsewhere meaningless.</summary>
    public bool IsWrapped => (_style & WrapFlag) != 0;

    /// <summary>Colours and attributes.</summary>
    public Rendition Rendition => Rendition.FromBits(_style & RenditionMask);

    /// <summary>
    /// 0 when empty, the code point when there is just one, else an index into the screen's
    /// <see cref="ClusterTable"/> with <see cref="ClusterFlag"/> set.
    /// </summary>
    internal uint Content => _content;

    internal bool IsCluster => (_content & ClusterFlag) != 0;

    /// <summary>The index in the screen's <see cref="HyperlinkTable"/>; 0 is none.</summary>
    internal uint HyperlinkId => _hyperlinkId;

    /// <summary>Whether the meaning of this cell depends on the tables of its screen.</summary>
    internal bool NeedsTables => _hyperlinkId != 0 || IsCluster;

    /// <summary>
    /// Whether both are identical. Cells of screens with different tables compare by
    /// <see cref="Screen.CellsAreEqual"/> instead.
    /// </summary>
    public static bool operator ==(Cell left, Cell right) => left.Equals(right);

    /// <summary>Whether the cells are not identical.</summary>
    public static bool operator !=(Cell left, Cell right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Cell other) =>
        _style == other._style && _content == other._content && _hyperlinkId == other._hyperlinkId;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Cell other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_style, _content, _hyperlinkId);

    /// <summary>An erased cell under <paramref name="pen"/>: no text, no flag, only the background (spec 2 §4.3).</summary>
    internal static Cell Erased(Rendition pen) => new(pen.BackgroundOnly.Bits, 0, 0);

    internal Cell WithContent(uint content) => new(_style, content, _hyperlinkId);

    internal Cell WithRendition(Rendition rendition) =>
        new((_style & ~RenditionMask) | rendition.Bits, _content, _hyperlinkId);

    internal Cell WithHyperlinkId(uint hyperlinkId) => new(_style, _content, hyperlinkId);

    internal Cell WithFallback() => new(_style | FallbackFlag, _content, _hyperlinkId);

    internal Cell WithWrapped(bool isWrapped) =>
        new(isWrapped ? _style | WrapFlag : _style & ~WrapFlag, _content, _hyperlinkId);

    /// <summary>Whether both have the same rendition and flags.</summary>
    internal bool HasSameStyle(Cell other) => _style == other._style;
}
