using MoshPS.Engine.Prediction;
using MoshPS.Engine.Terminal;
using static MoshPS.Engine.Tests.Prediction.PredictionScript;

namespace MoshPS.Engine.Tests.Prediction;

/// <summary>What stock mosh's prediction is known to get wrong, and ours does not. Each test shows both.</summary>
public sealed class ImprovementTests
{
    private const string Grey = "\e[90m";
    private const string Plain = "\e[m";

    private static readonly PredictionOptions Stock = PredictionOptions.Stock with { Mode = PredictionMode.Always };
    private static readonly PredictionOptions Ours = new() { Mode = PredictionMode.Always };

    [Theory]
    [InlineData("\e[90m")] // fish: bright black
    [InlineData("\e[38;5;8m")] // zsh-autosuggestions
    [InlineData("\e[38;5;238m")] // PSReadLine
    [InlineData("\e[97;2;3m")] // PSReadLine since 2.3
    [InlineData("\e[38;2;85;85;85m")] // fish: 555
    public void Suggestions_stay_while_they_are_typed_over(string style)
    {
        PredictionScript Typing(PredictionOptions options) => new PredictionScript(options).AtPrompt()
            .HostPrints($"{style}cho hello{Plain}\e[9D").Keys("c");
        string echo = $"c{style}ho hello{Plain}\e[8D";

        Typing(Stock).Shows("$ eccho hello")
            .HostEchoes(echo).Keys("h").ShowsNothingPredicted();
        Typing(Ours).Shows("$ echo hello").ShowsCursorAt(0, 4)
            .HostEchoes(echo).Keys("h").Shows("$ echo hello").ShowsCursorAt(0, 5);
    }

    [Fact]
    public void Keys_that_run_ahead_of_the_server_lie_over_the_suggestion_that_it_makes_meanwhile()
    {
        PredictionScript Typing(PredictionOptions options) => new PredictionScript(options, columns: 24).AtPrompt("$ e")
            .Keys("c", "h").HostPrints($"c{Grey}ho hello{Plain}\e[8D").ConfirmsAllBut(1).Keys("o", " ", "h");

        Typing(Stock).Shows("$ eecho h");
        Typing(Ours).Shows("$ eecho hello").ShowsCursorAt(0, 9)
            .HostPrints($"h{Grey}o hello{Plain}\e[7D").ConfirmsAllBut(3).Shows("$ eecho hello")
            .HostEchoes($"o h{Grey}ello{Plain}\e[4D").ShowsNothingPredicted()
            .Keys("e").Shows("$ eecho hello").ShowsCursorAt(0, 10);
    }

    [Fact]
    public void A_suggestion_is_taken_back_where_something_else_is_typed()
    {
        PredictionScript Typing(PredictionOptions options) => new PredictionScript(options).AtPrompt()
            .HostPrints($"{Grey}cho hello{Plain}\e[9D").Keys("x");

        Typing(Stock).Shows("$ excho hello");
        Typing(Ours).Shows("$ ex").HostEchoes("x\e[K").Keys("y").ShowsPredicted("$ exy");
        Typing(Ours).Shows("$ ex").HostEchoes($"x{Grey}it{Plain}\e[K\e[2D").Keys("i").Shows("$ exit");
    }

    [Fact]
    public void A_suggestion_is_uncovered_again_by_taking_back_what_was_typed_over_it() =>
        new PredictionScript(Ours).AtPrompt().HostPrints($"{Grey}cho hello{Plain}\e[9D")
            .Keys("c", "h").Shows("$ echo hello").ShowsCursorAt(0, 5)
            .Keys(Backspace, Backspace).Shows("$ echo hello").ShowsCursorAt(0, 3)
            .Confirms().Keys("c").Shows("$ echo hello").ShowsCursorAt(0, 4);

    [Fact]
    public void A_suggestion_goes_with_what_it_completes() =>
        new PredictionScript(Ours).AtPrompt().Keys("c").HostEchoes($"c{Grey}ho hello{Plain}\e[8D")
            .Keys(Backspace).ShowsPredicted("$ e").ShowsCursorAt(0, 3)
            .Keys(Backspace).ShowsPredicted("$").ShowsCursorAt(0, 2);

    [Fact]
    public void The_key_that_accepts_a_suggestion_does_not_move_the_cursor_by_one() =>
        new PredictionScript(Ours).AtPrompt().HostPrints($"{Grey}cho hello{Plain}\e[9D")
            .Keys(RightArrow).ShowsCursorAt(0, 3).HostEchoes("cho hello").ShowsCursorAt(0, 12);

    [Fact]
    public void Suggestions_of_several_rows_are_typed_over() =>
        new PredictionScript(Ours, columns: 10).AtPrompt().HostPrints($"{Grey}cho hello world{Plain}\e[H\e[3C")
            .Keys("c", "h", "o", " ", "h", "e", "l").HostEchoes($"cho hel{Grey}lo world{Plain}\e[2;1H")
            .Keys("l", "o").Shows("lo world", row: 1);

