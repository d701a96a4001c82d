using System.Text;
using MoshPS.Benchmarks.Typing;

namespace MoshPS.Engine.Tests.Benchmarks;

/// <summary>When the effect of a key is seen: what the typing benchmarks stand on.</summary>
public sealed class EchoFinderTests
{
    [Fact]
    public void A_character_is_seen_as_soon_as_it_stands_at_its_place_whatever_else_is_missing()
    {
        // The clock in the corner is the host's, and comes later.
        TypingTrace trace = Screens.Trace("$ ", ("l", "\e[4;18H1\e[H$ l"));
        EchoFinder finder = new(trace, [100]);

        finder.Show(101, Screens.After("$ l"));
        finder.End();

        Assert.Equal([1], finder.Latencies);
    }

    [Fact]
    public void A_key_is_seen_too_when_a_later_one_has_changed_its_place_already()
    {
        TypingTrace trace = Screens.Trace("$ ", ("l", "$ l"), ("\x7f", "$ "), ("c", "$ c"));
        EchoFinder finder = new(trace, [100, 110, 120]);

        finder.Show(400, Screens.After("$ c"));
        finder.End();

        Assert.Equal([300, 290, 280], finder.Latencies);
    }

    [Fact]
    public void A_key_that_a_later_one_has_undone_is_seen_with_that()
    {
        TypingTrace trace = Screens.Trace("$ lp", ("\x7f", "$ l"), ("p", "$ lp"), ("s", "$ lps"));
        EchoFinder finder = new(trace, [100, 110, 120]);

        finder.Show(400, Screens.After("$ lps"));
        finder.End();

        Assert.Equal([300, 290, 280], finder.Latencies);
    }

    [Fact]
    public void What_an_earlier_screen_shows_does_not_count_before_the_key()
    {
        TypingTrace trace = Screens.Trace("$ l\e[D", ("\r", "$ l\r\n$ "), ("l", "$ l\r\n$ l"));
        EchoFinder finder = new(trace, [100, 110]);

        finder.Show(105, Screens.After("$ l\r\n$ "));
        finder.Show(300, Screens.After("$ l\r\n$ l"));
        finder.End();

        Assert.Equal([5, 190], finder.Latencies);
    }

    [Fact]
    public void Before_the_same_character_the_cursor_tells()
    {
        TypingTrace trace = Screens.Trace("$ l\e[D", ("l", "$ ll\e[D"));
        EchoFinder finder = new(trace, [100]);

        finder.Show(101, Screens.After("$ l\e[D"));
        finder.Show(102, Screens.After("$ ll\e[D"));
        finder.End();

        Assert.Equal([2], finder.Latencies);
    }

    [Theory]
    [InlineData("\e[D")]
    [InlineData("\eOD")]
    public void A_cursor_key_is_seen_by_the_cursor(string key)
    {
        TypingTrace trace = Screens.Trace("$ ls", (key, "$ ls\e[D"));
        EchoFinder finder = new(trace, [100]);

        finder.Show(101, Screens.After("$ ls"));
        finder.Show(103, Screens.After("$ ls\e[D"));
        finder.End();

        Assert.Equal([3], finder.Latencies);
    }

    [Fact]
    public void Keys_of_a_password_are_not_looked_for()
    {
        TypingTrace trace = Screens.Trace("Password: ", ("x", "Password: "), ("y", "Password: "));
        EchoFinder finder = new(trace, [100, 110]);

        finder.Show(120, Screens.After("Password: "));
        finder.End();

        Assert.Empty(finder.Latencies);
        Assert.Empty(finder.UnseenKeys);
    }

    [Fact]
    public void A_key_whose_effect_never_comes_is_unseen()
    {
        TypingTrace trace = Screens.Trace("$ ", ("l", "$ l"), ("s", "$ ls"));
        EchoFinder finder = new(trace, [100, 110]);

        finder.Show(120, Screens.After("$ l"));
        finder.End();

        Assert.Equal([20], finder.Latencies);
        Assert.Equal([1], finder.UnseenKeys);
    }

    [Fact]
    public void Where_much_changes_some_of_it_may_be_different()
    {
        KeyEffect? effect = KeyEffect.Find(Screens.After("$ date"), Encoding.ASCII.GetBytes("\r"), Screens.After("$ date\r\nIt is 12:31:07\r\n$ "));

        Assert.NotNull(effect);
        Assert.True(effect.IsShown(Screens.After("$ date\r\nIt is 12:31:59\r\n$ "), []));
        Assert.False(effect.IsShown(Screens.After("$ date\r\nIt is "), []));
    }

    [Fact]
    public void A_recording_tells_the_screen_after_each_key()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(
                path,
                [
                    """{"version": 2, "width": 20, "height": 4}""",
                    """[0.1, "o", "$ "]""",
                    """[1.0, "i", "l"]""",
                    """[1.001, "o", "l"]""",
                    """[1.25, "i", "\r"]""",
                    """[1.3, "o", "\r\nbin\r\n$ "]""",
                ]);

            TypingTrace trace = TypingTrace.Load(path);

            Assert.Equal("$", trace.Before.ToString());
            Assert.Equal(["$ l", "$ l\nbin\n$"], trace.Keys.Select(key => key.After.ToString()));
            Assert.Equal(TimeSpan.FromSeconds(0.25), trace.Keys[1].Pause);
            Assert.Single(trace.KeysWithScreen);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
