using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Terminal;

public sealed class StyledTextTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("trailing   ", "trailing")]
    [InlineData("", "")]
    [InlineData("\u001b[1;31mred\u001b[0m plain", "\u001b[0;1;31mred\u001b[0m plain")]
    [InlineData("\u001b[1mbold", "\u001b[0;1mbold\u001b[0m")]
    [InlineData("\u001b[3;4;5;7;8mall", "\u001b[0;3;4;5;7;8mall\u001b[0m")]
    [InlineData("\u001b[93;104mbright", "\u001b[0;93;104mbright\u001b[0m")]
    [InlineData("\u001b[38;5;200;48;5;17mpalette", "\u001b[0;38;5;200;48;5;17mpalette\u001b[0m")]
    [InlineData("\u001b[38;2;1;2;3;48;2;250;251;252mdirect", "\u001b[0;38;2;1;2;3;48;2;250;251;252mdirect\u001b[0m")]
    [InlineData("\u001b[44m  \u001b[0m", "\u001b[0;44m  \u001b[0m")]
    [InlineData("\u001b[31mred \u001b[0m ", "\u001b[0;31mred\u001b[0m")]
    [InlineData("\u8a9e\u8a9e", "\u8a9e\u8a9e")]
    [InlineData("e\u0301x", "e\u0301x")]
    public void A_row_is_written_with_the_sequences_that_its_cells_need(string input, string expected)
        => Assert.Equal(expected, StyledText.GetRow(Show(input), 0));

    [Fact]
    public void Rows_shown_again_on_another_terminal_are_the_same_screen()
    {
        var random = new Random(20260);
        for (int round = 0; round < 200; round++)
        {
            Screen original = Show(RandomText(random));
            var copy = new Emulator(original.Columns, original.Rows);
            for (int row = 0; row < original.Rows; row++)
            {
                // Without wrapping: a full row is followed by a new position, not by a new line.
                copy.Write(Encoding.UTF8.GetBytes($"\u001b[{row + 1};1H{StyledText.GetRow(original, row)}"));
            }

            for (int row = 0; row < original.Rows; row++)
            {
                Assert.Equal(StyledText.GetRow(original, row), StyledText.GetRow(copy.Screen, row));
                Assert.Equal(original.GetRowText(row), copy.Screen.GetRowText(row));
                for (int column = 0; column < original.Columns; column++)
                {
                    if (original.GetCellText(row, column) != " ")
                    {
                        Assert.Equal(original[row, column].Rendition, copy.Screen[row, column].Rendition);
                    }
                }
            }
        }
    }

    private static Screen Show(string text)
    {
        var emulator = new Emulator(20, 4);
        emulator.Write(Encoding.UTF8.GetBytes(text));
        return emulator.Screen;
    }

    private static string RandomText(Random random)
    {
        string[] pieces =
        [
            "word", " ", "  ", "\u8a9e", "e\u0301", "\r\n", "\u001b[0m", "\u001b[1m", "\u001b[7m", "\u001b[4m",
            "\u001b[32m", "\u001b[45m", "\u001b[38;5;99m", "\u001b[48;2;9;8;7m", "\u001b[K", "\u001b[3D", "\u001b[2C",
        ];
        return string.Concat(Enumerable.Range(0, 30).Select(_ => pieces[random.Next(pieces.Length)]));
    }
}
