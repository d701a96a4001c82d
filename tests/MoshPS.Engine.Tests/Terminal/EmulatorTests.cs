using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Terminal;

/// <summary>What the recorded cases leave open.</summary>
public sealed class EmulatorTests
{
    [Fact]
    public void A_wide_character_goes_when_its_right_half_is_overwritten()
    {
        Screen screen = Show(10, 2, "a中b\e[1;3Hx");

        Assert.Equal("a xb", screen.GetRowText(0));
    }

    [Fact]
    public void A_wide_character_goes_when_its_left_half_is_overwritten()
    {
        Screen screen = Show(10, 2, "a中b\e[1;2Hx");

        Assert.Equal("ax b", screen.GetRowText(0));
    }

    [Theory]
    [InlineData("\e[1;3H\e[K", "a")]
    [InlineData("\e[1;3H\e[X", "a  bc")]
    [InlineData("\e[1;2H\e[X", "a  bc")]
    [InlineData("\e[1;3H\e[P", "a bc")]
    [InlineData("\e[1;2H\e[P", "a bc")]
    [InlineData("\e[1;3H\e[@", "a   bc")]
    [InlineData("\e[1;3H\u0301", "a \u00A0\u0301bc")]
    [InlineData("\e[1;3H文", "a 文c")]
    public void Changing_half_of_a_wide_character_blanks_the_other_half(string change, string text)
    {
        Screen screen = Show(10, 2, "a中bc" + change);

        Assert.Equal(text, screen.GetRowText(0));
        ScreenInvariants.AssertHold(screen, EmulatorRole.HostFacing);
    }

    [Fact]
    public void The_blanked_half_of_a_wide_character_keeps_its_background()
    {
        Screen screen = Show(10, 2, "\e[1;44m中\e[0;41m\e[1;2Hx");

        Assert.Equal("44", ScreenDescription.Sgr(screen[0, 0].Rendition));
        Assert.Equal("41", ScreenDescription.Sgr(screen[0, 1].Rendition));
    }

    [Fact]
    public void A_wide_character_in_the_last_column_is_not_kept()
    {
        Assert.Equal("", Show(1, 2, "中").GetRowText(0));
        Assert.Equal("abcd", Show(5, 2, "\e[?7labcd中").GetRowText(0));
        Assert.Equal("abc", Show(6, 2, "abc中\e[1;1H\e[@\e[P\e[@\e[@").GetRowText(0).TrimStart());

        var emulator = new Emulator(5, 2);
        emulator.Write("abc中"u8);
        emulator.Resize(4, 2);
        Assert.Equal("abc", emulator.Screen.GetRowText(0));
        ScreenInvariants.AssertHold(emulator.Screen, EmulatorRole.HostFacing);
    }

    [Fact]
    public void A_wire_facing_emulator_keeps_halves_as_stock_does()
    {
        Screen screen = Show(10, 2, "a中b\e[1;3Hx", EmulatorRole.WireFacing);

        Assert.Equal("a中b", screen.GetRowText(0));
        Assert.Equal("x", screen.GetCellText(0, 2));
    }

    [Theory]
    [InlineData(EmulatorRole.HostFacing, 8)]
    [InlineData(EmulatorRole.WireFacing, 9)]
    public void A_backspace_with_a_wrap_pending_moves_only_for_programs(EmulatorRole role, int column)
    {
        Screen screen = Show(10, 2, "0123456789\b", role);

        Assert.Equal(column, screen.CursorColumn);
        Assert.False(screen.IsWrapPending);
    }

    [Theory]
    [InlineData(EmulatorRole.HostFacing, "012345678x", "")]
    [InlineData(EmulatorRole.WireFacing, "0123456789", "x")]
    public void The_terminator_of_a_hyperlink_cancels_a_pending_wrap_only_for_programs(
        EmulatorRole role, string first, string second)
    {
        Screen screen = Show(10, 2, "0123456789\e]8;;http://example.org\e\\x", role);

        Assert.Equal([first, second], ScreenDescription.RowTexts(screen));
    }

    [Fact]
    public void A_wire_facing_emulator_does_not_reply()
    {
        var emulator = new Emulator(10, 3, EmulatorRole.WireFacing);

        emulator.Write("\e[c\e[>c\e[5n\e[6n"u8);

        Assert.True(emulator.Replies.IsEmpty);
    }

    [Fact]
    public void Printed_characters_carry_the_hyperlink_and_erased_ones_do_not()
    {
        Screen screen = Show(20, 3, "a\e]8;id=7;http://example.org/?a;b\abc\u0301\e[K\e]8;;\ad");

        Assert.Null(screen.GetCellHyperlink(0, 0));
        Assert.Equal("http://example.org/?a;b", screen.GetCellHyperlink(0, 1));
        Assert.Equal("http://example.org/?a;b", screen.GetCellHyperlink(0, 2));
        Assert.Null(screen.GetCellHyperlink(0, 3));
        Assert.Equal(0u, screen.HyperlinkId);
    }

    [Theory]
    [InlineData("\e]8;http://example.org\a")]
    [InlineData("\e]8;;http://exämple.org\a")]
    [InlineData("\e]8;id=1;\a")]
    [InlineData("\e]8;;\a")]
    public void These_set_no_hyperlink(string command)
    {
        Assert.Null(Show(20, 3, command + "x").GetCellHyperlink(0, 0));
    }

    [Fact]
    public void A_malformed_hyperlink_leaves_the_present_one()
    {
        Screen screen = Show(20, 3, "\e]8;;http://example.org\a\e]8;nonsense\ax");

        Assert.Equal("http://example.org", screen.GetCellHyperlink(0, 0));
    }

