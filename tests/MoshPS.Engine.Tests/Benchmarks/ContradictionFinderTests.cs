using MoshPS.Benchmarks.Typing;

namespace MoshPS.Engine.Tests.Benchmarks;

/// <summary>What counts as shown by mistake in the typing benchmarks.</summary>
public sealed class ContradictionFinderTests
{
    private const long Window = 1000;
    private const long Shortest = 2;

    [Fact]
    public void A_character_that_the_server_never_shows_there_is_a_mistake_for_as_long_as_it_stands()
    {
        ContradictionFinder finder = new([(0, Screens.After("$ ")), (300, Screens.After("$ b"))], Window, Shortest);

        finder.Show(10, Screens.After("$ "));
        finder.Show(100, Screens.After("$ a"));
        finder.Show(400, Screens.After("$ b"));
        finder.End(500);

        Assert.Equal([new Contradiction(2, 'a', 100, 300)], finder.Found);
    }

    [Fact]
    public void What_the_server_shows_later_or_has_shown_before_is_none()
    {
        ContradictionFinder finder = new([(0, Screens.After("$ a")), (300, Screens.After("$ ab"))], Window, Shortest);

        finder.Show(10, Screens.After("$ "));
        finder.Show(20, Screens.After("$ a"));
        finder.Show(30, Screens.After("$ ab"));
        finder.End(500);

        Assert.Empty(finder.Found);
    }

    [Fact]
    public void What_the_server_shows_long_after_does_not_make_it_right()
    {
        ContradictionFinder finder = new([(0, Screens.After("$ ")), (5000, Screens.After("$ a"))], Window, Shortest);

        finder.Show(10, Screens.After("$ "));
        finder.Show(100, Screens.After("$ a"));
        finder.Show(200, Screens.After("$ "));
        finder.End(9000);

        Assert.Single(finder.Found);
    }

    [Fact]
    public void A_frame_that_is_read_in_two_pieces_is_none()
    {
        ContradictionFinder finder = new([(0, Screens.After("$ ")), (300, Screens.After("$ b"))], Window, Shortest);

        finder.Show(10, Screens.After("$ "));
        finder.Show(400, Screens.After("$ a"));
        finder.Show(401, Screens.After("$ b"));
        finder.End(500);

        Assert.Empty(finder.Found);
    }

    [Fact]
    public void The_clients_own_bar_is_none()
    {
        ContradictionFinder finder = new([(0, Screens.After("$ "))], Window, Shortest);

        finder.Show(10, Screens.After("$ "));
        finder.Show(100, Screens.After("mosh: Last contact 7"));
        finder.End(500);

        Assert.Empty(finder.Found);
    }
}
