using System.Text;
using MoshPS.Engine.Client.Overlays;

namespace MoshPS.Engine.Tests.Client.Overlays;

public sealed class PasteDetectorTests
{
    private readonly PasteDetector _detector = new();

    [Fact]
    public void Keys_are_typing()
    {
        Assert.False(IsPaste("a"));
        Assert.False(IsPaste("\e[A"));
        Assert.False(IsPaste("\e[200"));
        Assert.False(IsPaste("x"));
    }

    [Fact]
    public void A_read_of_more_than_a_hundred_bytes_is_a_paste()
    {
        Assert.False(IsPaste(new string('a', 100)));
        Assert.True(IsPaste(new string('a', 101)));
        Assert.False(IsPaste("a"));
    }

    [Fact]
    public void Marks_enclose_a_paste()
    {
        Assert.True(IsPaste("\e[200~ls"));
        Assert.True(IsPaste(" -l"));
        Assert.True(IsPaste("x\e[201~"));
        Assert.False(IsPaste("y"));
    }

    [Fact]
    public void Marks_may_be_cut_anywhere()
    {
        foreach (char key in "\e[200~")
        {
            _ = IsPaste(key.ToString());
        }

        Assert.True(IsPaste("a"));
        foreach (char key in "\e[201~")
        {
            _ = IsPaste(key.ToString());
        }

        Assert.False(IsPaste("a"));
    }

    [Fact]
    public void A_mark_after_a_broken_one_counts()
    {
        Assert.True(IsPaste("\e[20\e[200~a"));
        Assert.True(IsPaste("\e[205~\e\e[201~"));
        Assert.False(IsPaste("b"));
    }

    private bool IsPaste(string read) => _detector.IsPaste(Encoding.UTF8.GetBytes(read));
}
