using MoshPS.Engine.Client;
using MoshPS.Interop.Tests.Client;

namespace MoshPS.Interop.Tests.ServerLife;

/// <summary>Sessions that are started and ended again and again: each of them ends cleanly (spec 3 §8).</summary>
public sealed class RepetitionTests
{
    // tmux moves the first line of a window out of sight when its program has ended.
    private const string Hello = "printf '\\nhe%s\\n' llo";
    private const string HelloLater = $"stty -echo; sleep 0.5; {Hello}";
    private const int AtOnce = 3;
    private const int FewTimes = 3;
    private const int ManyTimes = 100;

    [RequiresFact("linux")]
    public Task Programs_that_end_at_once_end_cleanly() => RepeatAsync(FewTimes, Hello, EndByProgramAsync);

    [RequiresFact("linux")]
    public Task Programs_that_end_under_constant_input_end_cleanly() => RepeatAsync(FewTimes, HelloLater, EndUnderInputAsync);

    [RequiresFact("linux")]
    public Task Clients_that_leave_at_once_end_cleanly() => RepeatAsync(FewTimes, "exec cat", EndByClientAsync);

    [RequiresFact("linux", "mosh-client", "tmux")]
    public Task Stock_clients_exit_with_status_0() => RepeatAsync(FewTimes, Hello, EndStockClientAsync);

    [Trait("Category", "Long")]
    [RequiresFact("linux", "mosh-client", "tmux")]
    public async Task A_hundred_times_each()
    {
        await RepeatAsync(ManyTimes, Hello, EndByProgramAsync);
        await RepeatAsync(ManyTimes, HelloLater, EndUnderInputAsync);
        await RepeatAsync(ManyTimes, "exec cat", EndByClientAsync);
        await RepeatAsync(ManyTimes, Hello, EndStockClientAsync);
        Measurements.Write(
            "repetition",
            $"| {ManyTimes} programs that end at once, {ManyTimes} that end while somebody types, {ManyTimes} clients that leave at once, {ManyTimes} stock clients | all end cleanly, status 0, no server left |");
    }

    private static Task RepeatAsync(int times, string script, Func<MoshServer, Task> body) =>
        Parallel.ForAsync(0, times, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, _) =>
        {
            using MoshServer server = await MoshServer.StartAsync(new MoshServerSettings
            {
                Program = MoshServerProgram.MoshPS,
                Command = ["sh", "-c", script],
            });
            await body(server);
            Assert.True(await server.WaitForEndAsync(ServedSession.Limit));
        });

    private static async Task EndByProgramAsync(MoshServer server)
    {
        await using MoshClient client = MoshClient.Start(LiveSession.OptionsFor(server));
        await ExpectHelloAsync(client);
    }

    private static async Task EndUnderInputAsync(MoshServer server)
    {
        await using MoshClient client = MoshClient.Start(LiveSession.OptionsFor(server));
        while (!client.Completion.IsCompleted)
        {
            client.Send("typing on and on "u8);
            await Task.Delay(5);
        }

        await ExpectHelloAsync(client);
    }

    private static async Task EndByClientAsync(MoshServer server)
    {
        await using MoshClient client = MoshClient.Start(LiveSession.OptionsFor(server));
        await client.WaitForConnectionAsync().WaitAsync(ServedSession.Limit);
        MoshClientEnd end = await client.ShutdownAsync().WaitAsync(ServedSession.Limit);
        Assert.Equal((MoshClientEndReason.ShutDown, true), (end.Reason, end.IsClean));
    }

    private static async Task EndStockClientAsync(MoshServer server)
    {
        await using Tmux window = await Tmux.StartAsync(
            [Programs.PathOf("mosh-client"), server.Address.Address.ToString(), $"{server.Address.Port}"],
            environment: new Dictionary<string, string> { ["MOSH_KEY"] = server.Key, ["MOSH_NO_TERM_INIT"] = "1" });
        int status = await window.WaitForExitAsync(ServedSession.Limit);
        string text = string.Join('\n', await window.CaptureAsync());
        Assert.Contains("mosh is exiting", text, StringComparison.Ordinal);
        Assert.Contains("hello\n", text, StringComparison.Ordinal);
        Assert.Equal(0, status);
    }

    private static async Task ExpectHelloAsync(MoshClient client)
    {
        MoshClientEnd end = await client.Completion.WaitAsync(ServedSession.Limit);
        Assert.Equal((MoshClientEndReason.RemoteExit, true), (end.Reason, end.IsClean));
        Assert.Contains("hello\n", client.GetScreen().GetText(), StringComparison.Ordinal);
    }
}
