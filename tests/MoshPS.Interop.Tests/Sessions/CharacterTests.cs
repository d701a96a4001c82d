using System.Globalization;
using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Interop.Tests.Sessions;

/// <summary>Output of every kind from a plain file: what is written is known, and so is what must show.</summary>
[Collection(SharedOutputHost.Name)]
public sealed class CharacterTests(SessionHost host)
{
    [RequiresFact("mosh-server", "mosh-client", "tmux", "linux")]
    public async Task Wide_and_combining_characters_look_as_with_stock()
    {
        await ShowAsync(
            "wide.txt",
            """
            CJK 漢字かなカナ한글、fullwidth ＡＢＣ, halfwidth ｱｲｳ
            emoji 😀🚀🧪 and flags of two letters
            combining e\u0301 a\u0308 o\u0302\u0323 n\u0303, many: Z\u0300\u0301\u0302\u0303
            Thai ก\u0e34 ข\u0e35, Hindi क\u094d\u0937, Hebrew ש\u05b0, Arabic ب\u064e
            wide with a mark: 漢\u0301字\u0308 end
            a wide character at the right edge of the row has to go to the next row......漢字
            the same with one column less, so that it fits exactly in the last two......漢字
            wrapping: 一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十
            box ┌─┬─┐ │ ├─┼─┤ └─┴─┘ ▁▂▃▄▅▆▇█ ░▒▓ braille ⠁⠃⠇ arrows ←↑→↓ ambiguous ±×÷§¶
            zero width: a\u200bb, soft hyphen: a\u00adb, no-break space: a\u00a0b
            """);
    }

    /// <summary>
    /// A mark on a cell without text shows on a no-break space, and nothing of it is left when the cell is
    /// overwritten; characters written over halves of wide ones leave no half behind.
    /// </summary>
    [RequiresFact("mosh-server", "mosh-client", "tmux", "linux")]
    public async Task Marks_without_base_and_overwritten_wide_characters_look_as_with_stock()
    {
        await ShowAsync(
            "edges.txt",
            "\u0301 first\n"
            + "abc\e[2K\r\u0302 after erasing\n"
            + "漢字漢字\rX\n"
            + "漢字漢字\r\e[2CY\n"
            + "漢字漢字\r\e[4C漢\n"
            + "漢字漢字\r\e[2C\e[2P.\n"
            + "漢字漢字\r\e[4h=\e[4l.\n"
            + "漢字漢字\r\e[2C\e[2X.\n");
    }

