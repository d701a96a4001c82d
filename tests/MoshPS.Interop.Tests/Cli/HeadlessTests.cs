namespace MoshPS.Interop.Tests.Cli;

public sealed class HeadlessTests
{
    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task Commands_are_carried_out_in_order()
    {
        using MoshServer server = await StartServerAsync();
        ProgramRun run = await RunAsync(server, "--size", "60x10", """
            # a comment, and an empty line

            wait connected
            wait pattern ^remote>
            type echo one
            key Space t w o Enter
            wait text one two
            wait quiet 300
            screen
            run echo three; false
            resize 50 12
            run stty size
            key Ctrl+D
            wait state Closed
            """);
        Assert.Equal("", run.Error);
        Assert.EndsWith(
            """
            remote> echo one two
            one two
            remote>
            three
            exit 1
            12 50
            exit 0

            """,
            run.Output.Replace("remote> \n", "remote>\n", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task The_end_of_the_input_ends_the_session()
    {
        using MoshServer server = await StartServerAsync();
        ProgramRun run = await RunAsync(server, "wait connected\n");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.True(await server.WaitForEndAsync(TimeSpan.FromSeconds(10)));
    }

    [RequiresTheory("mosh-server", "bash", "linux")]
    [InlineData("wait connected\ndance\n", "line 2: There is no command 'dance'.")]
    [InlineData("key Entr\n", "line 1: There is no key named \"Entr\".")]
    [InlineData("wait connected\ntimeout 0.5\nwait text never\n", "line 3: wait text never: nothing of the kind within 0.5 seconds")]
    [InlineData("resize 5\n", "line 1: A size is COLUMNS ROWS, not '5'.")]
    [InlineData("resize 5 5000\n", "line 1: resize: ")]
    [InlineData("wait pattern (\n", "line 1: wait: ")]
    [InlineData("timeout never\n", "line 1: A time-out is a number of seconds")]
    public async Task The_first_command_that_fails_ends_the_run_and_the_session(string script, string expected)
    {
        using MoshServer server = await StartServerAsync();
        ProgramRun run = await RunAsync(server, script);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"moshps: {expected}", run.Error, StringComparison.Ordinal);
        Assert.True(await server.WaitForEndAsync(TimeSpan.FromSeconds(10)));
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task Aborting_leaves_the_server_and_says_so()
    {
        using MoshServer server = await StartServerAsync();
        ProgramRun run = await RunAsync(server, "wait connected\nabort\n");
        Assert.Equal(1, run.ExitCode);
        Assert.True(server.IsRunning);
    }

    private static Task<MoshServer> StartServerAsync() => MoshServer.StartAsync(new MoshServerSettings
    {
        Command = ["bash", "--norc", "--noprofile"],
        Environment = new Dictionary<string, string?> { ["PS1"] = "remote> ", ["HISTFILE"] = "/dev/null" },
    });

    private static Task<ProgramRun> RunAsync(MoshServer server, params string[] optionsAndScript) =>
        ScriptRun.RunAsync(
            MoshPSProgram.Path,
            ["client", "--headless", .. optionsAndScript[..^1], $"{server.Address.Address}", $"{server.Address.Port}"],
            optionsAndScript[^1],
            new Dictionary<string, string> { ["MOSH_KEY"] = server.Key });
}