    [Fact]
    public void What_is_typed_over_a_suggestion_has_the_colour_of_the_line()
    {
        PredictionScript script = new PredictionScript(Ours).AtPrompt()
            .HostPrints($"{Grey}cho{Plain}\e[3D").Keys("c").HostEchoes($"c{Grey}ho{Plain}\e[2D").Keys("h");
        Assert.Equal(default, script.Seen[0, 4].Rendition);
        Assert.Equal(Color.FromPalette(8), script.Seen[0, 5].Rendition.Foreground);
    }

    [Fact]
    public void Coloured_text_that_is_part_of_the_line_is_pushed_on() =>
        new PredictionScript(Ours).AtPrompt()
            .HostPrints("\e[36mcho hi\e[m\e[6D").Keys("z").HostEchoes("z\e[36mcho hi\e[m\e[6D")
            .Keys("w").ShowsPredicted("$ ezwcho hi");

    [Fact]
    public void A_prompt_at_the_right_margin_stays()
    {
        PredictionScript Typing(PredictionOptions options) => new PredictionScript(options, columns: 24).AtPrompt()
            .HostPrints("\e7\e[18G12:30\e8").Keys("c");

        Typing(Stock).Shows("$ ec              12:30").HostEchoes("c").Keys("h").Shows("$ ec             12:30");
        Typing(Ours).Shows("$ ec             12:30").HostEchoes("c").Keys("h").Shows("$ ech            12:30")
            .Keys(Backspace).Shows("$ ec             12:30");
    }

    [Fact]
    public void Wide_characters_take_two_columns()
    {
        PredictionScript Typing(PredictionOptions options) => new PredictionScript(options).AtPrompt().Keys("日", "本", "x");

        Typing(Stock).ShowsNothingPredicted();
        Typing(Ours).ShowsPredicted("$ e日本x").ShowsCursorAt(0, 8).HostEchoes("日本x").ShowsNothingPredicted();
    }

    [Fact]
    public void Emoji_take_two_columns() =>
        new PredictionScript(Ours).AtPrompt().Keys("🙂!").ShowsPredicted("$ e🙂!").ShowsCursorAt(0, 6)
            .HostEchoes("🙂!").ShowsNothingPredicted();

    [Fact]
    public void Backspace_and_arrows_pass_a_wide_character_whole() =>
        new PredictionScript(Ours).AtPrompt().Keys("日").HostEchoes("日")
            .Keys(LeftArrow).ShowsCursorAt(0, 3).Keys(RightArrow).ShowsCursorAt(0, 5)
            .Keys(Backspace).ShowsPredicted("$ e").ShowsCursorAt(0, 3);

    [Fact]
    public void Wide_characters_are_pushed_on_whole_key_by_key() =>
        new PredictionScript(Ours).AtPrompt().Keys("字", "テ", "ス").HostEchoes("字テス").Keys(LeftArrow, LeftArrow).HostEchoes("\e[4D")
            .Keys("漢", "x").Shows("$ e字漢xテス")
            .HostPrints("漢テス\e[4D").ConfirmsAllBut(1).Shows("$ e字漢xテス")
            .HostEchoes("xテス\e[4D").ShowsNothingPredicted();

    [Fact]
    public void Wide_characters_that_are_pushed_on_reach_the_terminal_whole()
    {
        // Underlined: the half that a wide character covers must not be, or it becomes a blank of its own.
        PredictionScript script = new PredictionScript(Ours, sendInterval: 150).AtPrompt().Keys("字", "テ", "ス").HostEchoes("字テス")
            .Keys(LeftArrow, LeftArrow, LeftArrow).HostEchoes("\e[6D").Keys("漢");
        Screen before = script.Shows("$ e漢字テス").Underlines("漢字テス").Seen;
        Screen after = script.Keys("x").Shows("$ e漢x字テス").Seen;
        Emulator terminal = new(before.Columns, before.Rows);
        FrameWriter writer = new();
        terminal.Write(writer.Write(before, before, initialised: false, default));
        terminal.Write(writer.Write(before, after, initialised: true, default));
        Assert.Equal("$ e漢x字テス", terminal.Screen.GetRowText(0).TrimEnd());
    }

    [Fact]
    public void A_wide_character_that_does_not_fit_goes_to_the_next_row() =>
        new PredictionScript(Ours, columns: 5).AtPrompt().Keys("a").HostEchoes("a")
            .Keys("日").HostEchoes("日").ShowsNothingPredicted().ShowsCursorAt(1, 2);

