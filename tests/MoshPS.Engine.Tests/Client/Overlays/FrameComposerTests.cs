using System.Text;
using MoshPS.Engine.Client;
using MoshPS.Engine.Client.Overlays;
using MoshPS.Engine.Prediction;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Client.Overlays;

/// <summary>What is laid over the server's screen, when, and in which order (spec 3 §4), in simulated time.</summary>
public sealed class FrameComposerTests
{
    private const string Hint = " [To quit: Ctrl-^ .]";
    private const string Unreachable = "sendto: Network is unreachable";

    private readonly Emulator _host = new(132, 4);
    private readonly FrameComposer _composer;

    // A connected session in which nothing is wrong.
    private ClientView _view;

    public FrameComposerTests()
    {
        _host.Write("\r\n"u8);
        _composer = NewComposer(new AttachOptions { Prediction = new PredictionOptions { Mode = PredictionMode.Always } });
        _view = new ClientView(
            1_000, _host.Screen.Snapshot(), new PredictionFeedback(1, 1, 1, 50), MoshClientState.Connected, WasConnected: true,
            ConnectTimedOut: false, LastState: 1_000, LastAcknowledged: 1_000, SendErrors: 0, SendError: null, InvalidDatagrams: 0);
    }

    [Fact]
    public void Where_nothing_is_wrong_the_servers_screen_is_shown_as_it_is()
    {
        Assert.True(Compose().HasSameContent(_view.Screen));
        Assert.Equal(1_000 + NotificationBar.ContactLateAfter + 1, _composer.NextDeadline);
    }

    [Fact]
    public void One_hour_of_silence_is_counted_without_a_frame_too_many()
    {
        List<(long Time, string Bar)> frames = [];
        while (_view.Now < 1_000 + 3_600_000)
        {
            frames.Add((_view.Now - 1_000, Bar()));
            _view = _view with { Now = _composer.NextDeadline };
        }

        Assert.Equal((0, ""), frames[0]);
        Assert.Equal((6_501, $"mosh: Last contact 6 seconds ago.{Hint}"), frames[1]);
        Assert.Equal((7_000, $"mosh: Last contact 7 seconds ago.{Hint}"), frames[2]);

        // When a reply is late too, nothing new is to be told.
        frames.RemoveAll(frame => frame.Time == NotificationBar.ReplyLateAfter + 1);
        Assert.Equal((59_000, $"mosh: Last contact 59 seconds ago.{Hint}"), frames[54]);
        Assert.Equal((60_000, $"mosh: Last contact 1:00 ago.{Hint}"), frames[55]);
        Assert.Equal((63_000, $"mosh: Last contact 1:03 ago.{Hint}"), frames[56]);
        Assert.Equal((3_597_000, $"mosh: Last contact 59:57 ago.{Hint}"), frames[^1]);
        Assert.Equal(2 + 53 + ((3_600 - 60) / 3), frames.Count);
        Assert.Equal(frames.Count, frames.Select(frame => frame.Bar).Distinct().Count());

        _view = _view with { Now = 1_000 + 3_600_000 };
        Assert.Equal($"mosh: Last contact 1:00:00 ago.{Hint}", Bar());
    }

    [Fact]
    public void A_lost_way_to_the_server_is_told_every_second_for_as_long_as_the_way_back_works()
    {
        List<long> times = [];
        for (long now = 1_000; now < 1_000 + 100_000; now = Math.Min(_composer.NextDeadline, now + 3_000))
        {
            // A heartbeat of the server's every three seconds.
            _view = _view with { Now = now, LastState = now - (now % 3_000) };
            if (Bar().Contains("Last reply", StringComparison.Ordinal))
            {
                times.Add(now - 1_000);
            }
        }

        Assert.Equal([10_001, .. Enumerable.Range(11, 89).Select(second => second * 1_000L)], times);
    }

    [Fact]
    public void Contact_takes_the_bar_away()
    {
        Assert.NotEqual("", Bar(11_500));
        _view = _view with { LastState = 11_600, LastAcknowledged = 11_000 };
        Assert.Equal("", Bar(11_600));
    }

