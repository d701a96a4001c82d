using System.Diagnostics;
using System.Globalization;
using System.Text;
using MoshPS.Interop.Tests.Client;

namespace MoshPS.Interop.Tests.Hostile;

/// <summary>
/// Somebody looks at a file that was made to hurt terminals, in windows of all sizes: Ctrl+C still works, and memory
/// stays bounded.
/// </summary>
public sealed class TerminalBombTests
{
    /// <summary>As for a client that means harm: some screens of 32 MB, and garbage.</summary>
    private const long MaximumBytes = 768L << 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Stock is not waited for as long in the comparison.</summary>
    private static readonly TimeSpan StockLimit = TimeSpan.FromSeconds(15);

    /// <summary>What the file repeats.</summary>
    private static readonly Dictionary<string, Func<Random, string>> Bombs = new()
    {
        ["whole screens"] = _ => "\e#8\e[2J\e[H\e[J",
        ["absurd counts"] = random => $"\e[{random.Next(9) + 1}65535S\e[65535T\e[65535L\e[65535M\e[65535@\e[65535P\e[65535X\e[65535I\e[65535;65535H",
        ["insertion into long rows"] = _ => "\e[4hinsert\e[1G\e[4l",
        ["titles and clipboards without end"] = random =>
            $"\e]0;{new string((char)('a' + random.Next(26)), 200_000)}\e]52;c;{new string((char)('A' + random.Next(26)), 200_000)}\a\e]2;",
        ["parameters without end"] = _ => $"\e[{string.Concat(Enumerable.Repeat("38;5;1;", 20_000))}m\e[?{new string('1', 100_000)}h",
        ["another link in each cell"] = random => $"\e]8;id={random.Next()};http://{random.Next()}/{new string('x', 8_000)}\ax",
        ["thousands of marks"] = random => string.Concat(
            Enumerable.Range(0, 500).Select(_ => "e" + string.Concat(Enumerable.Range(0, 15).Select(_ => (char)(0x300 + random.Next(0x6F)))))),
        ["other colours in each cell"] = random =>
            $"\e[38;2;{random.Next(256)};{random.Next(256)};{random.Next(256)};48;2;{random.Next(256)};{random.Next(256)};{random.Next(256)}m▀",
        ["questions"] = _ => "\e[6n\e[c\e[>c\e[5n",
    };

    public static TheoryData<string> BombNames => [.. Bombs.Keys];

    [RequiresTheory("cat", "linux")]
    [MemberData(nameof(BombNames))]
    public async Task A_file_that_was_made_to_hurt_can_be_interrupted(string bomb)
    {
        (_, long peak, _) = await ShowAsync(MoshServerProgram.MoshPS, bomb, 2_000, 1_000, TimeSpan.FromSeconds(1));
        Assert.InRange(peak, 0, MaximumBytes);
    }

    [Trait("Category", "Long")]
    [RequiresFact("cat", "mosh-server", "linux")]
    public async Task Files_that_were_made_to_hurt_can_be_interrupted_in_windows_of_all_sizes()
    {
        List<string> lines =
        [
            "| a file repeats | window | moshps server: Ctrl+C works after, CPU, peak memory | mosh-server 1.4.0 |",
            "|---|---|---|---|",
        ];
        foreach (string bomb in Bombs.Keys)
        {
            foreach ((int columns, int rows) in ((int, int)[])[(200, 60), (10_000, 200), (200, 10_000)])
            {
                (TimeSpan delay, long peak, double processor) = await ShowAsync(MoshServerProgram.MoshPS, bomb, columns, rows, TimeSpan.FromSeconds(10));
                string stock;
                try
                {
                    stock = Describe(await ShowAsync(MoshServerProgram.Stock, bomb, columns, rows, TimeSpan.FromSeconds(5)));
                }
                catch (Exception e) when (e is TimeoutException or IOException)
                {
                    stock = "over 15 s, or crashed";
                }

                lines.Add($"| {bomb} | {columns}×{rows} | {Describe((delay, peak, processor))} | {stock} |");
                Measurements.Write("hostile-files", lines);
                Assert.InRange(peak, 0, MaximumBytes);
            }
        }
    }

    private static string Describe((TimeSpan Delay, long Peak, double Processor) result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Delay.TotalMilliseconds:0} ms, {100 * result.Processor:0} %, {result.Peak / 1e6:0} MB");

    /// <summary>Shows a file for a while, then types Ctrl+C.</summary>
    /// <returns>How long it took until the program had noticed, the server's peak memory, and its share of a processor.</returns>
    private static async Task<(TimeSpan Delay, long Peak, double Processor)> ShowAsync(
        MoshServerProgram program, string bomb, int columns, int rows, TimeSpan duration)
    {
        using TemporaryDirectory directory = new();
        Random random = new(1);
        StringBuilder text = new();
        while (text.Length < 1 << 20)
        {
            text.Append(Bombs[bomb](random));
        }

        await File.WriteAllTextAsync(directory["bomb"], text.ToString());
        using MoshServer server = await MoshServer.StartAsync(new MoshServerSettings
        {
            Program = program,
            Command = ["sh", "-c", $"stty -echo; trap 'echo noticed > {directory["noticed"]}; exec sleep 100' INT; while :; do cat {directory["bomb"]}; done"],
        });
        using HostileClient client = new(server.Address, LiveSession.KeyOf(server));
        await client.DeliverAsync(HostileClient.Size(columns, rows), Limit);
        ProcessUsage before = ProcessUsage.Of(server.ProcessId);
        Stopwatch time = Stopwatch.StartNew();
        while (time.Elapsed < duration)
        {
            client.SendState([]);
            await Task.Delay(50);
        }

        double processor = (ProcessUsage.Of(server.ProcessId).Processor - before.Processor) / time.Elapsed;
        time.Restart();
        byte[] interrupt = HostileClient.Keys([0x03]);
        while (!File.Exists(directory["noticed"]))
        {
            // Again and again, as people do: between two programs it goes astray.
            client.SendState(interrupt);
            await Task.Delay(5);
            if (time.Elapsed > (program == MoshServerProgram.Stock ? StockLimit : Limit))
            {
                throw new TimeoutException($"Ctrl+C had no effect while a file of {bomb} was shown.");
            }
        }

        TimeSpan delay = time.Elapsed;
        if (program == MoshServerProgram.MoshPS)
        {
            await client.SettleAsync(Limit);
            await client.DeliverAsync([], Limit);
        }

        return (delay, ProcessUsage.Of(server.ProcessId).PeakBytes, processor);
    }
}
