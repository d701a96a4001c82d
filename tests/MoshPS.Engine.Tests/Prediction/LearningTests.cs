using MoshPS.Engine.Prediction;
using static MoshPS.Engine.Tests.Prediction.PredictionScript;

namespace MoshPS.Engine.Tests.Prediction;

/// <summary>
/// What stock mosh's prediction forgets or never learns, and ours does: keys under way, prompts, margins. Each test shows
/// both.
/// </summary>
public sealed class LearningTests
{
    private static readonly PredictionOptions Stock = PredictionOptions.Stock with { Mode = PredictionMode.Always };
    private static readonly PredictionOptions Ours = new() { Mode = PredictionMode.Always };

    [Fact]
    public void Keys_under_way_are_predicted_again_when_one_before_them_was_wrong()
    {
        // In vi: the first key is a command, the others are text.
        PredictionScript Typing(PredictionOptions options) => new PredictionScript(options)
            .Keys("i", "D", "e", "a").HostAnswers(2, "D")
            .Keys("r").HostAnswers(1, "e");

        Typing(Stock).ShowsNothingPredicted().HostAnswers(2, "ar").Keys("!").ShowsNothingPredicted();
        Typing(Ours).ShowsPredicted("Dear").ShowsCursorAt(0, 4).HostAnswers(2, "ar").Keys("!").ShowsPredicted("Dear!");
    }

    [Fact]
    public void What_the_screen_already_shows_is_not_predicted_again()
    {
        // The answer to "a" is on the screen before the server says so.
        new PredictionScript(Ours).Keys("i", "D", "e", "a").Receives().HostAnswers(2, "De")
            .Keys("r").HostAnswers(2, "ar").ShowsNothingPredicted().ShowsCursorAt(0, 4)
            .Keys("!").HostAnswers(1, "").Keys("?").ShowsPredicted("Dear!?").HostAnswers(1, "!").HostAnswers(1, "?").ShowsNothingPredicted();

        new PredictionScript(Ours).Keys("i", "D", "e", "e").Receives().HostAnswers(2, "De")
            .Keys("p").HostAnswers(1, "e").HostAnswers(1, "p").Keys("!").HostAnswers(1, "!").Keys("?").ShowsPredicted("Deep!?");
    }

    [Fact]
    public void What_follows_Enter_starts_where_the_server_has_the_cursor()
    {
        PredictionScript Typing(PredictionOptions options) => new PredictionScript(options)
            .AtPrompt("u@h$ ").Keys(Enter).HostPrints("\r\nu@h$ ").Receives()
            .Keys("l", "s").HostAnswers(1, "").HostAnswers(1, "l");

        Typing(Stock).ShowsNothingPredicted();
        Typing(Ours).ShowsPredicted("u@h$ ls", row: 1);
    }

    [Fact]
    public void The_first_key_is_shown_after_a_prompt_that_is_known_to_echo()
    {
        PredictionScript Typing(PredictionOptions options) => new PredictionScript(options)
            .AtPrompt().Keys(Enter).HostEchoes("\r\n$ ")
            .Keys("l").ShowsNothingPredicted().HostEchoes("l")
            .Keys(Enter).HostEchoes("\r\n$ ").Keys("s");

        Typing(Stock).ShowsNothingPredicted();
        Typing(Ours).ShowsPredicted("$ s", row: 2).Keys("t").ShowsPredicted("$ st", row: 2);
    }

    [Fact]
    public void Another_prompt_is_not_known() =>
        new PredictionScript(Ours).AtPrompt().Keys(Enter).HostEchoes("\r\n$ ").Keys("l").HostEchoes("l")
            .Keys(Enter).HostEchoes("\r\n> ").Keys("s").ShowsNothingPredicted();

    [Fact]
    public void A_prompt_that_no_longer_echoes_is_forgotten()
    {
        PredictionScript script = new PredictionScript(Ours, rows: 9).AtPrompt()
            .Keys(Enter).HostEchoes("\r\n$ ").Keys("l").HostEchoes("l").Keys(Enter).HostEchoes("\r\n$ ");
        script.Keys("s").ShowsPredicted("$ s", row: 2).HostEchoes("").ShowsNothingPredicted()
            .Keys(Enter).HostEchoes("\r\n$ ").Keys("s").ShowsNothingPredicted();
    }

