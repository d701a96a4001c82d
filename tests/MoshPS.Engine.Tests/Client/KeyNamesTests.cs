using System.Text;
using MoshPS.Engine.Client;

namespace MoshPS.Engine.Tests.Client;

public sealed class KeyNamesTests
{
    [Theory]
    [InlineData("Enter", "\r")]
    [InlineData("tab", "\t")]
    [InlineData("Escape", "\e")]
    [InlineData("BACKSPACE", "\x7f")]
    [InlineData("Space", " ")]
    [InlineData("Delete", "\e[3~")]
    [InlineData("Insert", "\e[2~")]
    [InlineData("Home", "\eOH")]
    [InlineData("End", "\eOF")]
    [InlineData("PageUp", "\e[5~")]
    [InlineData("PageDown", "\e[6~")]
    [InlineData("Up", "\eOA")]
    [InlineData("Down", "\eOB")]
    [InlineData("Right", "\eOC")]
    [InlineData("Left", "\eOD")]
    [InlineData("F1", "\eOP")]
    [InlineData("F4", "\eOS")]
    [InlineData("F5", "\e[15~")]
    [InlineData("F12", "\e[24~")]
    [InlineData("a", "a")]
    [InlineData("A", "A")]
    [InlineData("+", "+")]
    [InlineData("ü", "ü")]
    [InlineData("😀", "😀")]
    public void A_key_sends_what_xterm_sends_in_application_cursor_mode(string name, string expected) =>
        Assert.Equal(expected, Bytes(name));

    [Theory]
    [InlineData("Ctrl+C", "\x03")]
    [InlineData("ctrl+c", "\x03")]
    [InlineData("Control+[", "\e")]
    [InlineData("Ctrl+^", "\x1e")]
    [InlineData("Ctrl+Space", "\0")]
    [InlineData("Ctrl+?", "\x7f")]
    [InlineData("Ctrl+Backspace", "\x08")]
    [InlineData("Alt+X", "\ex")]
    [InlineData("Alt+Shift+X", "\eX")]
    [InlineData("Alt+Enter", "\e\r")]
    [InlineData("Ctrl+Alt+D", "\e\x04")]
    [InlineData("Shift+Tab", "\e[Z")]
    [InlineData("Ctrl+Left", "\e[1;5D")]
    [InlineData("Shift+Ctrl+Right", "\e[1;6C")]
    [InlineData("Shift+F5", "\e[15;2~")]
    [InlineData("Alt+F1", "\e[1;3P")]
    [InlineData("Ctrl+PgUp", "\e[5;5~")]
    [InlineData("Alt++", "\e+")]
    public void Modifiers_change_what_a_key_sends(string name, string expected) => Assert.Equal(expected, Bytes(name));

    [Theory]
    [InlineData("")]
    [InlineData("Entr")]
    [InlineData("F13")]
    [InlineData("Hyper+A")]
    [InlineData("Ctrl+ü")]
    [InlineData("Ctrl+")]
    public void An_unknown_key_is_refused_with_the_names_that_exist(string name)
    {
        Assert.False(KeyNames.TryGetBytes(name, out _, out string? error));
        Assert.Contains("PageUp", error, StringComparison.Ordinal);
        Assert.Contains("Ctrl+", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_listed_name_is_known()
    {
        foreach (string name in KeyNames.All)
        {
            Assert.True(KeyNames.TryGetBytes(name, out ReadOnlyMemory<byte> bytes, out _), name);
            Assert.NotEqual(0, bytes.Length);
        }
    }

    private static string Bytes(string name)
    {
        Assert.True(KeyNames.TryGetBytes(name, out ReadOnlyMemory<byte> bytes, out string? error), error);
        return Encoding.UTF8.GetString(bytes.Span);
    }
}
