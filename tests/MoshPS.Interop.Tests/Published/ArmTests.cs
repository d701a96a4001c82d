using System.Globalization;
using System.Text.RegularExpressions;
using MoshPS.Interop.Tests.Cli;

namespace MoshPS.Interop.Tests.Published;

/// <summary>
/// The executable for Linux on ARM, run by qemu's emulation of one program: ARM's own instructions for AES and for
/// vectors are really executed. What a session's process does is tried from its start to its end; that the starter can
/// start it is not, since the system here cannot run a file for ARM by itself.
/// </summary>
public sealed partial class ArmTests : IDisposable
{
    private const string Libraries = "/usr/aarch64-linux-gnu";
    private const string CLibrary = Libraries + "/lib/libc.so.6";

    /// <summary>What the starter asks of the session's process: any port, 256 colours, 80 columns and 24 rows.</summary>
    private static readonly string[] SessionSettings = ["127.0.0.1", "0", "0", "256", "80", "24", "0", "0", "0", "1", ""];

    private readonly TemporaryDirectory _directory = new();
    private readonly ProcessMark _mark = new();

    /// <summary>With all instructions that there are, and with those of the first 64-bit processors.</summary>
    [RequiresTheory("qemu-aarch64", CLibrary, "native-arm-executable", "mosh-client", "tmux", "bash")]
    [InlineData("max")]
    [InlineData("cortex-a57")]
    public async Task It_serves_a_whole_session_to_stock_mosh_client(string processor)
    {
        (string port, string key) = await StartServerAsync(processor);
        Dictionary<string, string> environment = new() { ["MOSH_KEY"] = key, ["LANG"] = "C.UTF-8" };
        await using Tmux tmux = await Tmux.StartAsync(["mosh-client", "127.0.0.1", port], environment: environment);
        await ExpectSessionAsync(tmux);
    }

    [RequiresFact("qemu-aarch64", CLibrary, "native-arm-executable", "tmux", "bash")]
    public async Task It_serves_a_whole_session_to_our_client()
    {
        (string port, string key) = await StartServerAsync("max");
        Dictionary<string, string> environment = new() { ["MOSH_KEY"] = key, ["LANG"] = "C.UTF-8" };
        await using Tmux tmux = await Tmux.StartAsync([MoshPSProgram.Path, "client", "127.0.0.1", port], environment: environment);
        await ExpectSessionAsync(tmux);
    }

    [RequiresTheory("qemu-aarch64", CLibrary, "native-arm-executable", "mosh-server", "bash", "tmux")]
    [InlineData(MoshServerProgram.MoshPS)]
    [InlineData(MoshServerProgram.Stock)]
    public async Task It_is_the_client_of_a_whole_session(MoshServerProgram program)
    {
        using MoshServer server = await MoshServer.StartAsync(new MoshServerSettings
        {
            Program = program,
            Command = ["env", "PS1=remote> ", "bash", "--norc", "--noprofile"],
        });
        Dictionary<string, string> environment = new() { ["MOSH_KEY"] = server.Key, ["LANG"] = "C.UTF-8" };
        await using Tmux tmux = await Tmux.StartAsync(
            [.. Emulator("max"), "client", "127.0.0.1", server.Address.Port.ToString(CultureInfo.InvariantCulture)],
            environment: environment);
        await ExpectSessionAsync(tmux);
        Assert.True(await server.WaitForEndAsync(TimeSpan.FromSeconds(20)));
    }

    public void Dispose()
    {
        _mark.Dispose();
        _directory.Dispose();
    }

    private static string[] Emulator(string processor) =>
        [Programs.PathOf("qemu-aarch64"), "-cpu", processor, "-L", Libraries, BuiltFiles.ArmExecutable];

    /// <summary>Types, and sees wide and combined characters, colours, many lines, and the end.</summary>
    private static async Task ExpectSessionAsync(Tmux tmux)
    {
        await tmux.WaitForAsync("^remote>", TimeSpan.FromSeconds(60));
        await tmux.TypeLineAsync("""printf '\033[2J\033[H\033[31mred\033[0m \346\274\242\345\255\227 e\314\201 %s\n' fini'sh'ed""");
        await tmux.WaitForAsync("^red 漢字 e\u0301 finished$", TimeSpan.FromSeconds(30));
        await tmux.TypeLineAsync("clear; seq 2000; echo do'ne'");
        await tmux.WaitForAsync("^1999\n2000\ndone$", TimeSpan.FromSeconds(30));
        await tmux.TypeLineAsync("exit");
        await tmux.WaitForAsync("is exiting|Pane is dead", TimeSpan.FromSeconds(30));
    }

    /// <summary>Starts a session's process as the starter does, with the report through its descriptor 3.</summary>
    private async Task<(string Port, string Key)> StartServerAsync(string processor)
    {
        string report = _directory["report"];
        string[] command =
        [
            .. Emulator(processor), "server", "--session", .. SessionSettings, "env", "PS1=remote> ", "bash", "--norc", "--noprofile",
        ];
        Dictionary<string, string?> environment = new() { ["LANG"] = "C.UTF-8", ["REPORT"] = report, [ProcessMark.Name] = _mark.Value };
        ProgramRun start = await ProgramRun.RunAsync("sh", ["-c", "setsid \"$@\" </dev/null >/dev/null 2>\"$REPORT.errors\" 3>\"$REPORT\" &", "sh", .. command], environment);
        Assert.Equal(0, start.ExitCode);
        for (int i = 0; i < 600; i++)
        {
            if (File.Exists(report) && ConnectLine().Match(await File.ReadAllTextAsync(report)) is { Success: true } connect)
            {
                return (connect.Groups["port"].Value, connect.Groups["key"].Value);
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"It did not start: {await File.ReadAllTextAsync(report + ".errors")}");
    }

    [GeneratedRegex(@"MOSH CONNECT (?<port>\d+) (?<key>\S{22})\n")]
    private static partial Regex ConnectLine();
}
