using MoshPS.Engine.Prediction;
using MoshPS.Engine.Tests.TypingSimulation;

namespace MoshPS.Benchmarks.Typing;

/// <summary>
/// How well typing is predicted: traces typed over simulated links, by our rules and by those of stock mosh. Simulated
/// time, so the results are the same on every machine.
/// </summary>
internal sealed class PredictionSection : IBenchmarkSection
{
    private const double LeastAtOnce = 70;
    private const double MostWrong = 0.9;
    private const double Loss = 0.05;
    private const int Seeds = 3;

    // Here the adaptive mode shows nothing, since the echo is quick enough: both are told to.
    private const int QuickRoundTrip = 30;

    private static readonly int[] RoundTrips = [QuickRoundTrip, 100, 300, 500];
    private static readonly string[] Text = ["shell", "vim-insert"];
    private static readonly string[] Others = ["password", "less", "paste"];

    /// <inheritdoc/>
    public string Name => "prediction";

    /// <inheritdoc/>
    public string FileName => MeasuredFile.EngineName;

    /// <inheritdoc/>
    public void Run(BenchmarkTable table)
    {
        foreach (int roundTrip in RoundTrips)
        {
            foreach (double loss in (double[])[0, Loss])
            {
                AddText(table, roundTrip, loss);
            }
        }

        foreach (string trace in Others)
        {
            foreach (int roundTrip in RoundTrips)
            {
                AddOther(table, trace, roundTrip);
            }
        }
    }

    private static void AddText(BenchmarkTable table, int roundTrip, double loss)
    {
        (TypingFigures ours, TypingFigures stock, string mode) = Type(roundTrip, loss, Text);
        string what = $"shell, vim: {roundTrip} ms{(loss > 0 ? $", {loss:0 %} loss each way" : "")}{mode}";
        string reference = "stock's rules";
        table.CompareWithLeast($"{what}: shown within 5 ms", 100 * ours.ShareAtOnce, "%", reference, 100 * stock.ShareAtOnce, LeastAtOnce);
        table.Compare($"{what}: key to screen, median", ours.Median, "ms", moreIsBetter: false, reference, stock.Median);
        table.Compare($"{what}: key to screen, 99th percentile", ours.Percentile99, "ms", moreIsBetter: false, reference, stock.Percentile99);
        table.CompareWithLimit($"{what}: wrong predictions shown", 100 * ours.ShareWrong, "%", reference, 100 * stock.ShareWrong, MostWrong);
        table.Compare($"{what}: longest that a wrong one stayed", ours.LongestWrong, "ms", moreIsBetter: false, reference, stock.LongestWrong);
    }

    private static void AddOther(BenchmarkTable table, string trace, int roundTrip)
    {
        (TypingFigures ours, TypingFigures stock, string mode) = Type(roundTrip, Loss, [trace]);
        string what = $"{trace}: {roundTrip} ms, {Loss:0 %} loss each way{mode}";
        string reference = "stock's rules";
        table.Compare($"{what}: shown within 5 ms", 100 * ours.ShareAtOnce, "%", moreIsBetter: true, reference, 100 * stock.ShareAtOnce);
        table.Compare($"{what}: wrong predictions shown", 100 * ours.ShareWrong, "%", moreIsBetter: false, reference, 100 * stock.ShareWrong);
    }

    private static (TypingFigures Ours, TypingFigures Stock, string Mode) Type(int roundTrip, double loss, string[] traces)
    {
        PredictionMode mode = roundTrip == QuickRoundTrip ? PredictionMode.Always : PredictionMode.Adaptive;
        TypingFigures ours = Type(roundTrip, loss, traces, new PredictionOptions { Mode = mode });
        TypingFigures stock = Type(roundTrip, loss, traces, PredictionOptions.Stock with { Mode = mode });
        return (ours, stock, mode == PredictionMode.Always ? ", always" : "");
    }

    private static TypingFigures Type(int roundTrip, double loss, string[] traces, PredictionOptions options) => new(
    [
        .. from trace in traces.Select(ReplayedTrace.Load)
           from seed in Enumerable.Range(1, loss == 0 ? 1 : Seeds)
           select SimulatedTyping.Run(trace, new TypingLink(roundTrip, loss, seed), options),
    ]);
}
