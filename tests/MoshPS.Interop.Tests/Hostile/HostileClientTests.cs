using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using MoshPS.Engine.Transport;
using MoshPS.Interop.Tests.Client;

namespace MoshPS.Interop.Tests.Hostile;

/// <summary>
/// Clients that have the key and mean harm, or are out of order: the server's memory stays bounded, its session goes
/// on, and what they type afterwards arrives.
/// </summary>
public sealed class HostileClientTests
{
    /// <summary>
    /// What a session may come to hold, whatever its client does: some screens of two million cells, 32 MB each, and
    /// what of the ones before the garbage collector has not taken back yet.
    /// </summary>
    private const long MaximumBytes = 768L << 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Two million instructions of a UserMessage, with nothing in them.</summary>
    private static readonly byte[] EmptyFields = [.. Enumerable.Range(0, 3_800_000).Select(i => (byte)(i % 2 == 0 ? 0x0A : 0x00))];

    /// <summary>What a client does to a server, again and again.</summary>
    private static readonly Dictionary<string, Action<HostileClient, Random>> Attacks = new()
    {
        ["thousands of large sizes in each state, among keys"] = (client, random) =>
        {
            List<byte> message = [];
            for (int i = 0; i < 2_000; i++)
            {
                message.AddRange(HostileClient.Size(1_000 + random.Next(400), 1_000 + random.Next(400)));
                message.AddRange(HostileClient.Keys("k"u8));
            }

            client.SendState([.. message], followsLast: true);
        },
        ["another large size in each state"] = (client, random) =>
            client.SendState(HostileClient.Size(1_000 + random.Next(400), 1_000 + random.Next(400)), followsLast: true),
        ["another large size in each state, acknowledging nothing"] = (client, random) =>
        {
            client.Acknowledges = false;
            client.SendState(HostileClient.Size(1_000 + random.Next(400), 1_000 + random.Next(400)), followsLast: true);
        },
        ["sizes that cannot be"] = (client, random) =>
        {
            foreach ((int columns, int rows) in ((int, int)[])[(0, 0), (65_535, 65_535), (-1, 24), (80, int.MinValue), (0, 24), (20_000, 1)])
            {
                client.SendState(HostileClient.Size(columns, rows), followsLast: true);
            }
        },
        ["fragments without end"] = (client, random) =>
        {
            byte[] piece = new byte[1_200];
            for (int i = 0; i < 100; i++)
            {
                client.Send(new Fragment((ulong)random.Next(40), random.Next(Fragment.MaximumNumber), random.Next(500) == 0, piece));
            }
        },
        ["compressed bombs"] = (client, random) => client.SendState(new byte[4_000_000]),
        ["bombs of empty fields"] = (client, random) => client.SendState(EmptyFields),
        ["four megabytes of keys at once"] = (client, random) =>
        {
            byte[] keys = new byte[4_000_000];
            keys.AsSpan().Fill((byte)'k');
            client.SendState(HostileClient.Keys(keys));
        },
        ["numbers that contradict each other"] = (client, random) =>
        {
            client.Listen();
            client.Send(new Instruction
            {
                ProtocolVersion = random.Next(10) == 0 ? 3U : 2U,
                OldNumber = client.Acknowledged + (ulong)random.Next(3),
                NewNumber = client.Acknowledged + (ulong)random.Next(5),
                ThrowawayNumber = client.Acknowledged + (ulong)random.Next(5),
                AcknowledgedNumber = (ulong)random.NextInt64(),
                Diff = HostileClient.Keys("k"u8),
            });
        },
        ["another address for each state"] = (client, random) =>
        {
            client.MoveTo(new IPAddress([127, 9, (byte)random.Next(256), (byte)random.Next(1, 255)]));
            client.SendState(HostileClient.Keys("k"u8));
        },
    };

    public static TheoryData<string> AttackNames => [.. Attacks.Keys];

