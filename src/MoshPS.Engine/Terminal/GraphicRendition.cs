namespace MoshPS.Engine.Terminal;

/// <summary>Select Graphic Rendition (ECMA-48 8.3.117) as far as mosh knows it (spec 2 §6).</summary>
internal static class GraphicRendition
{
    private const int ExtendedForeground = 38;
    private const int ExtendedBackground = 48;
    private const int ExtendedPalette = 5;
    private const int ExtendedRgb = 2;

    /// <summary>The pen after the codes, of which there is at least one; a missing one is 0.</summary>
    internal static Rendition Select(Rendition pen, ReadOnlySpan<int> codes)
    {
        while (!codes.IsEmpty)
        {
            int taken = 1;
            if (codes[0] is ExtendedForeground or ExtendedBackground)
            {
                taken = SelectExtended(ref pen, codes);
            }
            else
            {
                pen = SelectOne(pen, codes[0]);
            }

            codes = codes[taken..];
        }

        return pen;
    }

    private static Rendition SelectOne(Rendition pen, int code) => code switch
    {
        0 => Rendition.Default,
        1 => pen.With(CharacterAttributes.Bold),
        3 => pen.With(CharacterAttributes.Italic),
        4 => pen.With(CharacterAttributes.Underline),
        5 => pen.With(CharacterAttributes.Blink),
        7 => pen.With(CharacterAttributes.Inverse),
        8 => pen.With(CharacterAttributes.Invisible),
        22 => pen.Without(CharacterAttributes.Bold),
        23 => pen.Without(CharacterAttributes.Italic),
        24 => pen.Without(CharacterAttributes.Underline),
        25 => pen.Without(CharacterAttributes.Blink),
        27 => pen.Without(CharacterAttributes.Inverse),
        28 => pen.Without(CharacterAttributes.Invisible),
        >= 30 and <= 37 => pen.WithForeground(Color.FromPalette((byte)(code - 30))),
        39 => pen.WithForeground(Color.Default),
        >= 40 and <= 47 => pen.WithBackground(Color.FromPalette((byte)(code - 40))),
        49 => pen.WithBackground(Color.Default),
        >= 90 and <= 97 => pen.WithForeground(Color.FromPalette((byte)(code - 90 + 8))),
        >= 100 and <= 107 => pen.WithBackground(Color.FromPalette((byte)(code - 100 + 8))),
        _ => pen,
    };

    /// <summary>
    /// <c>38;5;n</c>, <c>38;2;r;g;b</c> and the same with 48. Returns the number of codes taken: 1 when those that
    /// should follow do not, so that they are read by themselves.
    /// </summary>
    private static int SelectExtended(ref Rendition pen, ReadOnlySpan<int> codes)
    {
        Color color;
        int taken;
        if (codes.Length >= 3 && codes[1] == ExtendedPalette)
        {
            taken = 3;
            if (codes[2] > byte.MaxValue)
            {
                return taken;
            }

            color = Color.FromPalette((byte)codes[2]);
        }
        else if (codes.Length >= 5 && codes[1] == ExtendedRgb)
        {
            taken = 5;
            color = Color.FromRgb((byte)codes[2], (byte)codes[3], (byte)codes[4]);
        }
        else
        {
            return 1;
        }

        pen = codes[0] == ExtendedForeground ? pen.WithForeground(color) : pen.WithBackground(color);
        return taken;
    }
}
