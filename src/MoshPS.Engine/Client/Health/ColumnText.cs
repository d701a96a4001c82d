using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client.Health;

/// <summary>Text in columns of a terminal, where a character may take none, one or two. What is not shown at all, such as a control, is left out.</summary>
internal static class ColumnText
{
    private const char Ellipsis = '…';

    /// <summary>The columns that a text takes.</summary>
    public static int WidthOf(string text) => text.EnumerateRunes().Sum(rune => Math.Max(0, CharacterWidth.Of(rune.Value)));

    /// <summary>Makes a text exactly as wide as asked for: with blanks, or cut with an ellipsis at its end.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">Columns, 0 or more.</param>
    /// <param name="isRight">Whether the blanks go before it.</param>
    public static string Fit(string text, int width, bool isRight)
    {
        StringBuilder fitted = new();
        int room = WidthOf(text) <= width ? width : width - 1;
        foreach (Rune rune in text.EnumerateRunes())
        {
            int columns = CharacterWidth.Of(rune.Value);
            if (columns > room)
            {
                break;
            }

            if (columns >= 0)
            {
                fitted.Append(rune);
                room -= columns;
            }
        }

        if (WidthOf(text) > width && width > 0)
        {
            fitted.Append(Ellipsis);
        }

        return fitted.Insert(isRight ? 0 : fitted.Length, " ", Math.Max(0, room)).ToString();
    }
}
