using System.Globalization;
using System.Runtime.Versioning;
using MoshPS.Interop.Tests.Fixtures;
using MoshPS.UdpRelay;

namespace MoshPS.Benchmarks.Typing;

/// <summary>
/// Types recorded traces into our client and stock's, each through the same kind of bad network to stock's mosh-server,
/// all of them at the same time, so that what else the machine does meets both.
/// </summary>
internal abstract class TypingSection : IBenchmarkSection
{
    /// <summary>What stock's client is called in the table.</summary>
    protected const string Stock = "mosh 1.4.0";

    /// <summary>How much later than by stock's client a key may be seen, in milliseconds.</summary>
    protected const double Allowance = 1;

    /// <summary>A key is seen at once when that takes no longer, in milliseconds.</summary>
    protected const double AtOnce = 5;

    private static readonly TimeSpan BetweenStarts = TimeSpan.FromMilliseconds(200);

    private static readonly string[] Needed = ["mosh-client", "mosh-server", "bash", "vim", "less"];

    private static readonly (string Name, LinkConditions Conditions)[] Links =
    [
        .. from loss in (double[])[0, 5]
           from roundTrip in (double[])[100, 300]
           select (
               string.Create(CultureInfo.InvariantCulture, $"{roundTrip} ms{(loss > 0 ? $", {loss} % lost" : "")}"),
               new LinkConditions { DelayMilliseconds = roundTrip / 2, LossPercent = loss }),
    ];

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public string FileName => MeasuredFile.ExecutableName;

    /// <summary>The names of the traces.</summary>
    protected abstract IReadOnlyList<string> Traces { get; }

    /// <inheritdoc/>
    public void Run(BenchmarkTable table)
    {
        string ours = MeasuredFile.Executable;
        string[] missing = [.. Needed.Where(program => Programs.Find(program) is null)];
        if (!OperatingSystem.IsLinux() || missing.Length > 0 || !File.Exists(ours))
        {
            table.Skip(Name, $"there is no {string.Join(", ", missing.DefaultIfEmpty(ours))} here");
            return;
        }

        try
        {
            Measure(table, ours);
        }
        catch (AggregateException e)
        {
            Console.Error.WriteLine(e.InnerException);
            table.Skip(Name, e.InnerException!.Message.Split('\n')[0]);
        }
    }

    /// <summary>Adds what was measured over a link.</summary>
    /// <param name="table">The table.</param>
    /// <param name="link">What the table calls the link.</param>
    /// <param name="ours">Of our client, all traces together.</param>
    /// <param name="stock">Of stock's.</param>
    protected abstract void Add(BenchmarkTable table, string link, TypingResult ours, TypingResult stock);

    /// <summary>Adds what was shown by mistake.</summary>
    protected static void AddMistakes(BenchmarkTable table, string what, TypingResult ours, TypingResult stock)
    {
        table.CompareWithLimit(
            $"{what}: keys after which something wrong was shown", ours.KeysWithMistakes, "", Stock, stock.KeysWithMistakes, stock.KeysWithMistakes);
        if (ours.Unseen.Length + stock.Unseen.Length + ours.LookedInVain + stock.LookedInVain > 0)
        {
            Console.Error.WriteLine(
                $"{what}: of {ours.Latencies.Length + ours.Unseen.Length} and {stock.Latencies.Length + stock.Unseen.Length} keys, {ours.Unseen.Length} and {stock.Unseen.Length} were not seen; "
                + $"{ours.LookedInVain} and {stock.LookedInVain} times a screen did not come.");
        }
    }

    [SupportedOSPlatform("linux")]
    private void Measure(BenchmarkTable table, string executable)
    {
        string[][] clients = [[executable, "client"], [Programs.PathOf("mosh-client")]];
        List<(string Link, int Side, Task<TypingRun> Task)> sessions = [];
        foreach (string name in Traces)
        {
            TypingTrace trace = TypingTrace.Load(TraceFiles.PathOf(name));
            foreach ((string link, LinkConditions conditions) in Links)
            {
                for (int side = 0; side < clients.Length; side++)
                {
                    string[] client = clients[side];
                    sessions.Add((link, side, Start(() => TypingSession.Run(client, trace, conditions))));
                    Thread.Sleep(BetweenStarts);
                }
            }
        }

        Task.WaitAll([.. sessions.Select(session => session.Task)]);
        foreach ((string link, _) in Links)
        {
            Add(table, link, Result(0), Result(1));

            TypingResult Result(int side) => TypingResult.Of(
                [.. sessions.Where(session => session.Link == link && session.Side == side).Select(session => TypingResult.Of(session.Task.Result))]);
        }
    }

    private static Task<TypingRun> Start(Func<TypingRun> run) => Task.Factory.StartNew(run, TaskCreationOptions.LongRunning);
}
