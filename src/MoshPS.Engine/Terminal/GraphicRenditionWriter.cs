using System.Buffers.Text;

namespace MoshPS.Engine.Terminal;

/// <summary>Writes a rendition as the SGR sequence that stock mosh sends for it (spec 2 §9).</summary>
internal static class GraphicRenditionWriter
{
    /// <summary>The longest sequence: <c>\e[0</c>, six attributes, two direct colours, <c>m</c>.</summary>
    public const int MaximumLength = 3 + (6 * 2) + (2 * 17) + 1;

    private const int ForegroundBase = 30;
    private const int BackgroundBase = 40;
    private const int BasicColors = 8;

    /// <summary>
    /// Writes <c>\e[0</c>, then those of <c>;1 ;3 ;4 ;5 ;7 ;8</c> that are on, then the colours, then <c>m</c>.
    /// </summary>
    /// <param name="rendition">What to set, whatever was set before.</param>
    /// <param name="destination">At least <see cref="MaximumLength"/> bytes.</param>
    /// <returns>The length.</returns>
    public static int Write(Rendition rendition, Span<byte> destination)
    {
        "\e[0"u8.CopyTo(destination);
        int length = 3;
        CharacterAttributes attributes = rendition.Attributes;
        if (attributes != CharacterAttributes.None)
        {
            length += Write(attributes, CharacterAttributes.Bold, (byte)'1', destination[length..]);
            length += Write(attributes, CharacterAttributes.Italic, (byte)'3', destination[length..]);
            length += Write(attributes, CharacterAttributes.Underline, (byte)'4', destination[length..]);
            length += Write(attributes, CharacterAttributes.Blink, (byte)'5', destination[length..]);
            length += Write(attributes, CharacterAttributes.Inverse, (byte)'7', destination[length..]);
            length += Write(attributes, CharacterAttributes.Invisible, (byte)'8', destination[length..]);
        }

        length += Write(rendition.Foreground, ForegroundBase, destination[length..]);
        length += Write(rendition.Background, BackgroundBase, destination[length..]);
        destination[length++] = (byte)'m';
        return length;
    }

    /// <summary>The length of what <see cref="Write(Rendition, Span{byte})"/> writes.</summary>
    public static int Measure(Rendition rendition)
    {
        Span<byte> sequence = stackalloc byte[MaximumLength];
        return Write(rendition, sequence);
    }

    private static int Write(CharacterAttributes attributes, CharacterAttributes one, byte code, Span<byte> destination)
    {
        if ((attributes & one) == 0)
        {
            return 0;
        }

        destination[0] = (byte)';';
        destination[1] = code;
        return 2;
    }

    private static int Write(Color color, int baseCode, Span<byte> destination)
    {
        switch (color.Kind)
        {
            case ColorKind.Palette when color.PaletteIndex < BasicColors:
                return WriteParameter(baseCode + color.PaletteIndex, destination);
            case ColorKind.Palette:
                int length = WriteParameter(baseCode + 8, destination);
                length += WriteParameter(5, destination[length..]);
                return length + WriteParameter(color.PaletteIndex, destination[length..]);
            case ColorKind.Rgb:
                length = WriteParameter(baseCode + 8, destination);
                length += WriteParameter(2, destination[length..]);
                length += WriteParameter(color.Red, destination[length..]);
                length += WriteParameter(color.Green, destination[length..]);
                return length + WriteParameter(color.Blue, destination[length..]);
            default:
                return 0;
        }
    }

    private static int WriteParameter(int value, Span<byte> destination)
    {
        destination[0] = (byte)';';
        Utf8Formatter.TryFormat(value, destination[1..], out int written);
        return 1 + written;
    }
}
