using MoshPS.Engine.Prediction;
using MoshPS.Engine.Terminal;
using static MoshPS.Engine.Tests.Prediction.PredictionScript;

namespace MoshPS.Engine.Tests.Prediction;

/// <summary>The prediction engine as stock mosh has it (spec 3 §5).</summary>
public sealed class PredictionTests
{
    private static readonly PredictionOptions Stock = PredictionOptions.Stock with { Mode = PredictionMode.Always };

    [Fact]
    public void The_first_key_is_hidden_until_the_server_echoes_it() =>
        new PredictionScript(Stock)
            .HostPrints("$ ")
            .Keys("l").ShowsNothingPredicted()
            .HostEchoes("l").Shows("$ l")
            .Keys("s").ShowsPredicted("$ ls").ShowsCursorAt(0, 4);

    [Fact]
    public void Keys_typed_before_the_first_echo_appear_with_it() =>
        new PredictionScript(Stock)
            .HostPrints("$ ")
            .Keys("l", "s", " ").ShowsNothingPredicted();

    [Fact]
    public void One_confirmed_key_shows_the_others_of_its_epoch()
    {
        PredictionScript script = new(Stock);
        script.HostPrints("$ ").Keys("l").HostPrints("l").Confirms();
        script.Keys("s").Keys("x").ShowsPredicted("$ lsx");
    }

    [Fact]
    public void A_program_that_does_not_echo_never_has_its_keys_shown() =>
        new PredictionScript(Stock)
            .HostPrints("Password: ")
            .Keys("s", "e", "c").ShowsNothingPredicted()
            .Confirms().ShowsNothingPredicted()
            .Keys("r", "e", "t").ShowsNothingPredicted();

    [Fact]
    public void Enter_begins_a_new_epoch() =>
        new PredictionScript(Stock).AtPrompt()
            .Keys("x").ShowsPredicted("$ ex")
            .Keys(Enter).ShowsCursorAt(0, 4)
            .Keys("y").Shows("$ ex").Shows("", row: 1);

    [Fact]
    public void Text_after_the_cursor_is_pushed_on() =>
        new PredictionScript(Stock).AtPrompt()
            .HostPrints("cho hi\b\b\b\b\b\b").Keys("z").HostEchoes("zcho hi\b\b\b\b\b\b")
            .Keys("w").ShowsPredicted("$ ezwcho hi").ShowsCursorAt(0, 5);

    [Fact]
    public void In_overwrite_mode_text_after_the_cursor_stays() =>
        new PredictionScript(Stock with { Overwrites = true }).AtPrompt()
            .HostPrints("cho hi\b\b\b\b\b\b").Keys("z").HostEchoes("z")
            .Keys("w").ShowsPredicted("$ ezwo hi");

    [Fact]
    public void Backspace_draws_the_rest_nearer() =>
        new PredictionScript(Stock).AtPrompt()
            .Keys("c").HostEchoes("c").HostPrints("hi\b\b").Keys("x").HostEchoes("xhi\b\b")
            .Keys(Backspace).ShowsPredicted("$ echi").ShowsCursorAt(0, 4);

    [Fact]
    public void Backspace_stops_at_the_first_column() =>
        new PredictionScript(Stock).Keys("a").HostEchoes("a")
            .Keys(Backspace, Backspace, Backspace).ShowsCursorAt(0, 0);

    [Fact]
    public void Arrows_move_the_cursor_within_the_row() =>
        new PredictionScript(Stock).AtPrompt()
            .Keys("a").HostEchoes("a")
            .Keys(LeftArrow).ShowsCursorAt(0, 3)
            .Keys(LeftArrow, LeftArrow, LeftArrow, LeftArrow).ShowsCursorAt(0, 0)
            .Keys(RightArrow).ShowsCursorAt(0, 1);

    [Fact]
    public void A_wrong_guess_that_was_shown_takes_everything_back() =>
        new PredictionScript(Stock).AtPrompt()
            .Keys("a", "b").ShowsPredicted("$ eab")
            .HostPrints("XY").Confirms().ShowsNothingPredicted()
            .Keys("c").ShowsNothingPredicted();

    [Fact]
    public void A_wrong_guess_that_was_not_shown_ends_its_epoch_only()
    {
        PredictionScript script = new(Stock);
        script.AtPrompt().Keys("a").ShowsPredicted("$ ea");
        script.HostEchoes("a").Keys("\t").Keys("q").Shows("$ ea");
        script.HostPrints("bc").Confirms().ShowsNothingPredicted();
    }

