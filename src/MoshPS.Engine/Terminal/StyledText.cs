using System.Globalization;
using System.Text;

namespace MoshPS.Engine.Terminal;

/// <summary>Rows of a screen as text with SGR sequences, for printing on another terminal.</summary>
public static class StyledText
{
    private const string Reset = "\u001b[0m";

    /// <summary>The attributes and their SGR codes, in the order in which they are written.</summary>
    private static readonly (CharacterAttributes Attribute, int Code)[] AttributeCodes =
    [
        (CharacterAttributes.Bold, 1),
        (CharacterAttributes.Italic, 3),
        (CharacterAttributes.Underline, 4),
        (CharacterAttributes.Blink, 5),
        (CharacterAttributes.Inverse, 7),
        (CharacterAttributes.Invisible, 8),
    ];

    /// <summary>
    /// The row's text with colours and attributes, without trailing blanks that show nothing. It starts and ends in
    /// the default rendition, so rows can be printed in any order or alone. A row without any style has no sequence.
    /// </summary>
    public static string GetRow(Screen screen, int row)
    {
        ArgumentNullException.ThrowIfNull(screen);
        ReadOnlySpan<Cell> cells = screen.GetCells(row);
        int end = cells.Length;
        while (end > 0 && ShowsNothing(screen, row, end - 1))
        {
            end--;
        }

        var text = new StringBuilder(end + 16);
        Rendition current = Rendition.Default;
        for (int column = 0; column < end; column++)
        {
            Cell cell = cells[column];
            if (cell.Rendition != current)
            {
                AppendRendition(cell.Rendition, text);
                current = cell.Rendition;
            }

            text.Append(screen.GetCellText(row, column));
            if (cell.IsWide)
            {
                column++;
            }
        }

        if (current != Rendition.Default)
        {
            text.Append(Reset);
        }

        return text.ToString();
    }

    /// <summary>Whether a cell looks like untouched space: blank, default background, nothing drawn through it.</summary>
    private static bool ShowsNothing(Screen screen, int row, int column)
    {
        Cell cell = screen[row, column];
        // The cell behind a wide character shows that character.
        bool isCovered = column > 0 && screen[row, column - 1].IsWide;
        return !isCovered
            && (cell.IsEmpty || screen.GetCellText(row, column) == " ")
            && cell.Rendition.Background == Color.Default
            && (cell.Rendition.Attributes & (CharacterAttributes.Underline | CharacterAttributes.Inverse)) == 0;
    }

    /// <summary>Sets a rendition from whatever was before (ECMA-48 8.3.117; 38;5 and 38;2 as in xterm).</summary>
    private static void AppendRendition(Rendition rendition, StringBuilder text)
    {
        text.Append("\u001b[0");
        foreach ((CharacterAttributes attribute, int code) in AttributeCodes)
        {
            if ((rendition.Attributes & attribute) != 0)
            {
                text.Append(CultureInfo.InvariantCulture, $";{code}");
            }
        }

        AppendColor(rendition.Foreground, 30, 90, text);
        AppendColor(rendition.Background, 40, 100, text);
        text.Append('m');
    }

    /// <param name="color">The colour.</param>
    /// <param name="dark">SGR code of palette entry 0; the extended form is 8 above it.</param>
    /// <param name="bright">SGR code of palette entry 8.</param>
    /// <param name="text">Where to write.</param>
    private static void AppendColor(Color color, int dark, int bright, StringBuilder text)
    {
        if (color.Kind == ColorKind.Rgb)
        {
            text.Append(CultureInfo.InvariantCulture, $";{dark + 8};2;{color.Red};{color.Green};{color.Blue}");
        }
        else if (color.Kind == ColorKind.Palette)
        {
            int index = color.PaletteIndex;
            _ = index switch
            {
                < 8 => text.Append(CultureInfo.InvariantCulture, $";{dark + index}"),
                < 16 => text.Append(CultureInfo.InvariantCulture, $";{bright + index - 8}"),
                _ => text.Append(CultureInfo.InvariantCulture, $";{dark + 8};5;{index}"),
            };
        }
    }
}
