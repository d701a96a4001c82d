using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Terminal;

/// <summary>Once warm, output costs no allocation.</summary>
public sealed class AllocationTests
{
    [Theory]
    [InlineData("plain text", "The quick brown fox jumps over the lazy dog.\r\n")]
    [InlineData("long lines", "The quick brown fox jumps over the lazy dog, and wraps, and wraps, and wraps again at last.\r\n")]
    [InlineData("renditions", "\e[1;31mred\e[0m \e[38;5;200mpink\e[48;2;1;2;3mdeep\e[m\r\n")]
    [InlineData("cursor", "\e[5;10Htext\e[K\e[2A\e[3C\b\t\e[1;1H")]
    [InlineData("scroll region", "\e[3;10r\e[10;1H\n\n\eM\e[2S\e[3T\e[2L\e[3M\e[r")]
    [InlineData("editing", "\e[5;1Habc\e[2@\e[3P\e[4X\e[1K\e[J\e[1J\e[2J\e[4hins\e[4l")]
    [InlineData("wide", "中文字符 😀😀\r\n")]
    [InlineData("combining", "e\u0301a\u0308\u0301 \u0301\r\n")]
    [InlineData("modes", "\e[?25l\e[?1000h\e[?1006h\e[?2004h\e[?25h\e[?7l\e[?7h\e7\e8")]
    [InlineData("replies", "\e[c\e[6n")]
    [InlineData("title", "\e]0;the same title\a")]
    [InlineData("hyperlink", "\e]8;;http://example.org/\alink\e]8;;\a\r\n")]
    [InlineData("broken", "a\u009D0;the same title\u009Cb\e[999999;;;x\ePdiscarded\e\\\r\n")]
    public void Nothing_is_allocated_for(string kind, string output)
    {
        var emulator = new Emulator(80, 24);
        byte[] bytes = Encoding.UTF8.GetBytes(output);
        Feed(1_000);

        // The runtime may allocate by itself once, when it replaces code by an optimised version.
        long allocated = long.MaxValue;
        for (int attempt = 0; attempt < 3 && allocated != 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Feed(1_000);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.True(allocated == 0, $"{kind}: {allocated} bytes");

        void Feed(int times)
        {
            for (int i = 0; i < times; i++)
            {
                emulator.Write(bytes);
                emulator.ClearReplies();
            }
        }
    }

    [Fact]
    public void Scrolling_between_snapshots_allocates_each_row_once()
    {
        var emulator = new Emulator(80, 24);
        emulator.Write(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("line\r\n", 100))));
        emulator.Screen.Snapshot();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
        {
            emulator.Write("line\r\n"u8);
        }

        // 24 rows of 80 cells of 16 bytes, and what an array and a row object add.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 24 * 80 * 16, 24 * ((80 * 16) + 100));
    }
}
