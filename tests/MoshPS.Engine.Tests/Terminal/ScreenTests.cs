using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Terminal;

public sealed class ScreenTests
{
    [Fact]
    public void A_snapshot_never_changes()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var emulator = new Emulator(20, 6);
            var snapshots = new List<(Screen Screen, string Description)>();
            for (int i = 0; i < 10; i++)
            {
                emulator.Write(TerminalInput.Sensible(random, 20));
                if (random.Next(4) == 0)
                {
                    emulator.Resize(random.Next(1, 30), random.Next(1, 10));
                }

                Screen snapshot = emulator.Screen.Snapshot();
                Assert.True(snapshot.HasSameContent(emulator.Screen));
                snapshots.Add((snapshot, ScreenDescription.Describe(snapshot)));
            }

            Assert.All(snapshots, s => Assert.Equal(s.Description, ScreenDescription.Describe(s.Screen)));
        }
    }

    [Fact]
    public void Writing_into_a_snapshot_does_not_show_in_the_original_nor_in_other_snapshots()
    {
        var emulator = new Emulator(20, 6);
        emulator.Write("one\r\ntwo"u8);
        Screen first = emulator.Screen.Snapshot();
        Screen second = emulator.Screen.Snapshot();

        new Emulator(first, EmulatorRole.WireFacing).Write("\e[H\e[2Jother"u8);
        new Emulator(second, EmulatorRole.WireFacing).Write("\eM\eM!"u8);

        Assert.Equal(["one", "two", "", "", "", ""], ScreenDescription.RowTexts(emulator.Screen));
        Assert.Equal("other", first.GetRowText(0));
        Assert.Equal("", first.GetRowText(1));
        Assert.Equal(["   !", "one", "two", "", "", ""], ScreenDescription.RowTexts(second));
    }

    [Fact]
    public void What_a_snapshot_costs_does_not_depend_on_the_width()
    {
        Assert.Equal(SnapshotBytes(80), SnapshotBytes(8_000));

        static long SnapshotBytes(int columns)
        {
            var emulator = new Emulator(columns, 24);
            emulator.Write(Encoding.ASCII.GetBytes(new string('x', columns * 24)));
            emulator.Screen.Snapshot();
            long before = GC.GetAllocatedBytesForCurrentThread();
            emulator.Screen.Snapshot();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Rewriting_the_same_text_gives_the_same_content()
    {
        var emulator = new Emulator(20, 6);
        emulator.Write("text"u8);
        Screen before = emulator.Screen.Snapshot();

        emulator.Write("\rtext"u8);

        Assert.True(emulator.Screen.HasSameContent(before));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\e[C")]
    [InlineData("\e[?25l")]
    [InlineData("\e[?5h")]
    [InlineData("\e[1m")]
    [InlineData("\e[?2004h")]
    [InlineData("\e[?1000h")]
    [InlineData("\e[?1006h")]
    [InlineData("\e[?1004h")]
    [InlineData("\e[?1007h")]
    [InlineData("\e]2;t\a")]
    [InlineData("\e]52;c;YQ==\a")]
    [InlineData("\a")]
    [InlineData("\e]8;;http://example.org\a")]
    [InlineData("\e[44m\e[K\e[m")]
    [InlineData("\e7\e]8;;http://example.org\aa\e]8;;\a\e8")]
    public void A_peer_can_tell_the_difference(string output)
    {
        Screen blank = new(20, 6);
        var emulator = new Emulator(20, 6);

        emulator.Write(Encoding.UTF8.GetBytes(output));

        Assert.False(emulator.Screen.HasSameContent(blank));
        Assert.False(blank.HasSameContent(emulator.Screen));
    }

    [Theory]
    [InlineData("\e]1;i\a")]
    [InlineData("\e[2;3r")]
    [InlineData("\eH\e[3g")]
    [InlineData("\e7")]
    [InlineData("\e[4h")]
    [InlineData("\e[?6h")]
    [InlineData("\e[?7l")]
    [InlineData("\e[?1h")]
    public void A_peer_cannot_tell_the_difference(string output)
    {
        Screen blank = new(20, 6);
        var emulator = new Emulator(20, 6);

        emulator.Write(Encoding.UTF8.GetBytes(output));

        Assert.True(emulator.Screen.HasSameContent(blank));
    }

    [Fact]
    public void Screens_with_tables_of_their_own_compare_by_content()
    {
        const string Output = "e\u0301a\u0300\u0301\u0302 \e]8;;http://example.org\alink\e]8;;\a";
        var first = new Emulator(20, 6);
        var second = new Emulator(20, 6);
        second.Write(Encoding.UTF8.GetBytes("x\u0308y\u0309\e]8;;http://example.com\az\e]8;;\a\e[H\e[2J"));

        first.Write(Encoding.UTF8.GetBytes(Output));
        second.Write(Encoding.UTF8.GetBytes(Output));

        Assert.False(first.Screen.SharesTablesWith(second.Screen));
        Assert.NotEqual(first.Screen[0, 0], second.Screen[0, 0]);
        Assert.True(first.Screen.HasSameContent(second.Screen));
        second.Write(Encoding.UTF8.GetBytes("\e[Ha\u0300\u0301\u0303"));
        first.Write(Encoding.UTF8.GetBytes("\e[Ha\u0300\u0301\u0302"));
        Assert.False(first.Screen.HasSameContent(second.Screen));
    }

    [Fact]
    public void Text_is_as_it_shows()
    {
        var emulator = new Emulator(10, 2);

        emulator.Write(Encoding.UTF8.GetBytes("a\e[1;3H中e\u0301\e[1;7H\u0308  "));

        Screen screen = emulator.Screen;
        Assert.Equal("a 中e\u0301 \u00A0\u0308", screen.GetRowText(0));
        Assert.Equal(" ", screen.GetCellText(0, 1));
        Assert.Equal("中", screen.GetCellText(0, 2));
        Assert.Equal("e\u0301", screen.GetCellText(0, 4));
        Assert.Equal("\u00A0\u0308", screen.GetCellText(0, 6));
        Assert.EndsWith("\n\n", screen.GetText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Scrolling_by_any_count_moves_the_region_only()
    {
        for (int count = 1; count <= 7; count++)
        {
            string[] rows = ["a", "b", "c", "d", "e", "f", "g"];
            var up = new Emulator(10, 7);
            up.Write("a\r\nb\r\nc\r\nd\r\ne\r\nf\r\ng\e[2;6r"u8);
            var down = new Emulator(up.Screen.Snapshot(), EmulatorRole.HostFacing);

            up.Write(Encoding.ASCII.GetBytes($"\e[{count}S"));
            down.Write(Encoding.ASCII.GetBytes($"\e[{count}T"));

            string[] blanks = [.. Enumerable.Repeat("", Math.Min(count, 5))];
            int kept = 5 - blanks.Length;
            Assert.Equal(["a", .. rows[(6 - kept)..6], .. blanks, "g"], ScreenDescription.RowTexts(up.Screen));
            Assert.Equal(["a", .. blanks, .. rows[1..(1 + kept)], "g"], ScreenDescription.RowTexts(down.Screen));
        }
    }
}
