using System.Buffers.Binary;
using System.Text;
using MoshPS.Engine.Client.Consoles;

namespace MoshPS.Engine.Tests.Client.Consoles;

public sealed class TerminfoTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("moshps-terminfo").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_description_is_read_with_numbers_of_either_size(bool wide)
    {
        Install("xterm-test", Compile(wide, backgroundColorErase: true, colors: wide ? 0x1000000 : 256, "\e[?1049h$<20/>\e[22t", "\e[%p1%dX", "\e[?1049l"));
        TerminalDescription terminal = Find("xterm-test");
        Assert.Equal("xterm-test", terminal.Name);
        Assert.Equal(wide ? 0x1000000 : 256, terminal.Colors);
        Assert.True(terminal.HasEraseCharacters);
        Assert.True(terminal.ErasesWithBackground);
        Assert.True(terminal.HasTitle);
        Assert.Equal("\e[?1049h\e[22t", Encoding.ASCII.GetString(terminal.EnterAlternateScreen.Span));
        Assert.Equal("\e[?1049l", Encoding.ASCII.GetString(terminal.LeaveAlternateScreen.Span));
    }

    [Fact]
    public void A_terminal_that_can_do_little_has_little()
    {
        Install("plain", Compile(wide: false, backgroundColorErase: false, colors: -1, null, null, null));
        TerminalDescription terminal = Find("plain");
        Assert.Equal(-1, terminal.Colors);
        Assert.False(terminal.HasEraseCharacters);
        Assert.False(terminal.ErasesWithBackground);
        Assert.False(terminal.HasTitle);
        Assert.True(terminal.EnterAlternateScreen.IsEmpty);
        Assert.True(terminal.LeaveAlternateScreen.IsEmpty);
    }

    [Fact]
    public void The_directory_may_be_named_by_the_first_letters_code()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "78"));
        File.WriteAllBytes(Path.Combine(_directory, "78", "xmac"), Compile(wide: false, backgroundColorErase: true, 8, null, null, null));
        Assert.Equal(8, Find("xmac").Colors);
    }

    [Theory]
    [InlineData("absent", "UnknownTerminal")]
    [InlineData("../x/xterm", "UnknownTerminal")]
    [InlineData(".", "UnknownTerminal")]
    [InlineData("", "TerminalNotSet")]
    [InlineData(null, "TerminalNotSet")]
    public void A_name_without_a_description_is_an_error(string? name, string errorId) =>
        Assert.Equal(errorId, Assert.Throws<MoshSessionException>(() => Find(name)).ErrorId);

    [Fact]
    public void Without_any_directory_there_is_no_database()
    {
        TerminfoDatabase database = new([Path.Combine(_directory, "absent")]);
        Assert.Equal("NoTerminfoDatabase", Assert.Throws<MoshSessionException>(() => TerminalDescription.Find("xterm", database)).ErrorId);
    }

    [Fact]
    public void A_terminal_of_paper_is_refused()
    {
        byte[] file = Compile(wide: false, backgroundColorErase: false, colors: -1, null, null, null);
        file[12 + "x|test\0".Length + (int)TerminfoEntry.Flag.Hardcopy] = 1;
        Install("paper", file);
        Assert.Equal("HardcopyTerminal", Assert.Throws<MoshSessionException>(() => Find("paper")).ErrorId);
    }

    [Fact]
    public void The_environment_decides_where_to_look_first()
    {
        Install("special", Compile(wide: false, backgroundColorErase: true, 77, null, null, null));
        Dictionary<string, string> environment = new() { ["TERMINFO"] = _directory };
        Assert.Equal(77, TerminalDescription.Find("special", TerminfoDatabase.FromEnvironment(environment.GetValueOrDefault)).Colors);
        environment = new() { ["TERMINFO_DIRS"] = $"/absent::{_directory}" };
        Assert.Equal(77, TerminalDescription.Find("special", TerminfoDatabase.FromEnvironment(environment.GetValueOrDefault)).Colors);
    }

    [Fact]
    public void Damaged_descriptions_are_refused_or_read_but_never_throw()
    {
        byte[] sound = Compile(wide: true, backgroundColorErase: true, 256, "\e[?1049h", "\e[%p1%dX", "\e[?1049l");
        Random random = new(7);
        for (int length = 0; length < sound.Length; length++)
        {
            Assert.False(TerminfoEntry.TryParse(sound.AsSpan(0, length), out _));
        }

        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = sound.AsSpan().ToArray();
            for (int j = random.Next(1, 4); j > 0; j--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            if (TerminfoEntry.TryParse(damaged, out TerminfoEntry? entry))
            {
                _ = entry.Get(TerminfoEntry.Text.EraseCharacters);
                _ = entry.Get(TerminfoEntry.Number.MaxColors);
                _ = entry.Has(TerminfoEntry.Flag.BackgroundColorErase);
            }
        }
    }

    private static byte[] Compile(bool wide, bool backgroundColorErase, int colors, string? smcup, string? ech, string? rmcup)
    {
        const string names = "x|test\0";
        byte[] booleans = new byte[38];
        booleans[(int)TerminfoEntry.Flag.BackgroundColorErase] = backgroundColorErase ? (byte)1 : (byte)0;
        int[] numbers = Enumerable.Repeat(-1, 15).ToArray();
        numbers[(int)TerminfoEntry.Number.MaxColors] = colors;
        short[] offsets = Enumerable.Repeat((short)-1, 45).ToArray();
        StringBuilder table = new();
        Add(TerminfoEntry.Text.EnterCursorAddressingMode, smcup);
        Add(TerminfoEntry.Text.EraseCharacters, ech);
        Add(TerminfoEntry.Text.ExitCursorAddressingMode, rmcup);

        List<byte> file = [];
        AddShort(wide ? 0x021E : 0x011A);
        AddShort(names.Length);
        AddShort(booleans.Length);
        AddShort(numbers.Length);
        AddShort(offsets.Length);
        AddShort(table.Length);
        file.AddRange(Encoding.ASCII.GetBytes(names));
        file.AddRange(booleans);
        if (file.Count % 2 != 0)
        {
            file.Add(0);
        }

        foreach (int number in numbers)
        {
            AddNumber(number);
        }

        foreach (short offset in offsets)
        {
            AddShort(offset);
        }

        file.AddRange(Encoding.ASCII.GetBytes(table.ToString()));
        return [.. file];

        void Add(TerminfoEntry.Text index, string? text)
        {
            if (text is not null)
            {
                offsets[(int)index] = (short)table.Length;
                table.Append(text).Append('\0');
            }
        }

        void AddShort(int value)
        {
            Span<byte> bytes = stackalloc byte[2];
            BinaryPrimitives.WriteInt16LittleEndian(bytes, (short)value);
            file.AddRange(bytes);
        }

        void AddNumber(int value)
        {
            if (!wide)
            {
                AddShort(value);
                return;
            }

            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            file.AddRange(bytes);
        }
    }

    private void Install(string name, byte[] file)
    {
        string directory = Directory.CreateDirectory(Path.Combine(_directory, name[..1])).FullName;
        File.WriteAllBytes(Path.Combine(directory, name), file);
    }

    private TerminalDescription Find(string? name) => TerminalDescription.Find(name, new TerminfoDatabase([_directory]));
}
