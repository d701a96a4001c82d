using System.Globalization;
using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Terminal;

/// <summary>The tables behind cells stay bounded, and nobody notices.</summary>
public sealed class TableTests
{
    [Fact]
    public void The_same_text_has_the_same_index()
    {
        var table = new ClusterTable();

        Assert.True(table.TryAppend('e', 0x301, out uint first));
        Assert.True(table.TryAppend('e', 0x301, out uint second));
        Assert.True(table.TryAppend('e', 0x302, out uint third));

        Assert.Equal(first, second);
        Assert.NotEqual(first, third);
        Assert.Equal(2, table.Count);
    }

    [Fact]
    public void A_cell_takes_marks_while_it_has_fewer_than_32_bytes()
    {
        // Marks of four bytes each: a base and eight of them are 33 bytes.
        var emulator = new Emulator(10, 2);

        emulator.Write(Encoding.UTF8.GetBytes("a" + string.Concat(Enumerable.Repeat("\U000101FD", 12))));

        Assert.Equal(33, Encoding.UTF8.GetByteCount(emulator.Screen.GetCellText(0, 0)));
    }

    [Fact]
    public void A_lone_mark_counts_by_itself_towards_the_limit()
    {
        var emulator = new Emulator(10, 2);

        emulator.Write(Encoding.UTF8.GetBytes("\r" + string.Concat(Enumerable.Repeat("\u0301\r", 40))));

        Assert.Equal("\u00A0" + new string('\u0301', 16), emulator.Screen.GetCellText(0, 0));
    }

    [Fact]
    public void Contents_of_different_tables_are_equal_when_their_text_is()
    {
        var left = new ClusterTable();
        var right = new ClusterTable();
        Assert.True(right.TryAppend('x', 0x301, out uint unlike));
        uint leftContent = 'a';
        uint rightContent = 'a';
        for (int mark = 0x300; mark < 0x304; mark++)
        {
            Assert.False(ClusterTable.AreEqual(leftContent, left, unlike, right));
            Assert.True(left.TryAppend(leftContent, mark, out leftContent));
            Assert.False(ClusterTable.AreEqual(leftContent, left, rightContent, right));
            Assert.True(right.TryAppend(rightContent, mark, out rightContent));
            Assert.True(ClusterTable.AreEqual(leftContent, left, rightContent, right));
        }

        Assert.NotEqual(leftContent, rightContent);
        Assert.True(left.TryImport(rightContent, right, out uint imported));
        Assert.Equal(leftContent, imported);
    }

    [Fact]
    public void A_full_cluster_table_is_replaced_by_one_of_what_the_screen_shows()
    {
        var emulator = new Emulator(80, 24);
        emulator.Write(Encoding.UTF8.GetBytes("e\u0301 stays"));
        Screen snapshot = emulator.Screen.Snapshot();
        ClusterTable original = emulator.Screen.Clusters;
        int distinct = 0;
        var output = new StringBuilder();
        while (ReferenceEquals(emulator.Screen.Clusters, original))
        {
            // One row of clusters that were not there before, again and again in the same place.
            output.Clear().Append("\e[3;1H");
            for (int i = 0; i < 40; i++, distinct++)
            {
                output.Append((char)('\u4E00' + (distinct / 50 % 20_000)));
                output.Append((char)('\u0300' + (distinct % 50)));
                output.Append((char)('\u0300' + (distinct / 1_000_000)));
            }

            emulator.Write(Encoding.UTF8.GetBytes(output.ToString()));
            Assert.InRange(emulator.Screen.Clusters.Count, 1, ClusterTable.Capacity);
            Assert.True(distinct < ClusterTable.Capacity, "The table never became full.");
        }

        Assert.InRange(emulator.Screen.Clusters.Count, 1, 200);
        Assert.Equal("e\u0301 stays", emulator.Screen.GetRowText(0));
        Assert.Equal(output.ToString()["\e[3;1H".Length..], emulator.Screen.GetRowText(2));
        Assert.Same(original, snapshot.Clusters);
        Assert.Equal("e\u0301 stays", snapshot.GetRowText(0));
        Assert.True(emulator.Screen.HasSameCells(0, snapshot, 0));
        Assert.False(emulator.Screen.HasSameCells(2, snapshot, 2));
    }

    [Fact]
    public async Task A_snapshot_may_be_read_while_its_screen_is_written_to()
    {
        var emulator = new Emulator(40, 4);
        emulator.Write(Encoding.UTF8.GetBytes("e\u0301\u0302\e]8;;http://example.org/0\ax\e]8;;\a"));
        Screen snapshot = emulator.Screen.Snapshot();
        using var stop = new CancellationTokenSource();
        Task<string?> reader = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                string text = snapshot.GetRowText(0) + snapshot.GetCellHyperlink(0, 1);
                if (text != "e\u0301\u0302xhttp://example.org/0")
                {
                    return text;
                }
            }

            return null;
        });

        for (int i = 0; i < 20_000; i++)
        {
            emulator.Write(Encoding.UTF8.GetBytes(
                $"\e[H{(char)('a' + (i % 26))}{(char)(0x300 + (i / 26 % 96))}{(char)(0x300 + (i / 2500))}\e]8;;http://example.org/{i}\ay\e]8;;\a"));
        }

        await stop.CancelAsync();
        Assert.Null(await reader);
    }

    [Fact]
    public void A_full_hyperlink_table_is_replaced_by_one_of_what_the_screen_shows()
    {
        var emulator = new Emulator(80, 24);
        emulator.Write("\e]8;;http://example.org/stays\alink\e]8;;\a"u8);
        HyperlinkTable original = emulator.Screen.Hyperlinks;
        Screen snapshot = emulator.Screen.Snapshot();
        string padding = new('x', 10_000);
        int links = 0;
        while (ReferenceEquals(emulator.Screen.Hyperlinks, original))
        {
            emulator.Write(Encoding.ASCII.GetBytes($"\e]8;;http://example.org/{links++}{padding}\a\e[2;1Hlink"));
            Assert.True(links < 1_000, "The table never became full.");
        }

        Assert.Equal("http://example.org/stays", emulator.Screen.GetCellHyperlink(0, 0));
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"http://example.org/{links - 1}{padding}"),
            emulator.Screen.GetCellHyperlink(1, 0));
        Assert.InRange(emulator.Screen.Hyperlinks.Count, 2, 3);
        Assert.Equal("http://example.org/stays", snapshot.GetCellHyperlink(0, 0));
    }

    [Fact]
    public void A_screen_that_shows_more_links_than_a_table_holds_goes_on_without()
    {
        var emulator = new Emulator(500, 2);
        string padding = new('x', 16_000);

        for (int i = 0; i < 500; i++)
        {
            emulator.Write(Encoding.ASCII.GetBytes($"\e]8;;{i}/{padding}\ax"));
        }

        Screen screen = emulator.Screen;
        Assert.InRange(screen.Hyperlinks.Used, HyperlinkTable.Capacity / 2, HyperlinkTable.Capacity);
        Assert.StartsWith("0/", screen.GetCellHyperlink(0, 0), StringComparison.Ordinal);
        Assert.Null(screen.GetCellHyperlink(0, 499));
        Assert.Equal(new string('x', 500), screen.GetRowText(0));
    }
}
