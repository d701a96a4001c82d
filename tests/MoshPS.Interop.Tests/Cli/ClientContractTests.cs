namespace MoshPS.Interop.Tests.Cli;

/// <summary>Each case is run by stock mosh-client as well: its words and exit status are the expected ones.</summary>
public sealed class ClientContractTests
{
    private const string Key = "AAAAAAAAAAAAAAAAAAAAAA";

    public static TheoryData<string, string[], string[]> Cases => new()
    {
        { "no terminal", ["127.0.0.1", "60001"], [$"MOSH_KEY={Key}"] },
        { "no key", ["127.0.0.1", "60001"], [] },
        { "unknown terminal", ["127.0.0.1", "60001"], [$"MOSH_KEY={Key}", "TERM=nosuch"] },
        { "no TERM", ["127.0.0.1", "60001"], [$"MOSH_KEY={Key}", "TERM="] },
        { "unknown prediction mode", ["127.0.0.1", "60001"], [$"MOSH_KEY={Key}", "MOSH_PREDICTION_DISPLAY=magic"] },
        { "unknown terminal goes before prediction mode", ["127.0.0.1", "60001"], [$"MOSH_KEY={Key}", "TERM=nosuch", "MOSH_PREDICTION_DISPLAY=magic"] },
        { "locale", ["127.0.0.1", "60001"], [$"MOSH_KEY={Key}", "LANG=C"] },
        { "locale by another variable", ["127.0.0.1", "60001"], [$"MOSH_KEY={Key}", "LC_ALL=POSIX"] },
        { "no locale", ["127.0.0.1", "60001"], [$"MOSH_KEY={Key}", "LANG="] },
        { "prediction mode goes before locale", ["127.0.0.1", "60001"], [$"MOSH_KEY={Key}", "LANG=C", "MOSH_PREDICTION_DISPLAY=magic"] },
        { "arguments for ps", ["-#", "mosh some where |", "127.0.0.1", "60001"], [] },
        { "arguments for ps in one word", ["-#mosh", "-v", "127.0.0.1", "60001"], [] },
        { "options after operands", ["127.0.0.1", "60001", "-v"], [] },
        { "colours", ["-c"], [] },
        { "colours of a plain terminal", ["-c"], ["TERM=vt100"] },
        { "colours of an unknown terminal", ["-c"], ["TERM=nosuch"] },
        { "colours without TERM", ["-c"], ["TERM="] },
    };

    [RequiresTheory("mosh-client", "linux")]
    [MemberData(nameof(Cases))]
    public async Task Words_and_exit_status_are_those_of_stock(string name, string[] arguments, string[] environment)
    {
        Dictionary<string, string?> variables = new()
        {
            ["LANG"] = "C.UTF-8",
            ["LC_ALL"] = null,
            ["TERM"] = "xterm-256color",
            ["MOSH_KEY"] = null,
            ["MOSH_PREDICTION_DISPLAY"] = null,
        };
        foreach (string setting in environment)
        {
            string[] parts = setting.Split('=');
            variables[parts[0]] = parts[1];
        }

        ProgramRun stock = await ProgramRun.RunAsync("mosh-client", arguments, variables);
        ProgramRun ours = await ProgramRun.RunAsync(MoshPSProgram.Path, ["client", .. arguments], variables);
        Assert.Equal((name, stock), (name, ours));
    }

    [RequiresTheory("mosh-client", "linux")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1", "60001", "60002")]
    [InlineData("127.0.0.1", "6o001")]
    [InlineData("127.0.0.1", "-1")]
    [InlineData("-x", "127.0.0.1", "60001")]
    public async Task Wrong_usage_gives_the_usage_and_status_1_as_with_stock(params string[] arguments)
    {
        ProgramRun stock = await ProgramRun.RunAsync("mosh-client", arguments);
        ProgramRun ours = await MoshPSProgram.RunAsync(["client", .. arguments]);
        Assert.Equal((1, ""), (stock.ExitCode, stock.Output));
        Assert.Equal((1, ""), (ours.ExitCode, ours.Output));
        Assert.Contains("IP PORT", ours.Error, StringComparison.Ordinal);
        if (stock.Error.StartsWith("mosh-client: ", StringComparison.Ordinal))
        {
            string complaint = stock.Error.Split('\n')[0];
            Assert.StartsWith("moshps client" + complaint["mosh-client".Length..] + "\n", ours.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Help_and_version_are_printed_with_status_0()
    {
        foreach (string[] arguments in (string[][])[["client", "--help"], ["client", "--version"], ["connect", "--help"], ["--help"], ["--version"]])
        {
            ProgramRun run = await MoshPSProgram.RunAsync(arguments);
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            Assert.Contains("moshps", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_a_command_or_with_an_unknown_one_there_is_help_and_status_2()
    {
        foreach (string[] arguments in (string[][])[[], ["conect"]])
        {
            ProgramRun run = await MoshPSProgram.RunAsync(arguments);
            Assert.Equal((2, ""), (run.ExitCode, run.Output));
            Assert.Contains("moshps connect", run.Error, StringComparison.Ordinal);
        }
    }
}