    [Fact]
    public void Waiting_for_the_first_state_is_mentioned_after_a_quarter_of_a_second()
    {
        NotYetConnected();
        Assert.Equal("", Bar(250));
        for (long now = 251; now < 6_500; now = _composer.NextDeadline)
        {
            Assert.Equal($"mosh: Nothing received from server on UDP port 60001.{Hint}", Bar(now));
        }

        Assert.Equal($"mosh: Nothing received from server on UDP port 60001. (7 s without contact.){Hint}", Bar(7_000));
        _view = _view with { WasConnected = true, State = MoshClientState.Connected, LastState = 7_100, LastAcknowledged = 7_000 };
        Assert.Equal("", Bar(7_100));
    }

    [Fact]
    public void Giving_up_on_the_first_state_is_the_last_word()
    {
        NotYetConnected();
        _view = _view with { State = MoshClientState.Closing, ConnectTimedOut = true };
        Assert.Equal($"mosh: Timed out waiting for server... (15 s without contact.){Hint}", Bar(15_001));
        _view = _view with { SendErrors = 1, SendError = Unreachable, InvalidDatagrams = 1 };
        _composer.ShowHelp(true);
        _composer.ShowHelp(false);
        Assert.Equal($"mosh: Timed out waiting for server... (16 s without contact.){Hint}", Bar(16_001));
    }

    [Fact]
    public void Datagrams_that_cannot_be_opened_are_news_while_connecting()
    {
        NotYetConnected();
        Bar(250);
        _view = _view with { InvalidDatagrams = 1 };
        Assert.Equal($"mosh: Crypto exception: Packet failed integrity check.{Hint}", Bar(500));
        Assert.Equal($"mosh: Crypto exception: Packet failed integrity check.{Hint}", Bar(1_499));
        Assert.Equal($"mosh: Nothing received from server on UDP port 60001.{Hint}", Bar(1_500));
    }

    [Fact]
    public void Datagrams_that_cannot_be_opened_are_news_when_contact_is_lost_and_not_before()
    {
        Bar();
        _view = _view with { InvalidDatagrams = 5 };
        Assert.Equal("", Bar(2_000));
        Assert.Equal($"mosh: Last contact 8 seconds ago.{Hint}", Bar(9_000));
        _view = _view with { InvalidDatagrams = 6 };
        Assert.Equal($"mosh: Crypto exception: Packet failed integrity check. (9 s without contact.){Hint}", Bar(10_000));
        Assert.Equal($"mosh: Last contact 10 seconds ago.{Hint}", Bar(11_000));
    }

    [Fact]
    public void A_network_error_stands_while_it_lasts_and_a_second_longer()
    {
        Bar();
        _view = _view with { SendErrors = 1, SendError = Unreachable };
        Assert.Equal($"mosh: {Unreachable}{Hint}", Bar(2_000));
        _view = _view with { SendErrors = 2 };
        Assert.Equal($"mosh: {Unreachable}{Hint}", Bar(5_000));
        _view = _view with { SendError = null, LastState = 6_000 };
        Assert.Equal($"mosh: {Unreachable}{Hint}", Bar(6_000));
        Assert.Equal($"mosh: {Unreachable}{Hint}", Bar(6_999));
        Assert.Equal("", Bar(7_000));
    }

    [Fact]
    public void Help_stays_until_the_command_whatever_happens_meanwhile()
    {
        Bar();
        _composer.ShowHelp(true);
        string help = "mosh: Commands: Ctrl-Z suspends, \".\" quits, \"^\" gives literal Ctrl-^";
        Assert.Equal(help, Bar(1_100));
        _view = _view with { SendErrors = 1, SendError = Unreachable, InvalidDatagrams = 9 };
        Assert.Equal(help, Bar(2_000));
        Assert.Equal($"{help} (7 s without contact.)", Bar(8_000));
        _composer.ShowHelp(false);
        Assert.Equal($"mosh: Last contact 7 seconds ago.{Hint}", Bar(8_000));
    }

