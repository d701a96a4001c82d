namespace MoshPS.Engine.Terminal;

/// <summary>How a cell is drawn: colours and attributes (spec 2 §4.2), packed into 58 bits.</summary>
public readonly struct Rendition : IEquatable<Rendition>
{
    /// <summary>The width of <see cref="Bits"/>: foreground, background and six attributes.</summary>
    internal const int BitCount = (2 * Color.BitCount) + 6;

    private const int BackgroundShift = Color.BitCount;
    private const int AttributesShift = 2 * Color.BitCount;
    private const ulong ColorMask = (1UL << Color.BitCount) - 1;

    /// <summary>A rendition of the given colours and attributes.</summary>
    public Rendition(Color foreground, Color background, CharacterAttributes attributes)
        : this(foreground.Bits | ((ulong)background.Bits << BackgroundShift) | ((ulong)attributes << AttributesShift))
    {
    }

    private Rendition(ulong bits) => Bits = bits;

    /// <summary>Default colours, no attribute.</summary>
    public static Rendition Default => default;

    /// <summary>The colour of the text.</summary>
    public Color Foreground => Color.FromBits((uint)(Bits & ColorMask));

    /// <summary>The colour behind the text.</summary>
    public Color Background => Color.FromBits((uint)((Bits >> BackgroundShift) & ColorMask));

    /// <summary>The attributes that are on.</summary>
    public CharacterAttributes Attributes => (CharacterAttributes)(Bits >> AttributesShift);

    /// <summary>The packed form, of <see cref="BitCount"/> bits; 0 is the default rendition.</summary>
    internal ulong Bits { get; }

    /// <summary>What erasing leaves under this pen: its background and nothing else (spec 2 §4.3).</summary>
    internal Rendition BackgroundOnly => new(Bits & (ColorMask << BackgroundShift));

    /// <summary>Whether both draw alike.</summary>
    public static bool operator ==(Rendition left, Rendition right) => left.Bits == right.Bits;

    /// <summary>Whether the renditions differ.</summary>
    public static bool operator !=(Rendition left, Rendition right) => left.Bits != right.Bits;

    /// <summary>The same with another foreground.</summary>
    public Rendition WithForeground(Color color) => new((Bits & ~ColorMask) | color.Bits);

    /// <summary>The same with another background.</summary>
    public Rendition WithBackground(Color color) =>
        new((Bits & ~(ColorMask << BackgroundShift)) | ((ulong)color.Bits << BackgroundShift));

    /// <summary>The same with <paramref name="attributes"/> also on.</summary>
    public Rendition With(CharacterAttributes attributes) => new(Bits | ((ulong)attributes << AttributesShift));

    /// <summary>The same with <paramref name="attributes"/> off.</summary>
    public Rendition Without(CharacterAttributes attributes) => new(Bits & ~((ulong)attributes << AttributesShift));

    /// <inheritdoc/>
    public bool Equals(Rendition other) => Bits == other.Bits;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Rendition other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Bits.GetHashCode();

    /// <summary>Foreground, background and attributes, for diagnosis.</summary>
    public override string ToString() => $"{Foreground} on {Background}, {Attributes}";

    internal static Rendition FromBits(ulong bits) => new(bits);
}
