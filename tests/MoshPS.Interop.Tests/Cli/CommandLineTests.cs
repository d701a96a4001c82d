using System.Runtime.Versioning;
using MoshPS.Cli.CommandLine;
using MoshPS.Cli.Commands.Server;
using MoshPS.Interop.Tests.Cli.CommandLine;

namespace MoshPS.Interop.Tests.Cli;

/// <summary>The real executable with command lines that are wrong: a message, the documented status, and no stack trace.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CommandLineTests : IDisposable
{
    private const int RandomLines = 40;

    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string[]> WrongForConnect =>
    [
        ["a b"], ["-l", "-oX", "host"], ["-l-oX", "host"], ["-oX@host"], ["--user=-oX", "host"], ["-o", "Foo bar=x", "host"], ["-o", "Foo=x\nProxyCommand=id", "host"],
        ["-o", "-X=y", "host"], ["--server", "-x", "host"], ["--server=-x", "host"], ["--server", "", "host"], ["--local", "--server", "-x"], ["--local", "--server", "a\nb"],
        ["a\nb"], ["user\n@host"], ["-l", "a\nb", "host"], ["-i", "a\nb", "host"], ["-F", "a\nb", "host"], ["-F", "", "host"], ["-i", "", "host"], ["--ssh", "", "host"],
        ["--ssh", "ssh\nid", "host"], ["--record", "", "host"], ["--record", "a\nb", "host"], ["--size", "1\n1", "host"], ["--predict", "\u001B[2J", "host"], ["host;id"],
        ["$(id)"], ["--\u001B]52;c;eA==\a", "host"], ["-\u202E", "host"], ["--address", "a\nb", "host"], ["--clipboard", "\n", "host"], ["--escape-key", "\n", "host"],
    ];

    [RequiresTheory("linux")]
    [MemberData(nameof(WrongForConnect))]
    public async Task Connect_says_what_is_wrong_and_starts_nothing(string[] arguments)
    {
        ProgramRun run = await RunAsync(["connect", .. arguments]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Matches(@"^moshps connect: [^\n]+\nUsage: ", run.Error);
        AssertPlain(run.Error);
        Assert.False(File.Exists(_directory["ssh-was-here"]), "ssh was started");
    }

    [RequiresTheory("linux")]
    [InlineData(2, "moshps: There is no command 'nonsense\\u{A}x'.\n", "nonsense\nx")]
    [InlineData(2, "moshps: There is no command '-x'.\n", "-x")]
    [InlineData(2, "moshps: There is no command '\\u{1B}[2J'.\n", "\u001B[2J")]
    [InlineData(2, "moshps: There is no command ''.\n", "")]
    [InlineData(2, "moshps: a mosh client", new string[0])]
    [InlineData(2, "moshps play: ", "play")]
    [InlineData(2, "moshps play: ", "play", "")]
    [InlineData(2, "moshps play: ", "play", "-s", "1\n", "x")]
    [InlineData(1, "moshps client: ", "client", "--size", "a\nb", "::1", "1")]
    [InlineData(1, "moshps client: Bad UDP port", "client", "::1", "1\n")]
    [InlineData(1, "moshps client: invalid option", "client", "-\u001B")]
    [InlineData(1, "", "client")]
    [InlineData(1, "", "server", "a", "b", "c")]
    [InlineData(1, "", "server", "new", "-p", "x")]
    [InlineData(1, "moshps server: ", "server", "--session")]
    [InlineData(1, "moshps server: ", "server", "--session", "a\nb")]
    public async Task Every_verb_says_what_is_wrong(int status, string expected, params string[] arguments)
    {
        ProgramRun run = await RunAsync(arguments);
        Assert.Equal((status, ""), (run.ExitCode, run.Output));
        Assert.NotEmpty(run.Error);
        Assert.StartsWith(expected, run.Error, StringComparison.Ordinal);
        AssertPlain(run.Error);
    }

    [RequiresFact("linux")]
    public async Task Random_lines_end_with_a_documented_status_and_a_message()
    {
        (string Verb, string[] Words, int Wrong)[] verbs =
        [
            ("connect", RandomCommandLines.ConnectWords, 2), ("play", RandomCommandLines.PlayWords, 2), ("client", RandomCommandLines.ClientWords, 1),
            ("server", RandomCommandLines.ServerWords, 1), ("help", RandomCommandLines.PlayWords, 0), ("", RandomCommandLines.ServerWords, 2),
        ];
        int seed = 100;
        foreach ((string verb, string[] words, int wrong) in verbs)
        {
            IEnumerable<string[]> lines = RandomCommandLines.Of(seed++, RandomLines * 20, words)
                .Where(line => !line.Any(word => word.Length > 1000 || word.Contains('\0', StringComparison.Ordinal)))
                .Where(line => verb.Length > 0 || line is [var first, ..] && first is not ("connect" or "play" or "client" or "server" or "help"))
                // A session on this machine is no matter of this test.
                .Where(line => verb != "server" || !StartsSession(line))
                .Where(line => !line.Contains("--local"))
                .Take(RandomLines / verbs.Length + 1);
            foreach (string[] line in lines)
            {
                string[] arguments = verb.Length == 0 ? line : [verb, .. line];
                string text = string.Join('|', arguments.Select(PlainText.Of));
                ProgramRun run = await RunAsync(arguments);
                Assert.True(run.ExitCode is 0 or 1 || run.ExitCode == wrong, $"{text}: status {run.ExitCode}: {run.Error}");
                Assert.True(run.ExitCode == 0 || run.Error.Length > 0, $"{text}: status {run.ExitCode}, and nothing said");
                AssertNoTrace(run.Error, text);
            }
        }
    }

    [RequiresTheory("linux")]
    [InlineData("-p", "x")]
    [InlineData("new", "-c", "x")]
    public async Task The_name_of_the_server_says_what_is_wrong_too(params string[] arguments)
    {
        string link = _directory["mosh-server"];
        File.CreateSymbolicLink(link, MoshPSProgram.Path);
        ProgramRun run = await RunAsync(arguments, link);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        AssertNoTrace(run.Error, link);
        Assert.Contains("mosh-server", run.Error, StringComparison.Ordinal);
    }

    [RequiresFact("linux")]
    public async Task What_nothing_was_prepared_for_ends_in_one_line()
    {
        // Nothing else says anything of an output that cannot be written.
        ProgramRun run = await ProgramRun.RunAsync("sh", "-c", "exec \"$0\" --version >/dev/full", MoshPSProgram.Path);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Matches(@"^moshps: write: [^\n]+\n\z", run.Error);
        ProgramRun whole = await ProgramRun.RunAsync("sh", "-c", "MOSHPS_DEBUG=1 exec \"$0\" --version >/dev/full", MoshPSProgram.Path);
        Assert.Equal(1, whole.ExitCode);
        Assert.Contains("   at MoshPS.Cli", whole.Error, StringComparison.Ordinal);
    }

    [RequiresFact("linux")]
    public async Task A_reader_that_has_gone_is_nothing_to_complain_of()
    {
        ProgramRun run = await ProgramRun.RunAsync("bash", "-c", "\"$0\" --help | true; echo ${PIPESTATUS[0]}", MoshPSProgram.Path);
        Assert.Matches(@"^[01]\n\z", run.Output);
        Assert.Equal("", run.Error);
    }

    public void Dispose() => _directory.Dispose();

    private static bool StartsSession(string[] line)
    {
        using StringWriter nothing = new();
        return !line.Contains("--help") && !line.Contains("--version") && !line.Contains("-h") && ServerArguments.Parse(line, "", "", nothing) is not null;
    }

    private static void AssertPlain(string error)
    {
        AssertNoTrace(error, "");
        Assert.DoesNotContain(error, character => char.IsControl(character) && character != '\n');
        Assert.DoesNotContain('\u202E', error);
    }

    private static void AssertNoTrace(string error, string text)
    {
        Assert.False(error.Contains("   at ", StringComparison.Ordinal), $"{text}: {error}");
        Assert.False(error.Contains("nhandled exception", StringComparison.Ordinal), $"{text}: {error}");
    }

    /// <summary>Runs it with an ssh that only leaves a trace, and no other program.</summary>
    private Task<ProgramRun> RunAsync(string[] arguments, string? program = null)
    {
        string ssh = _directory["ssh"];
        if (!File.Exists(ssh))
        {
            File.WriteAllText(ssh, $"#!/bin/sh\n: >'{_directory["ssh-was-here"]}'\nexit 255\n");
            File.SetUnixFileMode(ssh, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return ProgramRun.RunAsync(
            program ?? MoshPSProgram.Path, arguments, new Dictionary<string, string?> { ["PATH"] = _directory.Path, ["LANG"] = "C.UTF-8", ["LC_ALL"] = null, ["MOSH_KEY"] = null });
    }
}
