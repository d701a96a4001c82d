using MoshPS.Engine.Prediction;

namespace MoshPS.Engine.Tests.TypingSimulation;

/// <summary>
/// The goals for typing: over slow links 70 % of the keys are shown at once, and no more than 0.9 % of what is predicted
/// is wrong. At a round trip of 30 ms the adaptive mode shows nothing by design, since the echo itself is quick; there
/// the goals hold for the mode that always shows.
/// </summary>
public sealed class TypingSimulationTests
{
    private const double Loss = 0.05;
    private const double LeastAtOnce = 0.7;
    private const double MostWrong = 0.009;
    private const int Seeds = 2;

    private static readonly PredictionOptions Ours = new();
    private static readonly PredictionOptions Always = new() { Mode = PredictionMode.Always };

    [Theory]
    [InlineData(100, 0)]
    [InlineData(100, Loss)]
    [InlineData(300, 0)]
    [InlineData(300, Loss)]
    [InlineData(500, 0)]
    [InlineData(500, Loss)]
    public void Most_keys_in_a_shell_and_in_vim_are_shown_at_once_over_slow_links(int roundTrip, double loss) =>
        AssertGoals(Type(roundTrip, loss, Ours, "shell", "vim-insert"));

    [Theory]
    [InlineData(0)]
    [InlineData(Loss)]
    public void Most_keys_are_shown_at_once_over_quick_links_if_that_is_wanted(double loss) =>
        AssertGoals(Type(30, loss, Always, "shell", "vim-insert"));

    [Fact]
    public void Nothing_is_predicted_over_quick_links_otherwise()
    {
        TypingFigures figures = Type(30, 0, Ours, "shell", "vim-insert");
        Assert.Equal(0, figures.ShareAtOnce);
        Assert.InRange(figures.Median, 30, 60);
    }

    [Fact]
    public void Nothing_is_ever_predicted_if_that_is_wanted()
    {
        TypingFigures figures = Type(300, 0, Ours with { Mode = PredictionMode.Never }, "shell", "vim-insert");
        Assert.Equal(0, figures.ShareAtOnce);
        Assert.Equal(0, figures.ShareWrong);
        Assert.InRange(figures.Median, 300, 500);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(500)]
    public void More_is_shown_at_once_and_less_is_wrong_than_by_stocks_rules(int roundTrip)
    {
        TypingFigures ours = Type(roundTrip, 0, Ours, "shell", "vim-insert");
        TypingFigures stock = Type(roundTrip, 0, PredictionOptions.Stock, "shell", "vim-insert");
        Assert.True(ours.ShareAtOnce > stock.ShareAtOnce + 0.15, $"{ours.ShareAtOnce:P} at once, {stock.ShareAtOnce:P} by stock's rules");
        Assert.True(ours.ShareWrong < stock.ShareWrong, $"{ours.ShareWrong:P} wrong, {stock.ShareWrong:P} by stock's rules");
    }

    [Theory]
    [InlineData(PredictionMode.Adaptive)]
    [InlineData(PredictionMode.Always)]
    public void No_character_of_a_password_is_ever_shown(PredictionMode mode) =>
        Assert.Empty(SecretsShown(Ours with { Mode = mode }));

    [Fact]
    public void Stocks_experimental_mode_shows_passwords() =>
        Assert.NotEmpty(SecretsShown(PredictionOptions.Stock with { Mode = PredictionMode.Experimental }));

    [Theory]
    [InlineData("less")]
    [InlineData("paste")]
    public void Paging_and_pasting_end_with_the_programs_screen(string trace)
    {
        foreach (int roundTrip in (int[])[100, 500])
        {
            TypingFigures figures = Type(roundTrip, Loss, Ours, trace);
            Assert.InRange(figures.ShareAtOnce, 0.1, 1);
        }
    }

    private static TypingFigures Type(int roundTrip, double loss, PredictionOptions options, params string[] traces) => new(
        [.. traces.SelectMany(trace => Links(roundTrip, loss).Select(link => SimulatedTyping.Run(ReplayedTrace.Load(trace), link, options)))]);

    private static IEnumerable<TypingLink> Links(int roundTrip, double loss) =>
        Enumerable.Range(1, loss == 0 ? 1 : Seeds).Select(seed => new TypingLink(roundTrip, loss, seed));

    /// <summary>The keys that the program did not echo, and at which something was shown that the program never did.</summary>
    private static List<int> SecretsShown(PredictionOptions options)
    {
        ReplayedTrace trace = ReplayedTrace.Load("password");
        bool IsSecret(int key) => trace.Keys[key].Outputs.Count == 0;
        Assert.True(Enumerable.Range(0, trace.Keys.Count).Count(IsSecret) > 60);
        return
        [
            .. from roundTrip in (int[])[30, 100, 300, 500]
               from loss in (double[])[0, Loss]
               from link in Links(roundTrip, loss)
               from key in SimulatedTyping.Run(trace, link, options).WrongKeys
               where IsSecret(key)
               select key,
        ];
    }

    private static void AssertGoals(TypingFigures figures)
    {
        Assert.True(figures.ShareAtOnce >= LeastAtOnce, $"{figures.ShareAtOnce:P} of the keys are shown at once.");
        Assert.True(figures.ShareWrong <= MostWrong, $"{figures.ShareWrong:P2} of the predictions are wrong.");
    }
}