    [Fact]
    public void At_the_right_margin_the_next_character_goes_to_the_next_row() =>
        new PredictionScript(Stock, columns: 4).Keys("a").HostEchoes("a").Keys("b").HostEchoes("b")
            .Keys("c").ShowsPredicted("abc")
            .Keys("d").Shows("abc")
            // As line editors do it: a character that wraps, and back to the beginning.
            .HostEchoes("cd \r").Keys("e").HostEchoes("e").Shows("e", row: 1)
            .Keys("f").ShowsPredicted("ef", row: 1);

    [Fact]
    public void Wide_characters_end_stocks_predictions() =>
        new PredictionScript(Stock).AtPrompt()
            .Keys("日").ShowsNothingPredicted()
            .Keys("x").ShowsNothingPredicted();

    [Fact]
    public void Accented_letters_are_predicted_whole() =>
        new PredictionScript(Stock).AtPrompt()
            .Keys("gl\u00fcck").ShowsPredicted("$ eglück")
            .HostEchoes("glück").ShowsNothingPredicted();

    [Fact]
    public void Tab_and_other_controls_begin_a_new_epoch() =>
        new PredictionScript(Stock).AtPrompt()
            .Keys("\t", "x").ShowsNothingPredicted();

    [Fact]
    public void A_change_of_size_forgets_everything()
    {
        PredictionScript script = new(Stock);
        script.AtPrompt().Keys("x").ShowsPredicted("$ ex");
        script.Engine.Reset();
        script.ShowsNothingPredicted().Keys("y").ShowsNothingPredicted();
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(30, false)]
    [InlineData(31, true)]
    [InlineData(250, true)]
    public void Adaptive_predictions_show_on_slow_links_only(int sendInterval, bool isShown)
    {
        PredictionScript script = new(Stock with { Mode = PredictionMode.Adaptive }, sendInterval: sendInterval);
        script.AtPrompt().Keys("x");
        Assert.Equal(isShown ? "$ ex" : "$ e", script.Seen.GetRowText(0).TrimEnd());
    }

    [Theory]
    [InlineData(80, "")]
    [InlineData(81, "x")]
    public void Slow_links_underline(int sendInterval, string underlined) =>
        new PredictionScript(Stock, sendInterval: sendInterval).AtPrompt().Keys("x").Underlines(underlined);

    [Fact]
    public void A_late_echo_on_a_quick_link_turns_predictions_on() =>
        new PredictionScript(Stock with { Mode = PredictionMode.Adaptive }, sendInterval: 20).AtPrompt()
            .Keys("x").ShowsNothingPredicted()
            .Wait(249).ShowsNothingPredicted()
            .Wait(1).ShowsPredicted("$ ex").Underlines("");

    [Fact]
    public void A_very_late_echo_underlines_too() =>
        new PredictionScript(Stock with { Mode = PredictionMode.Adaptive }, sendInterval: 20).AtPrompt()
            .Keys("x").Wait(5_000).Wait(0).ShowsPredicted("$ ex").Underlines("x");

    [Fact]
    public void Never_is_never()
    {
        PredictionScript script = new(Stock with { Mode = PredictionMode.Never }, sendInterval: 250);
        script.AtPrompt().Keys("x").Wait(10_000).ShowsNothingPredicted();
        Assert.Equal(long.MaxValue, script.Engine.NextDeadline(0));
    }

    [Fact]
    public void Experimental_waits_for_nothing() =>
        new PredictionScript(Stock with { Mode = PredictionMode.Experimental })
            .HostPrints("$ ").Keys("l").ShowsPredicted("$ l");

    [Fact]
    public void Confirmed_characters_take_the_colours_of_the_echo()
    {
        PredictionScript script = new(Stock);
        script.AtPrompt().Keys("a", "b").HostPrints("\e[31ma\e[m");
        Assert.Equal(default, script.Seen[0, 4].Rendition.Foreground);
    }

    [Fact]
    public void Counters_tell_shown_confirmed_and_wrong()
    {
        PredictionScript script = new(Stock);
        script.AtPrompt().Keys("a").HostEchoes("a").Keys("b").HostEchoes("X");
        Assert.Equal(4, script.Counters.Typed);
        Assert.Equal(3, script.Counters.Shown);
        Assert.Equal(1, script.Counters.Wrong);
    }
}
