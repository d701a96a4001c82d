using System.Text;
using MoshPS.Interop.Tests.Cli;

namespace MoshPS.Interop.Tests.Client;

/// <summary>The clipboard of a real terminal, as programs in a session may change it.</summary>
public sealed class ClipboardTests
{
    // Programs write an OSC 52 as tmux and vim do; what is typed behind it shows that it has come through.
    private const string Printer =
        """
        stty -echo; printf ready
        while read -r line; do
            case $line in
                large) printf '\033]52;;%s\007\r[large]' "$(head -c 20000 /dev/zero | base64 -w 0)" ;;
                *) printf "$line" ;;
            esac
        done
        """;

    private const string Hello = "aGVsbG8=";

    [RequiresTheory("mosh-server", "tmux", "linux")]
    [InlineData(MoshServerProgram.Stock, null, "hello")]
    [InlineData(MoshServerProgram.Stock, "deny", "mine")]
    [InlineData(MoshServerProgram.Stock, "4", "mine")]
    [InlineData(MoshServerProgram.MoshPS, "5", "hello")]
    [InlineData(MoshServerProgram.MoshPS, "deny", "mine")]
    public async Task A_program_sets_it_as_far_as_the_policy_allows(MoshServerProgram program, string? policy, string expected)
    {
        using MoshServer server = await StartServerAsync(program);
        await using Tmux window = await StartClientAsync([MoshPSProgram.Path, "client"], server, policy);
        await window.CommandAsync("set-buffer", "mine");
        await window.TypeLineAsync($@"\033]52;c;{Hello}\007\r[1]");
        await window.WaitForAsync(@"\[1\]");
        Assert.Equal(expected, (await window.CommandAsync("show-buffer")).Output);

        // Neither a repaint nor the end touches what the user has copied since.
        await window.CommandAsync("set-buffer", "newer");
        await window.PressAsync("C-l");
        await window.TypeLineAsync(@"\r[2]");
        await window.WaitForAsync(@"\[2\]");
        await window.PressAsync("C-^");
        await window.TypeAsync(".");
        Assert.Equal(0, await window.WaitForExitAsync());
        Assert.Equal("newer", (await window.CommandAsync("show-buffer")).Output);
    }

    [RequiresTheory("mosh-server", "tmux", "linux")]
    [InlineData(MoshServerProgram.Stock)]
    [InlineData(MoshServerProgram.MoshPS)]
    public async Task No_program_reads_it(MoshServerProgram program)
    {
        using MoshServer server = await StartServerAsync(program);
        await using Tmux window = await StartClientAsync([MoshPSProgram.Path, "client"], server, null);
        string written = await AskAsync(window);
        Assert.DoesNotContain("?", written.Replace("\e[?", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [RequiresFact("mosh-server", "mosh-client", "tmux", "linux")]
    public async Task Stock_asks_the_terminal_but_not_behind_our_server()
    {
        foreach (MoshServerProgram program in (MoshServerProgram[])[MoshServerProgram.Stock, MoshServerProgram.MoshPS])
        {
            using MoshServer server = await StartServerAsync(program);
            await using Tmux window = await StartClientAsync([Programs.PathOf("mosh-client")], server, null);
            Assert.Equal(program == MoshServerProgram.Stock, (await AskAsync(window)).Contains("\e]52;c;?\a", StringComparison.Ordinal));
        }
    }

    [RequiresFact("mosh-server", "tmux", "linux")]
    public async Task Our_server_takes_the_clipboard_under_all_its_names_and_nothing_that_was_cut()
    {
        using MoshServer server = await StartServerAsync(MoshServerProgram.MoshPS);
        await using Tmux window = await StartClientAsync([MoshPSProgram.Path, "client"], server, null);
        int step = 0;
        foreach (string selection in (string[])["", "c", "pc"])
        {
            string text = $"text {++step}";
            await window.TypeLineAsync($@"\033]52;{selection};{Convert.ToBase64String(Encoding.ASCII.GetBytes(text))}\033\\\r[{step}]");
            await window.WaitForAsync($@"\[{step}\]");
            Assert.Equal(text, (await window.CommandAsync("show-buffer")).Output);
        }

        await window.TypeLineAsync("large");
        await window.WaitForAsync(@"\[large\]");
        Assert.Equal($"text {step}", (await window.CommandAsync("show-buffer")).Output);
    }

    /// <summary>Asks for the clipboard in several ways and returns all that the client wrote to the terminal.</summary>
    private static async Task<string> AskAsync(Tmux window)
    {
        await window.CommandAsync("set-buffer", "secret");
        int step = 0;
        foreach (string question in (string[])[@"\033]52;c;?\007", @"\033]52;c;?\033\\", @"\033]52;;?\007", @"\033]52;p;?\007", @"\033]52;cp;?\007", @"\033]52;c;??\007"])
        {
            await window.TypeLineAsync($@"{question}\r[{++step}]");
            await window.WaitForAsync($@"\[{step}\]");
        }

        return await window.ReadRecordAsync();
    }

    private static Task<MoshServer> StartServerAsync(MoshServerProgram program) =>
        MoshServer.StartAsync(new MoshServerSettings { Program = program, Command = ["sh", "-c", Printer] });

    private static async Task<Tmux> StartClientAsync(string[] client, MoshServer server, string? policy)
    {
        Dictionary<string, string> environment = new() { ["MOSH_KEY"] = server.Key };
        if (policy is not null)
        {
            environment["MOSHPS_CLIPBOARD"] = policy;
        }

        Tmux window = await Tmux.StartAsync([.. client, "127.0.0.1", $"{server.Address.Port}"], environment: environment);
        await window.WaitForAsync("ready");
        return window;
    }
}
