using System.Buffers;
using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Terminal;

public sealed class CursorKeyTranslatorTests
{
    [Theory]
    [InlineData("\eOA", "\e[A")]
    [InlineData("\eOB\eOC\eOD", "\e[B\e[C\e[D")]
    [InlineData("\eOH", "\eOH")]
    [InlineData("\eOP", "\eOP")]
    [InlineData("\e\eOA", "\e\eOA")]
    [InlineData("\e[A", "\e[A")]
    [InlineData("\e[1;5A", "\e[1;5A")]
    [InlineData("O A", "O A")]
    [InlineData("\eO\eOA", "\eO\eOA")]
    [InlineData("\eOO", "\eOO")]
    [InlineData("ls\r", "ls\r")]
    public void A_program_that_did_not_ask_for_application_keys_gets(string typed, string received) =>
        Assert.Equal(received, Translate(typed, areApplicationCursorKeysOn: false));

    [Theory]
    [InlineData("\eOA")]
    [InlineData("\eOD\eOH")]
    [InlineData("\e\eOA")]
    public void A_program_that_asked_for_application_keys_gets_them(string typed) =>
        Assert.Equal(typed, Translate(typed, areApplicationCursorKeysOn: true));

    [Fact]
    public void Escape_O_alone_is_held_back()
    {
        Assert.Equal("\e", Translate("\eO", areApplicationCursorKeysOn: false));
    }

    [Fact]
    public void What_the_program_asked_for_last_counts()
    {
        var emulator = new Emulator(10, 3);
        emulator.Write("\e[?1h"u8);
        Assert.Equal("\eOA", Translate("\eOA", emulator.Screen.AreApplicationCursorKeysOn));
        emulator.Write("\e[?1l"u8);
        Assert.Equal("\e[A", Translate("\eOA", emulator.Screen.AreApplicationCursorKeysOn));
    }

    private static string Translate(string typed, bool areApplicationCursorKeysOn)
    {
        var translator = new CursorKeyTranslator();
        var output = new ArrayBufferWriter<byte>();
        foreach (byte value in Encoding.Latin1.GetBytes(typed))
        {
            translator.Translate(value, areApplicationCursorKeysOn, output);
        }

        return Encoding.Latin1.GetString(output.WrittenSpan);
    }
}
