using System.Buffers;
using System.Text;
using MoshPS.Engine.Client;

namespace MoshPS.Engine.Tests.Client;

public sealed class EscapeKeyInterpreterTests
{
    private const string Escape = "\x1e";
    private const string ControlZ = "\x1a";

    private readonly ArrayBufferWriter<byte> _sent = new();
    private bool _repaint;
    private string _rest = "";

    private string Sent => Encoding.Latin1.GetString(_sent.WrittenSpan);

    [Fact]
    public void Ordinary_input_is_sent_as_it_is()
    {
        Assert.Equal(EscapeCommand.None, Type(Interpreter(), "ls -l\r\x03\e[A\xff"));
        Assert.Equal("ls -l\r\x03\e[A\xff", Sent);
        Assert.False(_repaint);
    }

    [Theory]
    [InlineData(".", (int)EscapeCommand.Quit)]
    [InlineData(ControlZ, (int)EscapeCommand.Suspend)]
    [InlineData("d", (int)EscapeCommand.Detach)]
    public void The_escape_key_and_a_command_key_make_a_command_and_send_nothing(string key, int expected)
    {
        Assert.Equal((EscapeCommand)expected, Type(Interpreter(), $"a{Escape}{key}rest"));
        Assert.Equal("a", Sent);
        Assert.Equal("rest", _rest);
    }

    [Fact]
    public void A_command_may_be_spread_over_two_reads()
    {
        EscapeKeyInterpreter interpreter = Interpreter();
        Assert.Equal(EscapeCommand.None, Type(interpreter, Escape));
        Assert.True(interpreter.AwaitsCommand);
        Assert.Equal(EscapeCommand.Quit, Type(interpreter, "."));
        Assert.False(interpreter.AwaitsCommand);
        Assert.Equal("", Sent);
    }

    [Theory]
    [InlineData(Escape)]
    [InlineData("\r~")]
    public void A_paste_holds_no_commands(string escape)
    {
        EscapeKeyInterpreter interpreter = Interpreter(escapeKey: escape[^1..]);
        string paste = $"\e[200~{escape}.{escape}d\f";
        Assert.Equal(EscapeCommand.None, Type(interpreter, paste[..4]));
        Assert.Equal(EscapeCommand.None, Type(interpreter, paste[4..]));
        Assert.Equal(EscapeCommand.None, Type(interpreter, $"{escape}.\e[201~"));
        Assert.Equal($"{paste}{escape}.\e[201~", Sent);
        Assert.False(_repaint);
        Assert.Equal(EscapeCommand.Quit, Type(interpreter, $"{escape}."));
    }

    [Fact]
    public void Single_keys_are_commands_even_if_a_paste_never_ended()
    {
        EscapeKeyInterpreter interpreter = Interpreter();
        Assert.Equal(EscapeCommand.None, Type(interpreter, "\e[200~text"));
        Assert.Equal(EscapeCommand.None, Type(interpreter, Escape));
        Assert.Equal(EscapeCommand.Quit, Type(interpreter, "."));
    }

    [Fact]
    public void The_pass_key_sends_the_escape_key_once()
    {
        Assert.Equal(EscapeCommand.None, Type(Interpreter(), $"{Escape}^x"));
        Assert.Equal($"{Escape}x", Sent);
    }

    [Theory]
    [InlineData("B")]
    [InlineData("b")]
    public void A_letter_as_pass_key_works_in_both_cases(string passKey)
    {
        Assert.Equal(EscapeCommand.None, Type(Interpreter(escapeKey: "\x02"), $"\x02{passKey}"));
        Assert.Equal("\x02", Sent);
    }

    [Fact]
    public void The_pass_key_goes_before_detaching()
    {
        Type(Interpreter(escapeKey: "d"), "\rdd");
        Assert.Equal("\rd", Sent);
    }

    [Fact]
    public void Another_key_after_the_escape_key_is_sent_together_with_it()
    {
        Assert.Equal(EscapeCommand.None, Type(Interpreter(), $"{Escape}x{Escape}{Escape}y"));
        Assert.Equal($"{Escape}x{Escape}{Escape}y", Sent);
    }

    [Fact]
    public void What_is_not_allowed_is_sent()
    {
        EscapeKeyInterpreter interpreter = new(EscapeKey.Default, allowDetach: false, allowSuspend: false);
        Assert.Equal(EscapeCommand.None, Type(interpreter, $"{Escape}d{Escape}{ControlZ}"));
        Assert.Equal($"{Escape}d{Escape}{ControlZ}", Sent);
    }

    [Fact]
    public void Without_an_escape_key_everything_is_sent()
    {
        Assert.Equal(EscapeCommand.None, Type(Interpreter(escapeKey: ""), $"{Escape}."));
        Assert.Equal($"{Escape}.", Sent);
    }

    [Fact]
    public void A_printable_escape_key_counts_only_right_after_a_line_end()
    {
        EscapeKeyInterpreter interpreter = Interpreter(escapeKey: "~");
        Assert.Equal(EscapeCommand.None, Type(interpreter, "~.a~.\r"));
        Assert.Equal("~.a~.\r", Sent);
        Assert.Equal(EscapeCommand.Quit, Type(interpreter, "~."));
        Assert.Equal(EscapeCommand.Quit, Type(interpreter, "x\n~."));
    }

    [Fact]
    public void Control_L_is_sent_and_asks_for_a_repaint()
    {
        Type(Interpreter(), "a\fb");
        Assert.Equal("a\fb", Sent);
        Assert.True(_repaint);
    }

    private static EscapeKeyInterpreter Interpreter(string? escapeKey = null) =>
        new(EscapeKey.Parse(escapeKey), allowDetach: true, allowSuspend: true);

    private EscapeCommand Type(EscapeKeyInterpreter interpreter, string text)
    {
        ReadOnlySpan<byte> input = Encoding.Latin1.GetBytes(text);
        EscapeCommand command = interpreter.Interpret(ref input, _sent, ref _repaint);
        _rest = Encoding.Latin1.GetString(input);
        return command;
    }
}
