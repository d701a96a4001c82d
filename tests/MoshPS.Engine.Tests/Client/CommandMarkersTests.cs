using System.Text;
using MoshPS.Engine.Client;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Client;

public sealed class CommandMarkersTests
{
    private const string Token = "0123456789abcdef";

    private readonly CommandMarkers _markers = new(Token);

    [Fact]
    public void The_echo_of_the_line_is_never_taken_for_a_mark()
    {
        for (int columns = 10; columns < 120; columns++)
        {
            Screen screen = Show($"$ {_markers.Wrap("ls")}\r\n", columns, rows: 40);
            Assert.False(_markers.HasBegun(screen), $"{columns} columns");
            Assert.False(_markers.TryFindOutput(screen, out _, out _, out _), $"{columns} columns");
        }
    }

    [Fact]
    public void Output_stands_between_the_marks()
    {
        Screen screen = Show($"$ …\r\n{Token}<\r\none\r\n\r\n  two\r\n{Token}>3\r\n$ ");
        Assert.True(_markers.HasBegun(screen));
        Assert.True(_markers.TryFindOutput(screen, out List<string> output, out int exitCode, out bool isCut));
        Assert.Equal(["one", "", "  two"], output);
        Assert.Equal(3, exitCode);
        Assert.False(isCut);
    }

    [Fact]
    public void Output_without_a_last_line_feed_is_kept()
    {
        Screen screen = Show($"{Token}<\r\none\r\ntwo{Token}>0\r\n$ ");
        Assert.True(_markers.TryFindOutput(screen, out List<string> output, out int exitCode, out _));
        Assert.Equal(["one", "two"], output);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void Rows_that_the_terminal_wrapped_are_joined_with_the_blanks_between_them()
    {
        string line = "1234567890123456 89  ab 文字文字文字文字文字 end";
        Screen screen = Show($"{Token}<\r\n{line}\r\n{Token}>0\r\n", columns: 20, rows: 20);
        Assert.True(_markers.TryFindOutput(screen, out List<string> output, out _, out _));
        Assert.Equal([line], output);
    }

    [Fact]
    public void Marks_that_the_terminal_wrapped_are_found()
    {
        Screen screen = Show($"{Token}<\r\nabc{Token}>127\r\n", columns: 8, rows: 20);
        Assert.True(_markers.TryFindOutput(screen, out List<string> output, out int exitCode, out bool isCut));
        Assert.Equal(["abc"], output);
        Assert.Equal(127, exitCode);
        Assert.False(isCut);
    }

    [Fact]
    public void Output_whose_beginning_left_the_screen_is_said_to_be_cut()
    {
        string lines = string.Concat(Enumerable.Range(1, 50).Select(i => $"line {i}\r\n"));
        Screen screen = Show($"{Token}<\r\n{lines}{Token}>0\r\n$ ", rows: 10);
        Assert.True(_markers.TryFindOutput(screen, out List<string> output, out _, out bool isCut));
        Assert.True(isCut);
        Assert.Equal("line 50", output[^1]);
        Assert.Equal(8, output.Count);
    }

    [Fact]
    public void A_command_that_has_not_ended_has_no_output_yet()
    {
        Screen screen = Show($"{Token}<\r\nfirst\r\n");
        Assert.True(_markers.HasBegun(screen));
        Assert.False(_markers.TryFindOutput(screen, out _, out _, out _));
    }

    [Theory]
    [InlineData("echo 'a b' \"$HOME\"", "'echo '\\''a b'\\'' \"$HOME\"'")]
    [InlineData("echo \\n\tx\necho y", "\"$(printf %b 'echo \\\\n\\0011x\\0012echo y')\"")]
    public void A_command_is_quoted_so_that_the_line_editor_sees_no_control_characters(string command, string quoted) =>
        Assert.Contains($"eval {quoted};", _markers.Wrap(command), StringComparison.Ordinal);

    private static Screen Show(string text, int columns = 80, int rows = 24)
    {
        Emulator emulator = new(columns, rows);
        emulator.Write(Encoding.UTF8.GetBytes(text));
        return emulator.Screen;
    }
}
