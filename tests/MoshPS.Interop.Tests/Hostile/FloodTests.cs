using System.Diagnostics;
using System.Globalization;
using MoshPS.Engine.Client;
using MoshPS.Interop.Tests.BadNetworks;

namespace MoshPS.Interop.Tests.Hostile;

/// <summary>
/// Strangers flood a session's server while its client types: with junk, and with what they saw of the session. The
/// relay loses some of the client's datagrams, which the strangers then deliver late and from elsewhere.
/// </summary>
public sealed class FloodTests
{
    private const long Growth = 16 << 20;

    [RequiresFact("tee", "linux")]
    public async Task A_flood_of_datagrams_from_strangers_harms_neither_screen_nor_place_nor_memory()
    {
        Result result = await FloodAsync(MoshServerProgram.MoshPS, 40_000);
        Assert.InRange(result.After.ResidentBytes, 0, result.Before.ResidentBytes + Growth);
    }

    [Trait("Category", "Long")]
    [RequiresFact("mosh-server", "tee", "linux")]
    public async Task A_million_datagrams_from_strangers_do_no_harm()
    {
        const int Count = 1_000_000;
        Result ours = await FloodAsync(MoshServerProgram.MoshPS, Count);
        Result stock = await FloodAsync(MoshServerProgram.Stock, Count);
        Measurements.Write(
            "hostile-network",
            [
                "| one million datagrams | moshps server | mosh-server 1.4.0 |",
                "|---|---|---|",
                Row("µs of processor time per datagram", r => r.Processor.TotalMicroseconds / Count, "0.0"),
                Row("datagrams per second", r => Count / r.Elapsed.TotalSeconds, "0"),
                Row("memory before, MB", r => r.Before.ResidentBytes / 1e6, "0.0"),
                Row("memory after, MB", r => r.After.ResidentBytes / 1e6, "0.0"),
                Row("echo of a key meanwhile, median, ms", r => r.MedianEcho, "0.0"),
                Row("echo of a key meanwhile, 95 % below, ms", r => r.SlowEcho, "0.0"),
            ]);
        Assert.InRange(ours.After.ResidentBytes, 0, ours.Before.ResidentBytes + Growth);

        string Row(string what, Func<Result, double> value, string format) => string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {value(ours).ToString(format, CultureInfo.InvariantCulture)} | {value(stock).ToString(format, CultureInfo.InvariantCulture)} |");
    }

    private static async Task<Result> FloodAsync(MoshServerProgram program, int count)
    {
        await using TypingSession session = await TypingSession.StartAsync(program);
        CapturedDatagrams captured = new(session.Relay);
        using DatagramFlood flood = new(session.Server.Address, captured, seed: 1);
        session.Relay.ToServer = session.Relay.ToServer with { LossPercent = 1 };

        // What both need for the first time is not to be counted, and there is to be something to replay.
        await session.TypeWordsAsync(6);
        await session.TypeWhileAsync(flood.SendAsync(5_000));
        await session.CheckAllArrivedAsync();

        ProcessUsage before = ProcessUsage.Of(session.Server.ProcessId);
        long droppedBefore = DatagramFlood.GetQueue(session.Server.Address).Dropped;
        long start = Stopwatch.GetTimestamp();
        Task flooding = flood.SendAsync(count);
        List<double> echoes = [];
        do
        {
            echoes.Add(await session.MeasureEchoAsync());
            await Task.Delay(50);
        }
        while (!flooding.IsCompleted);
        await flooding;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        ProcessUsage after = ProcessUsage.Of(session.Server.ProcessId);
        long dropped = DatagramFlood.GetQueue(session.Server.Address).Dropped - droppedBefore;

        await session.TypeWordsAsync(2);
        await session.CheckAllArrivedAsync();
        Assert.Equal(MoshClientState.Connected, session.Client.State);
        Assert.Equal(0, flood.CountAnswers());
        Assert.All(flood.Sent, sent => Assert.InRange(sent, count / 10, count));
        Assert.InRange(dropped, 0, count / 10);
        echoes.Sort();
        return new Result(
            before, after, after.Processor - before.Processor, elapsed, echoes[echoes.Count / 2], echoes[echoes.Count * 95 / 100]);
    }

    private sealed record Result(
        ProcessUsage Before, ProcessUsage After, TimeSpan Processor, TimeSpan Elapsed, double MedianEcho, double SlowEcho);
}