    [Theory]
    [InlineData("\e[!p", false)]
    [InlineData("\ec", false)]
    [InlineData("\e7\e8", true)]
    [InlineData("\e[0m", true)]
    public void Resets_end_the_hyperlink_and_restoring_the_cursor_does_not(string function, bool isKept)
    {
        Screen screen = Show(20, 3, "\e]8;;http://example.org\a" + function + "x");

        Assert.Equal(isKept, screen.GetCellHyperlink(0, 0) is not null);
    }

    [Fact]
    public void A_resize_keeps_the_pending_wrap()
    {
        var emulator = new Emulator(10, 4);
        emulator.Write("0123456789"u8);

        Assert.True(emulator.Resize(14, 4));
        emulator.Write("Z"u8);

        Assert.Equal(["0123456789", "Z", "", ""], ScreenDescription.RowTexts(emulator.Screen));
        Assert.Equal((1, 1), (emulator.Screen.CursorRow, emulator.Screen.CursorColumn));
        Assert.Equal([0], ScreenDescription.WrappedRows(emulator.Screen));
    }

    [Fact]
    public void A_resize_cuts_rows_at_the_bottom()
    {
        var emulator = new Emulator(10, 4);
        emulator.Write("a\r\nb\r\nc\r\nd"u8);

        emulator.Resize(10, 2);
        emulator.Resize(10, 4);

        Assert.Equal(["a", "b", "", ""], ScreenDescription.RowTexts(emulator.Screen));
        Assert.Equal((1, 1), (emulator.Screen.CursorRow, emulator.Screen.CursorColumn));
    }

    [Fact]
    public void New_columns_get_default_tab_stops_and_lost_ones_do_not_return()
    {
        var emulator = new Emulator(10, 3);
        emulator.Write("\e[1;5H\eH"u8);

        emulator.Resize(4, 3);
        emulator.Resize(20, 3);
        emulator.Write("\r\tA\tB"u8);

        Assert.Equal("        A       B", emulator.Screen.GetRowText(0));
    }

    [Fact]
    public void New_columns_get_no_tab_stops_after_all_were_cleared()
    {
        var emulator = new Emulator(10, 3);
        emulator.Write("\e[3g"u8);

        emulator.Resize(20, 3);
        emulator.Write("\tA"u8);

        Assert.Equal("A", emulator.Screen.GetCellText(0, 19));
    }

    [Fact]
    public void A_resize_makes_margins_full_clears_wrap_flags_and_erases_new_cells_with_the_pen()
    {
        var emulator = new Emulator(4, 4);
        emulator.Write("\e[2;3rabcdef\e[1;44m"u8);

        emulator.Resize(6, 5);

        Screen screen = emulator.Screen;
        Assert.Equal((0, 4), (screen.ScrollTop, screen.ScrollBottom));
        Assert.Empty(ScreenDescription.WrappedRows(screen));
        Assert.Equal("44", ScreenDescription.Sgr(screen[0, 5].Rendition));
        Assert.Equal("44", ScreenDescription.Sgr(screen[4, 0].Rendition));
    }

    [Fact]
    public void A_resize_to_the_same_size_keeps_the_margins()
    {
        var emulator = new Emulator(10, 4);
        emulator.Write("\e[2;3r"u8);

        emulator.Resize(10, 4);

        Assert.Equal((1, 2), (emulator.Screen.ScrollTop, emulator.Screen.ScrollBottom));
    }

    [Fact]
    public void A_mark_whose_cell_was_cut_off_is_dropped()
    {
        var emulator = new Emulator(10, 3);
        emulator.Write("0123456789"u8);

        emulator.Resize(5, 3);
        emulator.Write(Encoding.UTF8.GetBytes("\u0301"));

        Assert.Equal("01234", emulator.Screen.GetRowText(0));
    }

    [Theory]
    [InlineData(0, 24)]
    [InlineData(80, 0)]
    [InlineData(-1, -1)]
    [InlineData(10_001, 1)]
    [InlineData(1, 10_001)]
    [InlineData(2_000, 1_001)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void A_size_out_of_bounds_is_refused_and_changes_nothing(int columns, int rows)
    {
        var emulator = new Emulator(10, 3);

        Assert.False(emulator.Resize(columns, rows));

        Assert.Equal((10, 3), (emulator.Screen.Columns, emulator.Screen.Rows));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Screen(columns, rows));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10_000, 200)]
    [InlineData(200, 10_000)]
    public void Extreme_sizes_work(int columns, int rows)
    {
        var emulator = new Emulator(10, 3);

        Assert.True(emulator.Resize(columns, rows));
        emulator.Write("\e[65535;65535Hx\r\n\eM\e[2J\e[1;1Hab"u8);

        ScreenInvariants.AssertHold(emulator.Screen, EmulatorRole.HostFacing);
    }

    [Fact]
    public void Putting_another_screen_in_place_forgets_the_unfinished_sequence()
    {
        var emulator = new Emulator(10, 3);
        emulator.Write("\e[3"u8);

        emulator.Screen = emulator.Screen.Snapshot();
        emulator.Write("mx"u8);

        Assert.Equal("mx", emulator.Screen.GetRowText(0));
    }

    [Fact]
    public void A_reset_parser_forgets_the_unfinished_character()
    {
        var emulator = new Emulator(10, 3);
        emulator.Write([0xE4, 0xB8]);

        emulator.ResetParser();
        emulator.Write("x"u8);

        Assert.Equal("x", emulator.Screen.GetRowText(0));
    }

    private static Screen Show(int columns, int rows, string output, EmulatorRole role = EmulatorRole.HostFacing)
    {
        var emulator = new Emulator(columns, rows, role);
        emulator.Write(Encoding.UTF8.GetBytes(output));
        return emulator.Screen;
    }
}
