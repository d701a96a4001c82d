using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using MoshPS.Engine.Client;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Sync.Messages;
using MoshPS.Engine.Tests.Client.Consoles;
using MoshPS.Engine.Tests.Terminal;

namespace MoshPS.Engine.Tests.Client;

public sealed class ConsoleDisplayTests
{
    public static TheoryData<string[]> Questions =>
    [
        ["\e]52;c;?\a"],
        ["\e]52;c;?\e\\"],
        ["\e]52;c;?\u009C"],
        ["\u009D52;c;?\a"],
        ["\e]52;;?\a"],
        ["\e]52;p;?\a"],
        ["\e]52;pc;?\e\\"],
        ["\e]52;s0;?\a"],
        ["\e]52;cpqs01234567;?\a"],
        ["\e]52;c;??\a"],
        ["\e]52;c; ?\a"],
        ["\e]52;c;c;?\a"],
        ["\e]52;c;QQ==;?\a"],
        ["\e]52;c;?\x18"],
        ["\e]52;c;?\e[m"],
        ["\e]52;c;", "?\a"],
        ["\e]5", "2;c;?\e", "\\"],
        ["\e]52;c;QQ==", "\a\e]52;c;?\a"],
        ["\e]0;\e]52;c;?\a"],
        ["\e]2;title\u009D52;c;?\a"],
        ["\e]8;;\e]52;c;?\a"],
        ["\eP\e]52;c;?\a\e\\"],
        ["\ePtmux;\e\e]52;c;?\a\e\\"],
    ];

