using System.Globalization;

namespace MoshPS.Engine.Terminal;

/// <summary>
/// A foreground or background colour: the terminal's default, a palette entry, or a direct colour (spec 2 §4.2).
/// SGR 30–37 are palette entries 0–7 and SGR 90–97 are entries 8–15.
/// </summary>
public readonly struct Color : IEquatable<Color>
{
    /// <summary>The width of <see cref="Bits"/>: two bits of kind above 24 bits of value.</summary>
    internal const int BitCount = 26;

    private const int KindShift = 24;

    private Color(uint bits) => Bits = bits;

    /// <summary>The terminal's own colour.</summary>
    public static Color Default => default;

    /// <summary>How the colour is expressed.</summary>
    public ColorKind Kind => (ColorKind)(Bits >> KindShift);

    /// <summary>The palette entry, 0–255; 0 unless <see cref="Kind"/> is <see cref="ColorKind.Palette"/>.</summary>
    public byte PaletteIndex => Kind == ColorKind.Palette ? (byte)Bits : (byte)0;

    /// <summary>Red, 0–255; 0 unless <see cref="Kind"/> is <see cref="ColorKind.Rgb"/>.</summary>
    public byte Red => (byte)(Bits >> 16);

    /// <summary>Green, 0–255; 0 unless <see cref="Kind"/> is <see cref="ColorKind.Rgb"/>.</summary>
    public byte Green => (byte)(Bits >> 8);

    /// <summary>Blue, 0–255; 0 unless <see cref="Kind"/> is <see cref="ColorKind.Rgb"/>.</summary>
    public byte Blue => Kind == ColorKind.Rgb ? (byte)Bits : (byte)0;

    /// <summary>The packed form, of <see cref="BitCount"/> bits; 0 is the default colour.</summary>
    internal uint Bits { get; }

    /// <summary>Whether both are the same colour.</summary>
    public static bool operator ==(Color left, Color right) => left.Bits == right.Bits;

    /// <summary>Whether the colours differ.</summary>
    public static bool operator !=(Color left, Color right) => left.Bits != right.Bits;

    /// <summary>The palette entry <paramref name="index"/>.</summary>
    public static Color FromPalette(byte index) => new(((uint)ColorKind.Palette << KindShift) | index);

    /// <summary>A direct colour.</summary>
    public static Color FromRgb(byte red, byte green, byte blue) =>
        new(((uint)ColorKind.Rgb << KindShift) | ((uint)red << 16) | ((uint)green << 8) | blue);

    /// <inheritdoc/>
    public bool Equals(Color other) => Bits == other.Bits;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Color other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Bits.GetHashCode();

    /// <summary><c>Default</c>, the palette index, or <c>#rrggbb</c>.</summary>
    public override string ToString() => Kind switch
    {
        ColorKind.Palette => PaletteIndex.ToString(CultureInfo.InvariantCulture),
        ColorKind.Rgb => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}"),
        _ => nameof(ColorKind.Default),
    };

    internal static Color FromBits(uint bits) => new(bits);
}