    [RequiresFact("mosh-server", "mosh-client", "tmux", "linux")]
    public async Task All_256_colours_and_true_colour_look_as_with_stock()
    {
        StringBuilder text = new();
        for (int color = 0; color < 256; color++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\e[48;5;{color}m{color % 10}\e[m\e[38;5;{color}m{color % 10}\e[m");
            text.Append(color % 48 == 47 ? "\n" : "");
        }

        text.Append('\n');
        for (int basic = 0; basic < 8; basic++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\e[3{basic}ma\e[4{basic}mb\e[9{basic}mc\e[10{basic}md\e[39me\e[49mf\e[m ");
        }

        text.Append('\n');
        for (int row = 0; row < 4; row++)
        {
            for (int column = 0; column < 90; column++)
            {
                text.Append(CultureInfo.InvariantCulture, $"\e[38;2;{column * 2};{row * 60};{255 - column}m\e[48;2;{255 - column};{column};{row * 40}m*");
            }

            // Erased with a background of its own up to the edge.
            text.Append("\e[K\e[m\n");
        }

        Screen screen = await ShowAsync("colours.txt", text.ToString());
        Assert.Equal(Color.FromPalette(0), screen[0, 0].Rendition.Background);
        Assert.Equal(Color.FromRgb(178, 180, 166), screen[10, 89].Rendition.Foreground);
        Assert.Equal(Color.FromRgb(166, 89, 120), screen[10, 99].Rendition.Background);
    }

    [RequiresFact("mosh-server", "mosh-client", "tmux", "linux")]
    public async Task Every_combination_of_attributes_looks_as_with_stock()
    {
        int[] codes = [1, 3, 4, 5, 7, 8];
        StringBuilder text = new();
        for (int combination = 0; combination < 64; combination++)
        {
            string parameters = string.Join(';', codes.Where((_, bit) => (combination & (1 << bit)) != 0));
            text.Append(CultureInfo.InvariantCulture, $"\e[{parameters}mattr{combination:00}\e[m ");
            text.Append(combination % 8 == 7 ? "\n" : "");
        }

        // Each is switched off by itself again.
        text.Append("\e[1;3;4;5;7;8;31;44mall\e[22m b\e[23m i\e[24m u\e[25m k\e[27m r\e[28m v\e[39m f\e[49m g\e[m\n");

        // What mosh does not carry (faint, strike-through, double and coloured underlines) must leave no trace.
        text.Append("\e[2mfaint\e[m \e[9mstruck\e[m \e[21mdouble\e[m \e[4:3mcurly\e[m \e[53moverlined\e[m \e[58;5;3mcoloured\e[m\n");
        await ShowAsync("attributes.txt", text.ToString());
    }

    [RequiresFact("mosh-server", "mosh-client", "tmux", "linux")]
    public async Task Editing_functions_look_as_with_stock()
    {
        StringBuilder text = new();
        for (int row = 1; row <= 20; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\e[{row};1H\e[4{row % 8}m{string.Concat(Enumerable.Repeat((char)('a' + row - 1), 60))}\e[m");
        }

        text.Append("\e[2;5H\e[3@\e[3;5H\e[3P\e[4;5H\e[42m\e[3X\e[m\e[5;5H\e[2L\e[9;5H\e[3M\e[10;12r\e[10;1H\e[2S\e[T\e[r");
        text.Append("\e[14;20H\e[1K\e[15;20H\e[K\e[43m\e[16;70H\tT\e[Z<\e[m\e[17;1H\e[3g\e[17;9H\eH\r\tstop\e[18;30H\e7\e[1;1Hhome\e8back");
        text.Append("\e[19;100Hedge\e[20;1H\e[?7lno wrap: ").Append('n', 120).Append("\e[?7h\e[21;1H");
        await ShowAsync("editing.txt", text.ToString());
    }

    [RequiresTheory("mosh-server", "mosh-client", "tmux", "linux")]
    [InlineData("\e[?1000h\e[?1006h", MouseReporting.PressAndRelease, MouseEncoding.Sgr)]
    [InlineData("\e[?1002h\e[?1005h", MouseReporting.Drag, MouseEncoding.Utf8)]
    [InlineData("\e[?1003;1006h", MouseReporting.Motion, MouseEncoding.Sgr)]
    [InlineData("\e[?1003h\e[?1006h\e[?1003l", MouseReporting.Off, MouseEncoding.Sgr)]
    public async Task Mouse_modes_reach_the_terminal(string modes, MouseReporting reporting, MouseEncoding encoding)
    {
        Screen screen = await ShowAsync("mouse.txt", modes + "\e[?25l\e]2;a title\a");
        Assert.Equal((reporting, encoding), (screen.MouseReporting, screen.MouseEncoding));
        Assert.False(screen.IsCursorVisible);
        Assert.Equal("a title", screen.WindowTitle);
    }

    /// <summary>Shows a text in every pair, compares, and returns the engine's screen.</summary>
    private async Task<Screen> ShowAsync(string name, string text)
    {
        // Numbers in the text stand for characters that an editor would hide.
        string file = host.WriteFile(name, System.Text.RegularExpressions.Regex.Replace(
            text, @"\\u([0-9a-f]{4})", match => ((char)int.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()));
        await using SideBySide side = await SideBySide.StartAsync(host, ["sh", "-c", $"cat {file}; stty -echo; printf '\\r\\n[end]'; exec cat"], 100, 30);
        await side.WaitForAsync(@"\[end\]");
        await side.CompareAsync();
        return side.Headless.Client.GetScreen();
    }
}
