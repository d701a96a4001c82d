using MoshPS.Engine.Client.Overlays;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Client.Overlays;

/// <summary>The bar of lost contact and other news (spec 3 §4).</summary>
public sealed class NotificationBarTests
{
    private const string Hint = " [To quit: Ctrl-^ .]";

    private readonly NotificationBar _bar = new("Ctrl-^");

    [Fact]
    public void With_nothing_to_tell_there_is_no_bar()
    {
        _bar.Update(1_000, 1_000);
        Assert.Equal("", _bar.GetText(7_500));
        Assert.Equal(7_501, _bar.NextDeadline(7_500));
    }

    [Theory]
    [InlineData(7_501, "6 seconds")]
    [InlineData(60_999, "59 seconds")]
    [InlineData(61_000, "1:00")]
    [InlineData(3_600_999, "59:59")]
    [InlineData(3_601_000, "1:00:00")]
    [InlineData(401_000_000, "111:23:19")]
    public void Lost_contact_is_told_with_its_age(long now, string age)
    {
        _bar.Update(1_000, now);
        Assert.Equal($"mosh: Last contact {age} ago.{Hint}", _bar.GetText(now));
    }

    [Fact]
    public void A_server_that_is_heard_and_does_not_hear_us_is_told_apart()
    {
        _bar.Update(20_000, 1_000);
        Assert.Equal("", _bar.GetText(11_000));
        Assert.Equal($"mosh: Last reply 11 seconds ago.{Hint}", _bar.GetText(12_000));
    }

    [Fact]
    public void Lost_contact_comes_before_a_missing_reply()
    {
        _bar.Update(1_000, 1_000);
        Assert.Equal($"mosh: Last contact 20 seconds ago.{Hint}", _bar.GetText(21_000));
    }

    [Fact]
    public void A_message_and_lost_contact_share_the_bar()
    {
        _bar.Update(1_000, 1_000);
        _bar.Show("Exiting...");
        Assert.Equal($"mosh: Exiting...{Hint}", _bar.GetText(2_000));
        Assert.Equal($"mosh: Exiting... (9 s without contact.){Hint}", _bar.GetText(10_000));
    }

    [Fact]
    public void A_brief_message_goes_by_itself()
    {
        _bar.Update(1_000, 1_000);
        _bar.Show("Nothing received", 2_000, hidesQuitHint: false);
        Assert.Equal($"mosh: Nothing received{Hint}", _bar.GetText(1_999));
        Assert.Equal(2_000, _bar.NextDeadline(1_999));
        Assert.Equal("", _bar.GetText(2_000));
    }

    [Fact]
    public void Help_leaves_the_hint_out_and_a_network_error_keeps_that()
    {
        _bar.Update(1_000, 1_000);
        _bar.Show("Commands", hidesQuitHint: true);
        Assert.Equal("mosh: Commands", _bar.GetText(1_000));
        _bar.ShowNetworkError("sendto: Network is unreachable", 1_000);
        Assert.Equal("mosh: sendto: Network is unreachable", _bar.GetText(4_099));
        Assert.Equal("", _bar.GetText(4_100));
    }

    [Fact]
    public void A_network_error_goes_soon_once_sending_works()
    {
        _bar.Update(1_000, 1_000);
        _bar.ShowNetworkError("sendto: Network is unreachable", 1_000);
        _bar.ClearNetworkError(1_500);
        Assert.NotEqual("", _bar.GetText(2_499));
        Assert.Equal("", _bar.GetText(2_500));
    }

    [Fact]
    public void Another_message_is_not_shortened_as_if_it_were_a_network_error()
    {
        _bar.Update(1_000, 1_000);
        _bar.ShowNetworkError("sendto: Network is unreachable", 1_000);
        _bar.Show("Exiting...");
        _bar.ClearNetworkError(1_500);
        Assert.NotEqual("", _bar.GetText(5_000));
    }

    [Fact]
    public void Without_an_escape_key_there_is_no_hint()
    {
        NotificationBar bar = new("");
        bar.Update(0, 0);
        Assert.Equal("mosh: Last contact 7 seconds ago.", bar.GetText(7_000));
    }

    [Theory]
    [InlineData(10_000, 11_000)]
    [InlineData(70_000, 73_000)]
    public void The_age_is_renewed_every_second_and_later_every_third(long now, long next)
    {
        _bar.Update(1_000, now);
        Assert.Equal(next, _bar.NextDeadline(now));
    }

    [Fact]
    public void The_bar_covers_the_first_row_and_hides_the_cursor_there()
    {
        Emulator host = new(30, 2);
        host.Write("first row\r\nsecond row\e[H"u8);
        NotificationBar.Draw(host.Screen, "mosh: 日本 news");
        Assert.Equal("mosh: 日本 news", host.Screen.GetRowText(0).TrimEnd());
        Assert.Equal("second row", host.Screen.GetRowText(1).TrimEnd());
        Assert.False(host.Screen.IsCursorVisible);
        Assert.All(Enumerable.Range(0, 30), column =>
        {
            Assert.Equal(Color.FromPalette(4), host.Screen[0, column].Rendition.Background);
            Assert.Equal(Color.FromPalette(7), host.Screen[0, column].Rendition.Foreground);
        });
        Assert.Equal(CharacterAttributes.Bold, host.Screen[0, 0].Rendition.Attributes);
        Assert.Equal(CharacterAttributes.None, host.Screen[0, 29].Rendition.Attributes);
    }

    [Fact]
    public void A_narrow_window_cuts_the_bar()
    {
        for (int columns = 1; columns < 12; columns++)
        {
            Emulator host = new(columns, 1);
            NotificationBar.Draw(host.Screen, "mosh: 日本");
            Assert.StartsWith(host.Screen.GetRowText(0).TrimEnd(), "mosh: 日本", StringComparison.Ordinal);
        }
    }
}
