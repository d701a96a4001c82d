using System.Globalization;
using MoshPS.Engine.Client;

namespace MoshPS.Interop.Tests.ServerLife;

/// <summary>How sessions end with the program that runs in them.</summary>
public sealed class ProgramEndTests
{
    [RequiresTheory("mosh-server", "linux")]
    [InlineData(MoshServerProgram.Stock)]
    [InlineData(MoshServerProgram.MoshPS)]
    public async Task A_program_that_fails_ends_its_session_cleanly(MoshServerProgram program)
    {
        await using ServedSession session = await ServedSession.StartAsync(program, "echo ready; read line; echo bye; exit 3", "ready");
        session.Type("\r");
        await session.ExpectRemoteEndAsync();
        Assert.Contains("bye", session.Client.GetScreen().GetText(), StringComparison.Ordinal);
        await session.ExpectAllGoneAsync();
    }

    [RequiresTheory("mosh-server", "linux")]
    [InlineData(MoshServerProgram.Stock, 2)]
    [InlineData(MoshServerProgram.MoshPS, 6)]
    public Task The_last_line_of_a_program_that_prints_a_lot_and_ends_is_on_the_screen(MoshServerProgram program, int runs) =>
        CheckLastLinesAsync(program, runs);

    [Trait("Category", "Long")]
    [RequiresTheory("mosh-server", "linux")]
    [InlineData(MoshServerProgram.Stock, 50)]
    [InlineData(MoshServerProgram.MoshPS, 50)]
    public async Task The_last_line_of_fifty_programs_is_on_the_screen(MoshServerProgram program, int runs)
    {
        await CheckLastLinesAsync(program, runs);
        Measurements.Write($"last-line-{program}", $"| {program}: {runs} programs that print 40,000 lines and end at once | last line shown by all |");
    }

    /// <summary>The client hears nothing while the program says its last word, and comes back before the server gives up.</summary>
    [RequiresTheory("mosh-server", "linux")]
    [InlineData(MoshServerProgram.MoshPS)]
    public async Task The_last_screen_waits_for_a_client_that_is_away(MoshServerProgram program)
    {
        using TemporaryDirectory directory = new();
        await using ServedSession session = await ServedSession.StartAsync(
            program, $"echo ready; read line; sleep 0.2; echo last words; echo >{directory["ended"]}", "ready");

        // Farewells at the longest interval, so that sixteen of them take four seconds.
        session.Relay.SetConditions(new UdpRelay.LinkConditions { DelayMilliseconds = 300 });
        await session.TypeSlowlyAsync();
        session.Type("\r");
        await Task.Delay(TimeSpan.FromMilliseconds(310));
        session.Relay.Cut();
        while (!File.Exists(directory["ended"]))
        {
            await Task.Delay(10);
        }

        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.DoesNotContain("last words", session.Client.GetScreen().GetText(), StringComparison.Ordinal);
        session.Relay.Restore();
        await session.ExpectRemoteEndAsync();
        Assert.Contains("last words", session.Client.GetScreen().GetText(), StringComparison.Ordinal);
        await session.ExpectAllGoneAsync();
    }

    [RequiresTheory("mosh-server", "linux", "kill")]
    [InlineData(MoshServerProgram.Stock)]
    [InlineData(MoshServerProgram.MoshPS)]
    public async Task A_program_that_ignores_the_hang_up_does_not_keep_the_server(MoshServerProgram program)
    {
        using TemporaryDirectory directory = new();
        await using ServedSession session = await ServedSession.StartAsync(
            program, $"trap '' HUP; echo $$ >{directory["id"]}; echo ready; while :; do sleep 0.2; done", "ready");
        MoshClientEnd end = await session.Client.ShutdownAsync().WaitAsync(ServedSession.Limit);
        Assert.True(end.IsClean);
        await session.ExpectServerGoneAsync();
        Assert.True(ProcessFiles.IsAlive(await ReadIdAsync(directory["id"])));
    }

    /// <summary>
    /// The shell is the session, as with ssh: when it leaves, what it has left behind on the terminal does not matter.
    /// Stock waits for it.
    /// </summary>
    [RequiresTheory("linux", "bash", "setsid")]
    [InlineData("sh", "exec sleep 1000")]
    [InlineData("setsid sh", "exec sleep 1000")]
    [InlineData("nohup sh", "exec sleep 1000")]
    [InlineData("sh", "trap '' HUP; while :; do echo noise; done")]
    public async Task Logging_out_with_a_job_in_the_background_ends_the_session_and_not_the_job(string shell, string job)
    {
        using TemporaryDirectory directory = new();
        await using ServedSession session = await ServedSession.StartAsync(
            new MoshServerSettings
            {
                Program = MoshServerProgram.MoshPS,
                Command = ["bash", "--norc", "--noprofile", "-i"],
                Environment = new Dictionary<string, string?> { ["PS1"] = "ready> ", ["HISTFILE"] = "/dev/null" },
            },
            "^ready>");
        string script = directory.Write("job", $"echo $$ >{directory["id"]}; {job}");
        session.Type($"{shell} {script} &\r");
        while (!File.Exists(directory["id"]))
        {
            await Task.Delay(10);
        }

        session.Type("exit\r");
        await session.ExpectRemoteEndAsync();
        await session.ExpectServerGoneAsync();
        Assert.True(ProcessFiles.IsAlive(await ReadIdAsync(directory["id"])));
    }

    private static async Task<int> ReadIdAsync(string path) => int.Parse(await File.ReadAllTextAsync(path), CultureInfo.InvariantCulture);

    private static async Task CheckLastLinesAsync(MoshServerProgram program, int runs)
    {
        for (int i = 0; i < runs; i++)
        {
            using MoshServer server = await MoshServer.StartAsync(new MoshServerSettings
            {
                Program = program,
                Command = ["sh", "-c", $"seq 40000; printf 'the end of {i}'"],
            });
            await using MoshClient client = MoshClient.Start(Client.LiveSession.OptionsFor(server));
            MoshClientEnd end = await client.Completion.WaitAsync(ServedSession.Limit);
            Assert.Equal((MoshClientEndReason.RemoteExit, true), (end.Reason, end.IsClean));
            Assert.EndsWith($"\n39999\n40000\nthe end of {i}\n", client.GetScreen().GetText(), StringComparison.Ordinal);
            Assert.True(await server.WaitForEndAsync(ServedSession.Limit));
        }
    }
}