    [Fact]
    public void A_prompt_for_a_password_is_never_known() =>
        new PredictionScript(Ours).HostPrints("Password: ").Keys(Enter).HostEchoes("\r\nPassword: ")
            .Keys("l").HostEchoes("l").Keys(Enter).HostEchoes("\r\nPassword: ").Keys("s").ShowsNothingPredicted();

    [Fact]
    public void A_tilde_beyond_the_end_of_the_text_gives_way()
    {
        PredictionScript Typing(PredictionOptions options) => new PredictionScript(options, columns: 4)
            .HostPrints("\e[2;1H~\e[3;1H~\e[H").Keys("a").HostEchoes("a").Keys("b", "c").HostEchoes("bc")
            .Keys("d", "e", "f").HostAnswers(1, "d\e[2;1H").HostAnswers(1, "e");

        Typing(Stock).Shows("ef~", row: 1);
        Typing(Ours).Shows("ef", row: 1).HostAnswers(1, "f").ShowsNothingPredicted();
    }

    [Fact]
    public void A_tilde_within_text_is_pushed_on() =>
        new PredictionScript(Ours).AtPrompt("").HostPrints("~ home\e[6D").Keys("x").ShowsPredicted("ex~ home");

    [Fact]
    public void What_is_typed_beyond_the_right_margin_is_shown_once_that_has_come_true()
    {
        PredictionScript Typing(PredictionOptions options) => new PredictionScript(options, columns: 4, rows: 4)
            .Keys("a").HostEchoes("a").Keys("b", "c").HostEchoes("bc")
            .Keys("d").ShowsNothingPredicted().HostEchoes("d\r\n").Keys("e").HostEchoes("e").Keys("f", "g").HostEchoes("fg")
            .Keys("h", "i");

        Typing(Stock).ShowsNothingPredicted();
        Typing(Ours).ShowsPredicted("efgh", row: 1).ShowsPredicted("i", row: 2).HostEchoes("h\r\ni").ShowsNothingPredicted();
    }

    [Fact]
    public void A_margin_of_the_editor_is_noticed()
    {
        // It begins a new row with the word that passes the fourth column.
        PredictionScript Typing(PredictionOptions options) => new PredictionScript(options)
            .Keys("a").HostEchoes("a").Keys("b", " ", "c").HostEchoes("b c")
            .Keys("d").ShowsPredicted("ab cd").HostEchoes("\b \r\ncd").ShowsNothingPredicted()
            .Keys(" ").HostEchoes(" ").Keys("e").HostEchoes("e").Keys("f");

        Typing(Stock).ShowsPredicted("cd ef", row: 1).HostEchoes("\b \r\nef");
        Typing(Ours).ShowsNothingPredicted().HostEchoes("\b \r\nef").ShowsNothingPredicted();
    }

    [Fact]
    public void A_margin_that_does_not_break_lines_any_more_is_forgotten() =>
        new PredictionScript(Ours)
            .Keys("a").HostEchoes("a").Keys("b", " ", "c").HostEchoes("b c").Keys("d").HostEchoes("\b \r\ncd")
            .Keys(" ").HostEchoes(" ").Keys("e").HostEchoes("e").Keys("f").HostEchoes("f")
            .Keys(Enter).HostEchoes("\r\n").Keys("a").HostEchoes("a").Keys("b", "c", "d", "e").ShowsPredicted("abcde", row: 2);

    [Fact]
    public void The_cursor_follows_the_server_to_the_next_line()
    {
        PredictionScript Typing(PredictionOptions options) =>
            new PredictionScript(options).AtPrompt().Keys("x", Enter).HostPrints("x\r\n$ ").Receives();

        Typing(Stock).ShowsCursorAt(0, 4);
        Typing(Ours).ShowsCursorAt(1, 2);
    }
}
