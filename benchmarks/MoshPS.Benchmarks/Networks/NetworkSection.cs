using System.Globalization;
using System.Runtime.Versioning;
using MoshPS.Benchmarks.Typing;
using MoshPS.Interop.Tests.Fixtures;
using MoshPS.UdpRelay;

namespace MoshPS.Benchmarks.Networks;

/// <summary>The bad networks of the mosh paper (Winstein and Balakrishnan, USENIX ATC 2012), with ssh beside both moshes.</summary>
internal sealed class NetworkSection : IBenchmarkSection
{
    private const string Trace = "shell";

    private static readonly string[] Needed = ["ip", "ssh", "sshd", "ssh-keygen", "mosh-client", "mosh-server", "bash"];

    private static readonly (string Name, LinkConditions Conditions)[] Cases =
    [
        ("100 ms, 29 % lost each way", new LinkConditions { DelayMilliseconds = 50, LossPercent = 29 }),
        ("500 ms", new LinkConditions { DelayMilliseconds = 250 }),
    ];

    /// <inheritdoc/>
    public string Name => "network";

    /// <inheritdoc/>
    public string FileName => MeasuredFile.ExecutableName;

    /// <inheritdoc/>
    public void Run(BenchmarkTable table)
    {
        string ours = MeasuredFile.Executable;
        string? obstacle = OperatingSystem.IsLinux() ? FindObstacle(ours) : "this is not Linux";
        if (obstacle is not null || !OperatingSystem.IsLinux())
        {
            Console.Error.WriteLine($"NOT MEASURED: {Name}: {obstacle}.");
            table.Skip(Name, obstacle!);
            return;
        }

        Measure(table, ours);
    }

    [SupportedOSPlatform("linux")]
    private void Measure(BenchmarkTable table, string executable)
    {
        try
        {
            TypingTrace trace = TypingTrace.Load(TraceFiles.PathOf(Trace));
            Task<NetworkResult>[] running =
                [.. Cases.Select((network, number) => NetworkCase.RunAsync(network.Name, number, network.Conditions, executable, trace))];
            Task.WaitAll(running);
            foreach (((string name, _), Task<NetworkResult> task) in Cases.Zip(running))
            {
                Add(table, $"network, {name}", task.Result);
            }
        }
        catch (AggregateException e)
        {
            Console.Error.WriteLine(e.InnerException);
            table.Skip(Name, e.InnerException!.Message.Split('\n')[0]);
        }
    }

    [SupportedOSPlatform("linux")]
    private static string? FindObstacle(string executable)
    {
        string[] missing = [.. Needed.Where(program => Programs.Find(program) is null)];
        return
            missing.Length > 0 || !File.Exists(executable) ? $"there is no {string.Join(", ", missing.DefaultIfEmpty(executable))} here"
            : !Environment.IsPrivilegedProcess ? "network namespaces need root"
            : !File.Exists(TunDevice.Path) ? $"there is no {TunDevice.Path} here"
            : null;
    }

    private static void Add(BenchmarkTable table, string network, NetworkResult result)
    {
        TypingResult ours = TypingResult.Of(result.Ours);
        TypingResult stock = TypingResult.Of(result.Stock);
        TypingResult ssh = TypingResult.Of(result.Ssh);
        Compare("mosh 1.4.0", stock);
        Compare("ssh", ssh);
        Note("moshps", ours);
        Note("mosh-client", stock);
        Note("ssh", ssh);
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{network}: ssh sent {result.SshClient.Sent} TCP segments and {result.SshClient.SentAgain} again, sshd {result.SshServer.Sent} and {result.SshServer.SentAgain}; "
            + $"of all packets {Lost(result.Links[0]):0.0} % were lost on the way there and {Lost(result.Links[1]):0.0} % on the way back."));

        void Compare(string reference, TypingResult other)
        {
            double[] mine = Waits(ours);
            double[] theirs = Waits(other);
            table.Compare($"{network}: key to screen, median", Percentiles.Median(mine), "ms", moreIsBetter: false, reference, Percentiles.Median(theirs));
            table.Compare($"{network}: key to screen, mean", mine.Average(), "ms", moreIsBetter: false, reference, theirs.Average());
            table.Compare($"{network}: key to screen, 99th percentile", Percentiles.Of(mine, 0.99), "ms", moreIsBetter: false, reference, Percentiles.Of(theirs, 0.99));
        }

        void Note(string client, TypingResult typing) => Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{network}: {client}: {typing.Latencies.Length + typing.Unseen.Length} keys, {typing.ShareWithin(5) * 100:0} % within 5 ms, longest {Waits(typing).Max() / 1000:0.0} s, "
            + $"{typing.Unseen.Length} not seen until the end, {typing.LookedInVain} times nothing came for long."));
    }

    /// <summary>All times, of keys not seen until the end the time until then.</summary>
    private static double[] Waits(TypingResult typing) => [.. typing.Latencies, .. typing.Unseen];

    private static double Lost(LinkStatistics link) => link.Lost * 100.0 / Math.Max(1, link.Received);
}
