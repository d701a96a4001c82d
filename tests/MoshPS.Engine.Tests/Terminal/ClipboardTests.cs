using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Terminal;

/// <summary>What a program's OSC 52 does on a server, and a server's on a client.</summary>
public sealed class ClipboardTests
{
    [Theory]
    [InlineData("52;c;aGVsbG8=")]
    [InlineData("52;;aGVsbG8=")]
    [InlineData("52;pc;aGVsbG8=")]
    [InlineData("52;cp0;aGVsbG8=")]
    public void A_program_may_name_the_clipboard_in_several_ways(string command) =>
        Assert.Equal("aGVsbG8=", After("52;c;QQ==", command));

    [Theory]
    [InlineData("52;p;aGVsbG8=")]
    [InlineData("52;s0;aGVsbG8=")]
    [InlineData("52;x;aGVsbG8=")]
    [InlineData("52;cx;aGVsbG8=")]
    [InlineData("52;c;?")]
    [InlineData("52;;?")]
    [InlineData("52;c;aGVsbG8")]
    [InlineData("52;c;aGVs bG8=")]
    [InlineData("52;c")]
    [InlineData("52;")]
    public void What_is_no_text_for_the_clipboard_changes_nothing(string command) =>
        Assert.Equal("QQ==", After("52;c;QQ==", command));

    [Fact]
    public void An_empty_text_clears() => Assert.Equal("", After("52;c;QQ==", "52;c;"));

    [Theory]
    [InlineData("52;c;")]
    [InlineData("52;;")]
    [InlineData("52;cpqs;")]
    public void A_text_that_does_not_fit_is_left_out_whole(string beginning)
    {
        string largest = new('A', 16376);
        string fitting = beginning.Length > 7 ? largest[4..] : largest;
        Assert.Equal(fitting, After("52;c;QQ==", beginning + fitting));
        Assert.Equal("QQ==", After("52;c;QQ==", beginning + largest + "AAAA"));
        Assert.Equal("QQ==", After("52;c;QQ==", beginning + largest + largest));
    }

    [Theory]
    [InlineData("52;c;?", "?")]
    [InlineData("52;;QUJD", "QQ==")]
    [InlineData("52;pc;QUJD", "QQ==")]
    public void From_a_server_counts_what_counts_for_stock(string command, string clipboard) =>
        Assert.Equal(clipboard, After("52;c;QQ==", command, EmulatorRole.WireFacing));

    private static string After(string first, string second, EmulatorRole role = EmulatorRole.HostFacing)
    {
        Emulator emulator = new(20, 3, role);
        emulator.Write(Encoding.ASCII.GetBytes($"\e]{first}\a\e]{second}\a"));
        return emulator.Screen.Clipboard;
    }
}