    [Fact]
    public void A_password_after_an_echoed_answer_is_not_shown()
    {
        // One key answers the question, without Enter, as in bash's read -n 1.
        PredictionScript Typing(PredictionOptions options) => new PredictionScript(options)
            .HostPrints("Log in? ").Keys("y").HostEchoes("y")
            .HostPrints("\r\nPass for u: ").Keys("s");

        Assert.Equal("Pass for u: s", Typing(Stock).Seen.GetRowText(1).TrimEnd());
        Typing(Ours).ShowsNothingPredicted();
    }

    [Theory]
    [InlineData("\r\nword: ")]
    [InlineData(" word: ")]
    public void A_secret_is_not_shown_when_the_key_before_it_is_confirmed(string prompt)
    {
        // The answer and the next prompt are on the screen; that it shows all keys so far is told a moment later.
        PredictionScript Typing(PredictionOptions options) => new PredictionScript(options)
            .HostPrints("Log in? ").Keys("y").HostPrints("y" + prompt).Receives().Keys("s").ConfirmsAllBut(1);

        Assert.StartsWith("Log in? ys", Typing(Stock).Seen.GetRowText(0), StringComparison.Ordinal);
        Typing(Ours).ShowsNothingPredicted().Keys("t").ShowsNothingPredicted().Confirms().Keys("u").ShowsNothingPredicted();
    }

    [Fact]
    public void After_the_prompt_of_a_shell_that_echoed_before_the_first_key_is_shown_at_once()
    {
        PredictionScript Typing(PredictionOptions options) => new PredictionScript(options)
            .Keys(Enter).HostEchoes("\r\n$ ").Keys("a").HostEchoes("a").Keys(Enter).HostEchoes("\r\n$ ").Keys("b");

        Typing(Stock).ShowsNothingPredicted();
        Typing(Ours).ShowsPredicted("$ b", row: 2);
    }

    [Theory]
    [InlineData("Value: ")]
    [InlineData("Next? ")]
    [InlineData("")]
    public void After_a_question_that_echoed_before_a_secret_is_not_shown(string question) =>
        new PredictionScript(Ours).Keys(Enter).HostEchoes($"\r\n{question}").Keys("a").HostEchoes("a").Keys(Enter).HostEchoes($"\r\n{question}")
            .Keys("s").ShowsNothingPredicted()
            .Confirms().Keys("t").ShowsNothingPredicted();

    [Fact]
    public void A_prompt_for_a_password_hides_keys_even_in_experimental_mode()
    {
        PredictionScript Typing(PredictionOptions options) => new PredictionScript(options with { Mode = PredictionMode.Experimental })
            .HostPrints("[sudo] password: ").Keys("h", "u");

        Assert.Equal("[sudo] password: hu", Typing(Stock).Seen.GetRowText(0).TrimEnd());
        Typing(Ours).ShowsNothingPredicted();
    }

    [Theory]
    [InlineData("Enter passphrase for key '/home/u/.ssh/id': ")]
    [InlineData("Passwort: ")]
    [InlineData("Mot de passe : ")]
    [InlineData("パスワード：")]
    public void Prompts_for_passwords_are_known_by_their_words(string prompt) =>
        new PredictionScript(Ours with { Mode = PredictionMode.Experimental }, columns: 60)
            .HostPrints(prompt).Keys("h", "u").ShowsNothingPredicted();

    [Fact]
    public void A_command_about_passwords_is_no_prompt() =>
        new PredictionScript(Ours, columns: 40).AtPrompt().Keys("password").ShowsPredicted("$ epassword")
            .Keys(" x").ShowsPredicted("$ epassword x");

    [Fact]
    public void Control_with_an_arrow_is_not_an_arrow()
    {
        PredictionScript Typing(PredictionOptions options) => new PredictionScript(options).AtPrompt().Keys("a").HostEchoes("a")
            .Keys("\e[1;5D");

        Typing(Stock).ShowsCursorAt(0, 3);
        Typing(Ours).ShowsCursorAt(0, 4);
    }

    [Fact]
    public void No_input_and_no_screen_makes_it_throw()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            int columns = random.Next(1, 12);
            PredictionScript script = new(
                Ours with { Mode = (PredictionMode)random.Next(4), Overwrites = random.Next(2) == 0 }, columns, random.Next(1, 4), random.Next(20, 250));
            for (int step = 0; step < 60; step++)
            {
                string[] pieces = ["a", "日", "🙂", "e\u0301", Backspace, LeftArrow, RightArrow, Enter, "\t", "\e", "\e[3~", "\u0085", " ", Grey, "\r\n", "\e[2J", "\e[H"];
                string piece = pieces[random.Next(pieces.Length)];
                _ = random.Next(4) switch
                {
                    0 => script.HostPrints(piece),
                    1 => script.HostEchoes(piece),
                    2 => script.Wait(random.Next(400)),
                    _ => script.Keys(piece),
                };
            }

            // Once the server has answered and is silent, nothing predicted is left.
            script.Confirms().Wait(1).ShowsNothingPredicted();
        }
    }
}
