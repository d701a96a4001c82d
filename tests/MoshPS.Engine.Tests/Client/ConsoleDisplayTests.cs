using System.Buffers;
using System.Text;
using MoshPS.Engine.Client;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Sync.Messages;
using MoshPS.Engine.Tests.Client.Consoles;

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