    [RequiresTheory("tee", "linux")]
    [MemberData(nameof(AttackNames))]
    public async Task A_client_that_means_harm_costs_a_bounded_amount_and_can_go_on(string attack)
    {
        Result result = await AttackAsync(MoshServerProgram.MoshPS, attack, TimeSpan.FromSeconds(1));
        Assert.Null(result.Failure);
        Assert.InRange(result.Usage.PeakBytes, 0, MaximumBytes);
    }

    [Trait("Category", "Long")]
    [RequiresFact("mosh-server", "tee", "linux")]
    public async Task Clients_that_mean_harm_cost_a_bounded_amount_and_can_go_on_for_long()
    {
        List<string> lines =
        [
            "| a client with the key sends | moshps server: CPU, peak memory | mosh-server 1.4.0 |",
            "|---|---|---|",
        ];
        foreach (string attack in Attacks.Keys)
        {
            Result ours = await AttackAsync(MoshServerProgram.MoshPS, attack, TimeSpan.FromSeconds(15));
            Result stock = await AttackAsync(MoshServerProgram.Stock, attack, TimeSpan.FromSeconds(5));
            lines.Add($"| {attack} | {ours} | {stock} |");
            Measurements.Write("hostile-client", lines);
            Assert.Null(ours.Failure);
            Assert.InRange(ours.Usage.PeakBytes, 0, MaximumBytes);
        }
    }

    private static async Task<Result> AttackAsync(MoshServerProgram program, string attack, TimeSpan duration)
    {
        using TemporaryDirectory directory = new();
        using MoshServer server = await MoshServer.StartAsync(new MoshServerSettings
        {
            Program = program,
            Command = ["sh", "-c", $"stty raw -echo; exec tee {directory["record"]}"],
        });
        using HostileClient client = new(server.Address, LiveSession.KeyOf(server));
        await client.DeliverAsync(HostileClient.Size(80, 24), Limit);
        ProcessUsage before = ProcessUsage.Of(server.ProcessId);
        ProcessUsage usage = before;
        Stopwatch time = Stopwatch.StartNew();
        try
        {
            Random random = new(1);
            await Task.Run(() =>
            {
                while (time.Elapsed < duration)
                {
                    Attacks[attack](client, random);
                }
            });
            usage = ProcessUsage.Of(server.ProcessId);
            time.Stop();

            client.Acknowledges = true;
            client.MoveTo(IPAddress.Loopback);
            await client.SettleAsync(Limit);
            await client.DeliverAsync([.. HostileClient.Size(100, 30), .. HostileClient.Keys("the end"u8)], Limit);
            await WaitForRecordAsync(directory["record"], "the end");
            usage = usage with { PeakBytes = ProcessUsage.Of(server.ProcessId).PeakBytes };
            return new Result(usage, usage.Processor - before.Processor, time.Elapsed, null);
        }
        catch (Exception e) when (e is TimeoutException or IOException or InvalidOperationException)
        {
            usage = server.IsRunning ? ProcessUsage.Of(server.ProcessId) : usage;
            string state = server.IsRunning ? $"its session did not go on: {e.Message}" : "it crashed";
            return new Result(usage, usage.Processor - before.Processor, time.Elapsed, state);
        }
    }

    private static async Task WaitForRecordAsync(string path, string end)
    {
        Stopwatch time = Stopwatch.StartNew();
        while (!(await File.ReadAllTextAsync(path, Encoding.Latin1)).EndsWith(end, StringComparison.Ordinal))
        {
            if (time.Elapsed > Limit)
            {
                throw new TimeoutException("What was typed did not arrive.");
            }

            await Task.Delay(50);
        }
    }

    private sealed record Result(ProcessUsage Usage, TimeSpan Processor, TimeSpan Elapsed, string? Failure)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{100 * Processor / Elapsed:0} %, {Usage.PeakBytes / 1e6:0} MB{(Failure is null ? "" : $"; {Failure}")}");
    }
}
