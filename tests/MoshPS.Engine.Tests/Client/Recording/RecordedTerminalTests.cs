using MoshPS.Engine.Client.Consoles;
using MoshPS.Engine.Client.Recording;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Client.Recording;

/// <summary>What a recording shows in a window.</summary>
public sealed class RecordedTerminalTests
{
    [Fact]
    public void A_program_that_leaves_the_alternate_screen_gives_back_what_was_there()
    {
        RecordedTerminal terminal = Play(20, 5, "$ vim\r\n\e[?1049h\e[Htext\e[1;31m");
        Assert.Equal("text", terminal.Screen.GetText().TrimEnd());
        Apply(terminal, "\e[?1049l$ ");
        Assert.Equal("$ vim\n$", terminal.Screen.GetText().TrimEnd('\n'));
        Assert.Equal(Rendition.Default, terminal.Screen.Pen);
    }

    [Fact]
    public void The_size_may_change_on_the_alternate_screen()
    {
        RecordedTerminal terminal = Play(20, 5, "before\e[?1049h");
        terminal.Apply(new AsciicastEvent(TimeSpan.Zero, AsciicastEventKind.Resize, "30x8"), () => false);
        Apply(terminal, "\e[?1049l");
        Assert.Equal((30, 8), (terminal.Screen.Columns, terminal.Screen.Rows));
        Assert.StartsWith("before", terminal.Screen.GetText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("80")]
    [InlineData("0x24")]
    [InlineData("-1x24")]
    [InlineData("99999999999x1")]
    [InlineData("1001x24")]
    public void A_size_that_makes_no_sense_is_passed_over(string size)
    {
        RecordedTerminal terminal = Play(20, 5, "");
        terminal.Apply(new AsciicastEvent(TimeSpan.Zero, AsciicastEventKind.Resize, size), () => false);
        Assert.Equal((20, 5), (terminal.Screen.Columns, terminal.Screen.Rows));
    }

    [Fact]
    public void Only_what_can_be_seen_reaches_the_window()
    {
        RecordedTerminal terminal = Play(
            20, 5, "\e]0;title\a\e]52;c;c2VjcmV0\a\a\a\e[?1003h\e[?1006h\e[?2004h\e[?1004h\e[c\e[6n\e[5nshown");
        Screen frame = Cut(terminal.Screen, 20, 5, new PlaybackWindow());
        byte[] written = new FrameWriter().Write(
            new Screen(20, 5), frame, initialised: true, new TerminalCapabilities { HasTitles = true, HasHyperlinks = true }).ToArray();
        Assert.Equal("shown", System.Text.Encoding.ASCII.GetString(written));
    }

    [Fact]
    public void A_window_that_is_too_small_follows_the_cursor()
    {
        RecordedTerminal terminal = Play(20, 6, "one\r\ntwo\r\nthree\r\nfour\r\nfive\r\nsix and more");
        PlaybackWindow window = new();
        Screen frame = Cut(terminal.Screen, 8, 3, window);
        Assert.Equal("four\nfive\nsix and", frame.GetText().TrimEnd('\n'));
        Assert.Equal(2, frame.CursorRow);

        // Only as far as it has to.
        Apply(terminal, "\e[5;1H");
        Assert.Equal("four\nfive\nsix and", Cut(terminal.Screen, 8, 3, window).GetText().TrimEnd('\n'));
        Apply(terminal, "\e[2;1H");
        Assert.Equal("two\nthree\nfour", Cut(terminal.Screen, 8, 3, window).GetText().TrimEnd('\n'));

        // A hidden cursor says nothing of where to look.
        Apply(terminal, "\e[?25l\e[6;1H");
        Assert.Equal("two\nthree\nfour", Cut(terminal.Screen, 8, 3, window).GetText().TrimEnd('\n'));
        Assert.Equal("one\ntwo\nthree\nfour\nfive\nsix and more", Cut(terminal.Screen, 30, 10, window).GetText().TrimEnd('\n'));
    }

    [Fact]
    public void A_wide_character_on_the_edge_of_the_window_is_not_halved()
    {
        Screen frame = Cut(Play(20, 2, "abc日本").Screen, 4, 2, new PlaybackWindow());
        Assert.Equal("abc", frame.GetRowText(0));
    }

    [Fact]
    public void Nothing_more_is_done_when_nobody_looks_any_more()
    {
        RecordedTerminal terminal = new(new AsciicastHeader(1000, 1000, null, null));
        int asked = 0;
        string bomb = string.Concat(Enumerable.Repeat("\e#8", 100_000));
        terminal.Apply(new AsciicastEvent(TimeSpan.Zero, AsciicastEventKind.Output, bomb), () => ++asked > 3);
        Assert.Equal(4, asked);
    }

    private static RecordedTerminal Play(int columns, int rows, string output)
    {
        RecordedTerminal terminal = new(new AsciicastHeader(columns, rows, null, null));
        Apply(terminal, output);
        return terminal;
    }

    private static void Apply(RecordedTerminal terminal, string output) =>
        terminal.Apply(new AsciicastEvent(TimeSpan.Zero, AsciicastEventKind.Output, output), () => false);

    private static Screen Cut(Screen recorded, int columns, int rows, PlaybackWindow window)
    {
        Screen frame = new(1, 1);
        window.Size = new ConsoleSize(columns, rows);
        window.Cut(recorded, frame);
        return frame;
    }
}