    [Theory]
    [MemberData(nameof(Questions))]
    public void No_server_can_ask_the_users_terminal_for_its_clipboard(string[] frames)
    {
        string written = Show(new ClipboardGate(ClipboardPolicy.Allow, AttachOptions.LargestClipboard, ""), frames);
        Assert.DoesNotContain("]52;c;?", written, StringComparison.Ordinal);
        Assert.DoesNotContain("?\a", written, StringComparison.Ordinal);
        foreach (string command in written.Split("\e]52;").Skip(1))
        {
            Assert.StartsWith("c;QQ==\a", command, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_a_program_copied_reaches_the_terminal_once()
    {
        string written = Show(
            new ClipboardGate(ClipboardPolicy.Allow, AttachOptions.LargestClipboard, ""), "\e]52;c;aGVsbG8=\a", "x", "\e]52;c;aGVsbG8=\ay");
        Assert.Equal(2, written.Split("\e]52;c;aGVsbG8=\a").Length);
    }

    [Theory]
    [InlineData(ClipboardPolicy.Deny, AttachOptions.LargestClipboard)]
    [InlineData(ClipboardPolicy.Allow, 4)]
    public void What_the_policy_leaves_out_does_not(ClipboardPolicy policy, int limit) =>
        Assert.DoesNotContain("\e]52", Show(new ClipboardGate(policy, limit, ""), "\e]52;c;aGVsbG8=\a", "x"), StringComparison.Ordinal);

    [Fact]
    public void A_repaint_leaves_the_clipboard_alone()
    {
        using WrittenConsole console = new();
        using ConsoleDisplay display = new(console, alternateScreen: true, new ClipboardGate(ClipboardPolicy.Allow, 100, ""));
        ScreenState state = new(80, 24);
        Assert.True(state.TryApply(HostBytes("\e]52;c;aGVsbG8=\a")));
        display.Open();
        Draw(display, state);
        display.Repaint();
        Draw(display, state);
        Assert.Equal(2, console.Written.Split("\e]52;").Length);
    }

    /// <summary>What programs turn on in terminals, and how.</summary>
    public static TheoryData<string> Changes =>
    [
        .. Enumerable.Range(0, 3_000).Chunk(300).Select(modes => $"\e[?{string.Join("h\e[?", modes)}h"),
        .. Enumerable.Range(0, 50).Select(mode => $"\e[{mode}h"),
        "\e[?25l\e[?7l",
        "\e[?9h", "\e[?1000h", "\e[?1001h", "\e[?1002;1006h", "\e[?1003;1015h", "\e[?1000;1005h", "\e[?1016h",
        "\e[?5h", "\e[?1004h", "\e[?2004h", "\e[?1049h", "\e[?2026h", "\e[?2048h", "\e[?9001h",
        "\e[5 q", "\e[2 q", "\e[99 q", "\e[?5 q",
        "\e[1;3;4;5;7;8;38;2;1;2;3;48;5;100mtext", "\e[9;21;53mtext",
        "\e]8;id=1;http://example.org/\atext", "\e]0;theirs\a", "\e]1;theirs\a", "\e]2;theirs\a", "\e[22;0t\e[22;0t", "\e[23;0t",
        "\e[2;4r", "\e[?69h\e[3;9s", "\e[>1u", "\e[=31;1u", "\e[>4;2m", "\e[>2p", "\e[>1s",
        "\e=", "\e(0", "\x0E", "\e%@", "\eN", "\e#6", "\e[2l",
        "\e]4;1;red\a", "\e]10;red\a", "\e]11;red\a", "\e]12;red\a", "\e]22;hand\a", "\e]50;font\a", "\e]7;file:///\a", "\e]9;4;3\a", "\e]1337;x\a",
        "\eP1$r0m\e\\", "\e_Gi=1;AAAA\e\\", "\e[8;1;1t", "\e[4i", "\e[5i", "\e[?5i", "\eX\e\\", "\e[c\e[>c\e[=c\e[6n\e[>q\e[?u",
    ];

    [Theory]
    [MemberData(nameof(Changes))]
    public void Whatever_a_server_turns_on_is_off_at_the_end(string frame) => AssertIsLeftAsFound(frame);

    [Fact]
    public void That_holds_for_frames_without_any_sense_too()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            Random random = new(seed);
            AssertIsLeftAsFound([.. Enumerable.Range(0, 5).Select(_ => Encoding.UTF8.GetString(TerminalInput.Sensible(random, 60)))]);
        }
    }

    [Fact]
    public void A_terminal_that_is_taken_over_twice_gets_its_title_back_once()
    {
        using WrittenConsole console = new();
        using ConsoleDisplay display = new(console, alternateScreen: true, new ClipboardGate(ClipboardPolicy.Allow, 100, ""));
        ScreenState state = new(80, 24);
        Assert.True(state.TryApply(HostBytes("\e]0;theirs\a\e[5 q")));
        for (int round = 0; round < 2; round++)
        {
            display.Open();
            Draw(display, state);

            // The process was stopped and continued without a chance to say so.
            display.Open();
            Draw(display, state);
            display.Close();
        }

        Assert.Equal("", StateOf(console.Written).ToString());
        Assert.Equal(4, console.Written.Split("\e[5 q").Length - 1);
    }

    [Fact]
    public void The_cursor_keeps_the_users_own_shape_until_a_program_asks_for_one()
    {
        ClipboardGate clipboard = new(ClipboardPolicy.Allow, 100, "");
        Assert.DoesNotContain(" q", Show(clipboard, "text", "\e[0 q"), StringComparison.Ordinal);
        string shaped = Show(clipboard, "text", "\e[6 q", "more", "\e[2 q");
        Assert.Equal(["\e[6 q", "\e[2 q", "\e[0 q"], Regex.Matches(shaped, @"\e\[\d q").Select(match => match.Value));
    }

    private static void AssertIsLeftAsFound(params string[] frames)
    {
        string written = Show(new ClipboardGate(ClipboardPolicy.Allow, 100, ""), frames);
        TerminalState state = StateOf(written);
        Assert.Equal("", state.ToString());
        Assert.Empty(state.Unknown);

        // Neither are there strings, of which the state tells nothing.
        Assert.DoesNotMatch(@"\e[PX^_k]|[\u0080-\u009F]", written);
    }

    private static TerminalState StateOf(string written)
    {
        TerminalState state = new();
        state.Write(Encoding.UTF8.GetBytes(written));
        return state;
    }

    /// <summary>All that a terminal gets on which these frames of a server are shown one after the other.</summary>
    private static string Show(ClipboardGate clipboard, params string[] frames)
    {
        using WrittenConsole console = new();
        using (ConsoleDisplay display = new(console, alternateScreen: true, clipboard))
        {
            display.Open();
            ScreenState state = new(80, 24);
            foreach (string frame in frames)
            {
                state = state.Snapshot();
                Assert.True(state.TryApply(HostBytes(frame)));
                Draw(display, state);
            }
        }

        return console.Written;
    }

    private static void Draw(ConsoleDisplay display, ScreenState state)
    {
        display.NextFrame.CopyFrom(state.Screen);
        display.Draw();
    }

    private static byte[] HostBytes(string text)
    {
        ArrayBufferWriter<byte> diff = new();
        MessageWriter.WriteHostBytes(diff, Encoding.UTF8.GetBytes(text));
        return diff.WrittenSpan.ToArray();
    }
}
