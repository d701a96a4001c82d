using System.Text;
using MoshPS.Engine.Ssh;

namespace MoshPS.Engine.Tests.Ssh;

public sealed class LineSplitterTests
{
    private readonly LineSplitter _splitter = new();
    private readonly List<string> _lines = [];

    [Fact]
    public void Lines_end_with_LF_and_lose_their_CR()
    {
        Write("one\r\ntwo\n\nthr");
        Write("ee\n");
        Assert.Equal(["one", "two", "", "three"], _lines);
    }

    [Fact]
    public void A_character_may_be_cut_between_reads()
    {
        foreach (byte value in Encoding.UTF8.GetBytes("ä€😀\n"))
        {
            _splitter.Write([value], _lines.Add);
        }

        Assert.Equal(["ä€😀"], _lines);
    }

    [Fact]
    public void A_last_line_without_an_end_is_handed_on_when_asked_for()
    {
        Write("end");
        Assert.Equal(3, _splitter.PendingLength);
        _splitter.Complete(_lines.Add);
        Assert.Equal(["end"], _lines);
        Assert.Equal(0, _splitter.PendingLength);
    }

    [Fact]
    public void What_commands_terminals_or_hides_does_not_come_through()
    {
        Write("a\u001b]52;c;eA==\u0007b\u202e\u200bc\u0085\n");
        Assert.Equal(["abc"], _lines);
    }

    [Fact]
    public void A_line_without_limit_is_cut()
    {
        for (int i = 0; i < 1000; i++)
        {
            Write(new string('x', 1000));
        }

        Write("\nnext\n");
        Assert.Equal(2, _lines.Count);
        Assert.InRange(_lines[0].Length, 1000, 10_000);
        Assert.Equal("next", _lines[1]);
    }

    private void Write(string text) => _splitter.Write(Encoding.UTF8.GetBytes(text), _lines.Add);
}
