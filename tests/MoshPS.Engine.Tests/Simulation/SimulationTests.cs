using System.Globalization;
using System.Runtime.CompilerServices;
using MoshPS.Engine.Transport;
using Xunit.Abstractions;

namespace MoshPS.Engine.Tests.Simulation;

/// <summary>
/// Thousands of sessions over bad networks. Set MOSHPS_SIMULATION_SEED to run a single one, as the message of a
/// failure says.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const string SeedVariable = "MOSHPS_SIMULATION_SEED";

    [Theory]
    [InlineData(0, 1_000)]
    [InlineData(1_000, 1_000)]
    [InlineData(2_000, 1_000)]
    public void Sessions_of_small_objects_keep_the_rules_and_converge(int firstSeed, int count) =>
        RunSeeds(firstSeed, count, static () => new TextObjects(), static session => session.Run());

    /// <summary>The server comes to hold more states than it wants to, and accepts new ones only now and then.</summary>
    [Fact]
    public void Sessions_recover_from_a_minute_of_typing_without_answers()
    {
        int mostReceived = RunSeeds(
            0, 3, static () => new TextObjects(100_000, pastes: false), static session => session.RunWithoutAnswers());
        Assert.InRange(mostReceived, 1_025, 1_040);
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(200, 200)]
    public void Sessions_of_terminals_keep_the_rules_and_converge(int firstSeed, int count) =>
        RunSeeds(firstSeed, count, static () => new TerminalObjects(), static session => session.Run());

    private int RunSeeds<TClient, TServer>(
        int firstSeed,
        int count,
        Func<SimulatedObjects<TClient, TServer>> objects,
        Action<SimulatedSession<TClient, TServer>> run,
        [CallerMemberName] string test = "")
        where TClient : class, ISynchronizedObject<TClient>
        where TServer : class, ISynchronizedObject<TServer>
    {
        if (Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } chosen)
        {
            firstSeed = int.Parse(chosen, CultureInfo.InvariantCulture);
            count = 1;
        }

        long emissions = 0;
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long slowest = 0;
        long simulated = 0;
        int mostSent = 0;
        int mostReceived = 0;
        for (int seed = firstSeed; seed < firstSeed + count; seed++)
        {
            using var session = new SimulatedSession<TClient, TServer>(seed, objects());
            try
            {
                run(session);
            }
            catch (Exception exception)
            {
                throw new SimulationException(
                    $"Simulation seed {seed}: {SeedVariable}={seed} dotnet test tests/MoshPS.Engine.Tests "
                    + $"--filter FullyQualifiedName~{test} "
                    + $"# {exception.Message}, after {session.Now} ms",
                    exception);
            }

            emissions += session.Emissions;
            simulated += session.Now;
            mostSent = Math.Max(mostSent, session.MostSentStates);
            mostReceived = Math.Max(mostReceived, session.MostReceivedStates);
            slowest = Math.Max(slowest, session.ConvergenceTime);
        }

        output.WriteLine(
            $"{count} sessions, {simulated / 1_000} s simulated, {emissions} instructions, slowest agreement {slowest} ms, "
            + $"at most {mostSent} states sent and {mostReceived} received, "
            + $"{(Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / count:0.0} ms of processor time each");
        return mostReceived;
    }
}
