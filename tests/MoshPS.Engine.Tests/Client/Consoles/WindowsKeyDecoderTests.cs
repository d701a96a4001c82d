using System.Text;
using MoshPS.Engine.Client.Consoles;

namespace MoshPS.Engine.Tests.Client.Consoles;

public sealed class WindowsKeyDecoderTests
{
    private const ushort Alt = 0x12;
    private const ushort Space = 0x20;
    private const uint LeftControl = 0x0008;

    private readonly WindowsKeyDecoder _decoder = new();

    [Theory]
    [InlineData("a")]
    [InlineData("\x03")]
    [InlineData("\e[A")]
    [InlineData("glück 文 😀 faĩl")]
    public void Characters_become_utf8(string text) => Assert.Equal(text, Decode([.. text.Select(c => Press(c))]));

    [Fact]
    public void Releases_and_keys_without_a_character_send_nothing()
    {
        Assert.Equal("", Decode(new WindowsInputRecord { Kind = WindowsInputKind.Key, KeyDown = 0, Character = 'a' }));
        Assert.Equal("", Decode(new WindowsInputRecord { Kind = WindowsInputKind.Key, KeyDown = 1, VirtualKey = 0x10 }));
    }

    [Fact]
    public void A_held_key_is_repeated() => Assert.Equal("aaa", Decode(Press('a') with { RepeatCount = 3 }));

    [Fact]
    public void A_character_typed_by_its_number_comes_with_the_release_of_alt() =>
        Assert.Equal("é", Decode(new WindowsInputRecord { Kind = WindowsInputKind.Key, KeyDown = 0, VirtualKey = Alt, Character = 'é' }));

    [Fact]
    public void Control_and_space_give_a_nul()
    {
        WindowsInputRecord space = new() { Kind = WindowsInputKind.Key, KeyDown = 1, VirtualKey = Space, ControlKeys = LeftControl };
        Assert.Equal("\0", Decode(space));
    }

    [Theory]
    [InlineData(0x26, 0x0000, "\eOA")]
    [InlineData(0x25, 0x0008, "\e[1;5D")]
    [InlineData(0x7B, 0x001A, "\e[24;8~")]
    [InlineData(0x2E, 0x0000, "\e[3~")]
    public void A_special_key_that_the_console_has_not_translated_is_translated_here(int key, int controlKeys, string expected)
    {
        WindowsInputRecord record = new() { Kind = WindowsInputKind.Key, KeyDown = 1, VirtualKey = (ushort)key, ControlKeys = (uint)controlKeys };
        Assert.Equal(expected, Decode(record));
    }

    [Fact]
    public void A_lone_surrogate_becomes_a_replacement_character()
    {
        Assert.Equal("\uFFFDx", Decode(Press('\uD83D'), Press('x')));
        Assert.Equal("\uFFFDx", Decode(Press('\uDE00'), Press('x')));
    }

    [Fact]
    public void Repetitions_beyond_the_room_are_dropped()
    {
        Span<byte> room = stackalloc byte[2 * WindowsKeyDecoder.MostBytesPerKey];
        int length = _decoder.Decode(Press('a') with { RepeatCount = 60_000 }, room);
        Assert.InRange(length, 1, room.Length);
    }

    private static WindowsInputRecord Press(char character) =>
        new() { Kind = WindowsInputKind.Key, KeyDown = 1, RepeatCount = 1, Character = character };

    private string Decode(params WindowsInputRecord[] records)
    {
        List<byte> bytes = [];
        byte[] room = new byte[256];
        foreach (WindowsInputRecord record in records)
        {
            bytes.AddRange(room.AsSpan(0, _decoder.Decode(record, room)));
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
