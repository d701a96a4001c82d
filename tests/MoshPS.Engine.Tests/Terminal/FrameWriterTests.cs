using System.Buffers;
using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Terminal;

/// <summary>Frames (spec 2 §8, §9).</summary>
public sealed class FrameWriterTests
{
    public static TheoryData<string> CaseNames => [.. TerminalCase.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void The_frame_from_blank_of_a_recorded_case_gives_its_screen(string name)
    {
        TerminalCase recorded = TerminalCase.Named(name);
        var program = new Emulator(recorded.Width, recorded.Height);
        program.Write(TerminalCase.Bytes(recorded.Input));

        byte[] frame = Frame(new Screen(recorded.Width, recorded.Height), program.Screen);

        AssertGives(new Screen(recorded.Width, recorded.Height), program.Screen, frame, name);
    }

    [Fact]
    public void The_frames_of_the_recorded_cases_are_shorter_than_stocks()
    {
        int ours = 0;
        int stocks = 0;
        StringBuilder longer = new();
        foreach (TerminalCase recorded in TerminalCase.All)
        {
            // Stock 1.4.0 loses hyperlinks and the cursor's shape; we carry them.
            if (recorded.Name is "osc8-ignored-in-1.4.0" or "csi-unknown-final")
            {
                continue;
            }

            var program = new Emulator(recorded.Width, recorded.Height);
            program.Write(TerminalCase.Bytes(recorded.Input));
            byte[] frame = Frame(new Screen(recorded.Width, recorded.Height), program.Screen);
            ours += frame.Length;
            stocks += recorded.Wire.Length;
            if (frame.Length > recorded.Wire.Length)
            {
                longer.AppendLine($"{recorded.Name}: {Show(frame)} instead of {Show(TerminalCase.Bytes(recorded.Wire))}");
            }
        }

        Assert.Equal("", longer.ToString());
        Assert.True(ours * 100 <= stocks * 76, $"{ours} bytes, stock {stocks}");
    }

    [Fact]
    public void A_frame_applied_to_the_old_screen_gives_the_new_one()
    {
        for (int seed = 0; seed < 3000; seed++)
        {
            Random random = new(seed);
            RandomOutput output = new(random);
            var program = new Emulator(random.Next(1, 30), random.Next(1, 12));
            Screen last = program.Screen.Snapshot();
            for (int step = 0; step < 12; step++)
            {
                program.Write(output.Next(program.Screen.Columns, program.Screen.Rows));
                if (random.Next(15) == 0)
                {
                    program.Resize(random.Next(1, 30), random.Next(1, 12));
                }

                Screen next = program.Screen.Snapshot();
                byte[] frame = Frame(last, next);
                AssertGives(last, next, frame, $"seed {seed}, step {step}");
                AssertStockVocabulary(frame, $"seed {seed}, step {step}");
                if (random.Next(4) > 0)
                {
                    last = next;
                }
            }
        }
    }

    [Fact]
    public void A_receiver_that_only_ever_sees_frames_has_the_senders_screen()
    {
        for (int seed = 0; seed < 1000; seed++)
        {
            Random random = new(seed);
            RandomOutput output = new(random);
            var program = new Emulator(random.Next(1, 30), random.Next(1, 12));
            var receiver = new Emulator(program.Screen.Columns, program.Screen.Rows, EmulatorRole.WireFacing);
            Screen last = program.Screen.Snapshot();
            for (int step = 0; step < 25; step++)
            {
                program.Write(output.Next(program.Screen.Columns, program.Screen.Rows));
                if (random.Next(20) == 0)
                {
                    program.Resize(random.Next(1, 30), random.Next(1, 12));
                    receiver.Resize(program.Screen.Columns, program.Screen.Rows);
                }

                Screen next = program.Screen.Snapshot();
                receiver.Write(Frame(last, next));
                Assert.True(ScreenAppearance.AreAlike(receiver.Screen, next), $"seed {seed}, step {step}");
                last = next;
            }
        }
    }

    [Fact]
    public void A_repaint_gives_the_screen_whatever_was_there()
    {
        for (int seed = 0; seed < 1000; seed++)
        {
            Random random = new(seed);
            RandomOutput output = new(random);
            int columns = random.Next(1, 30);
            int rows = random.Next(1, 12);
            var program = new Emulator(columns, rows);
            var other = new Emulator(columns, rows);
            for (int step = 0; step < 5; step++)
            {
                program.Write(output.Next(columns, rows));
                other.Write(output.Next(columns, rows));
            }

            FrameWriter writer = new();
            byte[] frame = writer.Write(other.Screen, program.Screen, false, TerminalCapabilities.Wire).ToArray();
            Screen received = FrameCheck.AsReceived(other.Screen);
            received.WindowTitle = program.Screen.WindowTitle;
            received.Clipboard = program.Screen.Clipboard;
            var receiver = new Emulator(received, EmulatorRole.WireFacing);
            receiver.Write(frame);
            Assert.True(ScreenAppearance.AreAlike(receiver.Screen, program.Screen), $"seed {seed}: {Show(frame)}");
        }
    }

    [Fact]
    public void On_a_real_terminal_frames_add_up_to_what_a_repaint_gives()
    {
        for (int seed = 0; seed < 1000; seed++)
        {
            Random random = new(seed);
            RandomOutput output = new(random);
            int columns = random.Next(1, 30);
            int rows = random.Next(1, 12);
            TerminalCapabilities capabilities = new()
            {
                CanEraseCharacters = random.Next(2) == 0,
                ErasesWithBackground = random.Next(3) > 0,
                HasTitles = random.Next(2) == 0,
                HasHyperlinks = random.Next(2) == 0,
            };

            // What a client shows may have halves of wide characters, which a real terminal, like an emulator that faces
            // programs, does not keep.
            var shown = new Emulator(columns, rows, EmulatorRole.WireFacing);
            FrameWriter writer = new();
            var terminal = new Emulator(columns, rows);
            terminal.Write(writer.Write(shown.Screen, shown.Screen, false, capabilities));
            for (int step = 0; step < 12; step++)
            {
                Screen last = shown.Screen.Snapshot();
                shown.Write(output.Next(columns, rows));
                byte[] frame = writer.Write(last, shown.Screen, true, capabilities).ToArray();
                terminal.Write(frame);

                var repainted = new Emulator(columns, rows);
                repainted.Write(writer.Write(shown.Screen, shown.Screen, false, capabilities));
                repainted.Screen.Clipboard = terminal.Screen.Clipboard;
                if (!ScreenAppearance.AreAlike(terminal.Screen, repainted.Screen))
                {
                    Assert.Fail($"seed {seed}, step {step}: {Show(frame)}\n{Describe(terminal.Screen)}\ninstead of\n{Describe(repainted.Screen)}");
                }

                AssertErasesWithDefaultPenOnly(frame, capabilities, $"seed {seed}, step {step}");
            }
        }
    }

    [Fact]
    public void A_repaint_of_a_blank_screen_sets_every_mode()
    {
        Screen blank = new(10, 3);
        string frame = Show(new FrameWriter().Write(blank, blank, false, new TerminalCapabilities()).ToArray());
        Assert.Equal(
            @"\e[?5l\e[r\e[0m\e[H\e[2J\e[?25l\e[?2004l\e[?1003l\e[?1002l\e[?1001l\e[?1000l\e[?9l\e[?1015l\e[?1006l\e[?1005l"
            + @"\e[?1004l\e[?25h",
            frame);
    }

    [Fact]
    public void Somebody_who_watches_does_not_see_the_cursor_jump_about()
    {
        var program = new Emulator(20, 5);
        Screen last = program.Screen.Snapshot();
        program.Write("\e[3;3Hx\e[5;5H"u8);
        string frame = Show(new FrameWriter().Write(last, program.Screen, true, new TerminalCapabilities()).ToArray());
        Assert.Equal(@"\e[?25l\e[3;3Hx\e[5;5H\e[?25h", frame);
    }

    [Fact]
    public void Titles_are_sent_as_far_as_they_differ_and_only_to_what_has_them()
    {
        TerminalCapabilities capabilities = new() { HasTitles = true };
        FrameWriter writer = new();
        var program = new Emulator(20, 5);
        Screen blank = program.Screen.Snapshot();
        program.Write("\e]0;both\a"u8);
        Screen both = program.Screen.Snapshot();
        program.Write("\e]1;icon\a"u8);
        Assert.Equal(@"\e]0;both\a", Show(writer.Write(blank, both, true, capabilities).ToArray()));
        Assert.Equal(@"\e]1;icon\a", Show(writer.Write(both, program.Screen, true, capabilities).ToArray()));
        Assert.Equal(@"\e]1;icon\a\e]2;both\a", Show(writer.Write(blank, program.Screen, true, capabilities).ToArray()));
        Assert.Equal("", Show(writer.Write(blank, both, true, new TerminalCapabilities()).ToArray()));
    }

    [Fact]
    public void The_clipboard_is_sent_to_a_peer_and_not_to_a_terminal()
    {
        var program = new Emulator(20, 5);
        Screen last = program.Screen.Snapshot();
        program.Write("\e]52;c;aGVsbG8=\a"u8);
        TerminalCapabilities terminal = TerminalCapabilities.Wire with { HasClipboard = false };
        Assert.Equal(@"\e]52;c;aGVsbG8=\a", Show(Frame(last, program.Screen)));
        Assert.Equal("", Show(new FrameWriter().Write(last, program.Screen, true, terminal).ToArray()));
    }

    [Fact]
    public void After_characters_that_terminals_take_for_more_or_less_wide_the_cursor_is_placed_anew()
    {
        var program = new Emulator(20, 5);
        Screen last = program.Screen.Snapshot();
        program.Write("👨\u200D👩x❤\uFE0Fy"u8);
        string local = Show(new FrameWriter().Write(last, program.Screen, true, new TerminalCapabilities()).ToArray());
        Assert.Equal("👨\u200D\\e[?25l\\e[1;3H👩x❤\uFE0F\\e[1;7Hy\\e[?25h", local);
        Assert.Equal("👨\u200D👩x❤\uFE0Fy", Show(Frame(last, program.Screen)));
    }

    [Fact]
    public void A_frame_for_the_wire_never_takes_a_backspace_where_a_wrap_may_be_pending()
    {
        var program = new Emulator(10, 3);
        Screen last = program.Screen.Snapshot();
        program.Write("\e[3;1H0123456789\e[3;9H"u8);
        Assert.Equal(@"\n\n0123456789\e[3;9H", Show(Frame(last, program.Screen)));
    }

    [Fact]
    public void Clearing_the_screen_takes_fewer_bytes_than_erasing_every_row()
    {
        var program = new Emulator(80, 24);
        for (int row = 0; row < 24; row++)
        {
            program.Write("\e[Gsome text"u8);
            program.Write(row < 23 ? "\n"u8 : ""u8);
        }

        Screen last = program.Screen.Snapshot();
        program.Write("\e[H\e[2J$ "u8);
        Assert.Equal(@"\e[r\e[0m\e[H\e[2J$ ", Show(Frame(last, program.Screen)));
    }

    [Theory]
    [InlineData(" ", " ")]
    [InlineData("x", "x")]
    [InlineData("\b \b", "\b \b")]
    [InlineData("\e[C", " ")]
    [InlineData("\r\n$ ", "\n\r$ ")]
    public void What_echoes_a_keystroke_takes_no_more_bytes_than_its_echo(string echo, string frame)
    {
        var program = new Emulator(80, 24);
        program.Write("\e[24;1H$ x"u8);
        Screen last = program.Screen.Snapshot();
        program.Write(Encoding.UTF8.GetBytes(echo));
        Assert.Equal(Show(Encoding.UTF8.GetBytes(frame)), Show(Frame(last, program.Screen)));
    }

    [Fact]
    public void A_line_that_scrolls_into_a_fixed_status_line_moves_only_what_is_above()
    {
        var program = new Emulator(20, 6);
        program.Write("\e[1;5rone line\r\ntwo lines\r\nthree lines\r\nfour lines\r\nfive\e[6;1H\e[7mstatus\e[0m\e[5;1H"u8);
        Screen last = program.Screen.Snapshot();
        program.Write("\nsix"u8);
        Assert.Equal(@"\e[1;5r\e[5;1H\n\e[r\e[5;1Hsix", Show(Frame(last, program.Screen)));
    }

    [Fact]
    public void Frames_allocate_nothing_once_the_buffers_have_grown()
    {
        var program = new Emulator(80, 24);
        FrameWriter writer = new();
        ArrayBufferWriter<byte> output = new(1 << 16);
        long allocated = 0;
        for (int i = 0; i < 50; i++)
        {
            Screen last = program.Screen.Snapshot();
            program.Write(Encoding.UTF8.GetBytes($"line {i} \e[3{i % 8}mcolour\e[0m 中文 e\u0301\r\n"));
            Screen next = program.Screen.Snapshot();
            output.ResetWrittenCount();
            long before = GC.GetAllocatedBytesForCurrentThread();
            writer.Write(last, next, initialised: true, TerminalCapabilities.Wire, output);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void A_frame_between_equal_screens_is_empty()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            RandomOutput output = new(random);
            var program = new Emulator(20, 8);
            for (int step = 0; step < 5; step++)
            {
                program.Write(output.Next(20, 8));
            }

            Assert.Empty(Frame(program.Screen.Snapshot(), program.Screen));
        }
    }

    [Theory]
    [InlineData(37, 10, 4, "a\r\nb\r\nc\r\nd", "\r\ne", "\e[0m\r\ne")]
    [InlineData(38, 10, 4, "a\r\nb\r\nc\r\nd\e[2;2H", "\e[S", "\e[0m\e[1;4r\e[?25l\e[4;1H\n\e[r\e[2;2H\e[?25h")]
    [InlineData(39, 10, 3, "0123456789", "ab", "\e[?25l\e[1;10H9ab\e[?25h")]
    [InlineData(40, 10, 3, "", "\e]1;i\a", "")]
    public void The_second_frame_of_a_case_of_the_specification_has_the_effect_of_stocks(
        int number, int columns, int rows, string first, string second, string stocks)
    {
        var program = new Emulator(columns, rows);
        program.Write(Encoding.UTF8.GetBytes(first));
        Screen last = program.Screen.Snapshot();
        program.Write(Encoding.UTF8.GetBytes(second));

        byte[] frame = Frame(last, program.Screen);

        AssertGives(last, program.Screen, frame, $"case {number}");
        AssertGives(last, program.Screen, Encoding.UTF8.GetBytes(stocks), $"case {number}, stock");
        if (stocks.Length > 0)
        {
            Assert.True(frame.Length < stocks.Length, Show(frame));
        }
    }

    private static byte[] Frame(Screen last, Screen next)
    {
        ArrayBufferWriter<byte> output = new();
        new FrameWriter().Write(last, next, initialised: true, TerminalCapabilities.Wire, output);
        return output.WrittenSpan.ToArray();
    }

    private static void AssertGives(Screen last, Screen next, byte[] frame, string label)
    {
        if (new FrameCheck().Holds(last, next, frame))
        {
            return;
        }

        var receiver = new Emulator(FrameCheck.AsReceived(last), EmulatorRole.WireFacing);
        receiver.Resize(next.Columns, next.Rows);
        receiver.Write(frame);
        Assert.Fail($"{label}: {Show(frame)}\nfrom\n{Describe(last)}\nto\n{Describe(next)}\ngives\n{Describe(receiver.Screen)}");
    }

    private static string Describe(Screen screen) => string.Join(
        "\n",
        [
            .. ScreenDescription.RowTexts(screen).Select((text, row) => $"|{text}|{(screen.GetCells(row)[^1].IsWrapped ? "wrap" : "")}"),
            .. ScreenDescription.Runs(screen).Select(run => run.ToString()),
            $"cursor {screen.CursorRow},{screen.CursorColumn} link {screen.HyperlinkId}",
            ScreenDescription.State(screen).ToString(),
        ]);

    private static void AssertStockVocabulary(byte[] frame, string label) =>
        Assert.True(StockVocabulary.Accepts(frame, out string rest), $"{label}: {rest}");

    private static void AssertErasesWithDefaultPenOnly(byte[] frame, TerminalCapabilities capabilities, string label)
    {
        string text = Encoding.UTF8.GetString(frame);
        if (!capabilities.CanEraseCharacters)
        {
            Assert.False(System.Text.RegularExpressions.Regex.IsMatch(text, @"\e\[\d+X"), label);
        }

        if (!capabilities.ErasesWithBackground)
        {
            Assert.False(
                System.Text.RegularExpressions.Regex.IsMatch(text, @"\e\[0;[\d;]+m[^\e]*(\e\[([\d;]*H|\?[\d]+[hl])[^\e]*)*\e\[\d*[KX]"),
                label + Show(frame));
        }
    }

    private static string Show(byte[] bytes) =>
        Encoding.UTF8.GetString(bytes).Replace("\e", "\\e").Replace("\r", "\\r").Replace("\n", "\\n").Replace("\b", "\\b").Replace("\a", "\\a");
}