    [Fact]
    public void The_end_replaces_help_and_nothing_replaces_the_end()
    {
        Bar();
        _composer.ShowHelp(true);
        _composer.ShowExit("Exiting on user request...");
        _composer.ShowHelp(false);
        _view = _view with { SendErrors = 1, SendError = Unreachable, State = MoshClientState.Closing };
        Assert.Equal($"mosh: Exiting on user request...{Hint}", Bar(2_000));

        // The first half of asking again.
        _composer.ShowHelp(true);
        Assert.Equal($"mosh: Exiting on user request...{Hint}", Bar(2_100));
        _composer.ShowHelp(false);
        Assert.Equal($"mosh: Exiting on user request... (9 s without contact.){Hint}", Bar(10_000));
        Assert.True(Compose(_composer, isLast: true).HasSameContent(_view.Screen));
    }

    [Fact]
    public void What_is_typed_while_the_session_ends_is_not_predicted()
    {
        Trust();
        _view = _view with { State = MoshClientState.Closing };
        Type("x");
        Assert.Equal("$ a", Compose().GetRowText(1).TrimEnd());
    }

    [Fact]
    public void The_bar_lies_over_predictions_and_its_row_hides_the_cursor()
    {
        _host.Write("\e[1;1H"u8);
        Trust(row: 0);
        Type("b");
        Assert.Equal("$ ab", Compose().GetRowText(0).TrimEnd());
        Assert.True(Compose().IsCursorVisible);
        _view = _view with { Now = 9_000 };
        Screen frame = Compose();
        Assert.Equal($"mosh: Last contact 8 seconds ago.{Hint}", frame.GetRowText(0).TrimEnd());
        Assert.False(frame.IsCursorVisible);
        Assert.Equal((0, 4), (frame.CursorRow, frame.CursorColumn));
    }

    [Fact]
    public void There_is_no_title_before_the_host_sets_one()
    {
        Screen frame = Compose();
        Assert.False(frame.IsTitleSet);
        Assert.Equal("", frame.WindowTitle);
    }

    [Theory]
    [InlineData("\e]0;both\a", "[mosh] both", "[mosh] both")]
    [InlineData("\e]0;both\a\e]2;window\a", "[mosh] window", "both")]
    [InlineData("\e]1;icon\a", "[mosh] ", "icon")]
    [InlineData("\e]0;\a", "[mosh] ", "[mosh] ")]
    public void The_prefix_goes_before_the_title_and_the_icon_of_the_same_name(string output, string title, string icon)
    {
        _host.Write(Encoding.UTF8.GetBytes(output));
        _view = _view with { Screen = _host.Screen.Snapshot() };
        Screen frame = Compose();
        Assert.Equal((title, icon), (frame.WindowTitle, frame.IconName));
        Assert.NotEqual(title, _host.Screen.WindowTitle);

        Assert.True(Compose(NewComposer(new AttachOptions { TitlePrefix = false })).HasSameContent(_view.Screen));
        Assert.True(Compose(_composer, isLast: true).HasSameContent(_view.Screen));
    }

    private static FrameComposer NewComposer(AttachOptions options) =>
        new(options with { AllowDetach = false }, new PredictionCounters(), 60001, canSuspend: true);

    private void NotYetConnected() =>
        _view = _view with { State = MoshClientState.Connecting, WasConnected = false, LastState = 0, LastAcknowledged = 0, Now = 0 };

    private string Bar(long? now = null)
    {
        _view = _view with { Now = now ?? _view.Now };
        return Compose().GetRowText(0).TrimEnd();
    }

    private Screen Compose() => Compose(_composer);

    private Screen Compose(FrameComposer composer, bool isLast = false)
    {
        Screen frame = _view.Screen.Snapshot();
        composer.Compose(_view with { Screen = frame }, isLast);
        return frame;
    }

    private void Type(string keys)
    {
        _composer.Type(_view, Encoding.UTF8.GetBytes(keys));
        _view = _view with { Feedback = _view.Feedback with { LastSent = _view.Feedback.LastSent + 1 } };
    }

    /// <summary>A prompt and one key that was echoed: from here on typing is predicted.</summary>
    private void Trust(int row = 1)
    {
        _host.Write("$ "u8);
        _view = _view with { Screen = _host.Screen.Snapshot() };
        Type("a");
        _host.Write("a"u8);
        _view = _view with
        {
            Screen = _host.Screen.Snapshot(),
            Feedback = _view.Feedback with { EchoAcknowledged = _view.Feedback.LastSent },
        };
        Assert.Equal("$ a", Compose().GetRowText(row).TrimEnd());
    }
}
