using System.Diagnostics;
using System.Text;
using MoshPS.Engine.Client.Overlays;
using MoshPS.Engine.Tests.Client.Consoles;

namespace MoshPS.Interop.Tests.Cli;

/// <summary><c>moshps client</c> in a real terminal, on a stock mosh-server.</summary>
public sealed class TerminalTests
{
    [RequiresFact("mosh-server", "bash", "tmux", "linux")]
    public async Task The_terminal_is_as_before_when_the_remote_shell_ends()
    {
        await using ClientInShell session = await ClientInShell.StartAsync();
        string before = await session.ReadModesAsync();
        await session.EnterAsync();
        Assert.Equal("1", await session.Tmux.QueryAsync("#{alternate_on}"));
        await session.Tmux.TypeLineAsync("echo re'mote'; stty size");
        await session.Tmux.WaitForAsync("^remote\n24 80$");
        await session.Tmux.TypeLineAsync("exit");
        await session.ExpectEndAsync(0);
        Assert.Equal(before, await session.ReadModesAsync());
    }

    [RequiresFact("mosh-server", "bash", "tmux", "linux")]
    public async Task The_key_is_not_left_in_the_environment()
    {
        await using ClientInShell session = await ClientInShell.StartAsync();
        await session.EnterAsync();
        string environment = await File.ReadAllTextAsync($"/proc/{session.FindClient()}/environ");
        Assert.Contains("TERM=", environment, StringComparison.Ordinal);
        Assert.DoesNotContain(session.Server.Key, environment, StringComparison.Ordinal);
    }

    [RequiresFact("mosh-server", "bash", "tmux", "linux")]
    public async Task Quitting_with_the_escape_key_ends_the_session_cleanly()
    {
        await using ClientInShell session = await ClientInShell.StartAsync();
        string before = await session.ReadModesAsync();
        await session.EnterAsync();
        await session.Tmux.PressAsync("C-^");
        await session.Tmux.TypeAsync(".");
        await session.ExpectEndAsync(0);
        Assert.Equal(before, await session.ReadModesAsync());
        Assert.True(await session.Server.WaitForEndAsync(TimeSpan.FromSeconds(10)));
    }

    [RequiresTheory("mosh-server", "bash", "tmux", "linux", "kill")]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task A_signal_to_terminate_ends_the_session_cleanly_and_restores_the_terminal(string signal)
    {
        await using ClientInShell session = await ClientInShell.StartAsync();
        string before = await session.ReadModesAsync();
        await session.EnterAsync();
        await session.KillClientAsync(signal);
        await session.ExpectEndAsync(0);
        Assert.Equal(before, await session.ReadModesAsync());
        Assert.True(await session.Server.WaitForEndAsync(TimeSpan.FromSeconds(10)));
    }

    [RequiresFact("mosh-server", "bash", "tmux", "linux")]
    public async Task A_storm_of_control_c_goes_to_the_remote_program()
    {
        await using ClientInShell session = await ClientInShell.StartAsync();
        string before = await session.ReadModesAsync();
        await session.EnterAsync();
        await session.Tmux.TypeLineAsync("trap 'echo caught' INT; echo set");
        await session.Tmux.WaitForAsync("^set$");
        for (int i = 0; i < 30; i++)
        {
            await session.Tmux.PressAsync("C-c", "C-c", "C-c");
        }

        await session.Tmux.PressAsync("Enter");
        await session.Tmux.TypeLineAsync("echo still here");
        await session.Tmux.WaitForAsync("^still here$");
        await session.Tmux.TypeLineAsync("exit");
        await session.ExpectEndAsync(0);
        Assert.Equal(before, await session.ReadModesAsync());
    }

    [RequiresFact("mosh-server", "bash", "tmux", "linux")]
    public async Task Suspended_it_gives_the_terminal_back_and_continued_it_repaints()
    {
        await using ClientInShell session = await ClientInShell.StartAsync();
        string before = await session.ReadModesAsync();
        await session.EnterAsync();
        await session.Tmux.TypeLineAsync("echo mark'ed'");
        await session.Tmux.WaitForAsync("^marked$");
        await session.Tmux.PressAsync("C-^");
        await session.Tmux.PressAsync("C-z");
        await session.Tmux.WaitForAsync(@"^\[mosh is suspended\.\]$");
        Assert.Equal("0", await session.Tmux.QueryAsync("#{alternate_on}"));
        Assert.Equal(before, await session.ReadModesAsync());

        await session.Tmux.TypeLineAsync("fg");
        await session.Tmux.WaitForAsync("^marked$");
        Assert.Equal("1", await session.Tmux.QueryAsync("#{alternate_on}"));
        await session.Tmux.TypeLineAsync("echo con'tinued'");
        await session.Tmux.WaitForAsync("^continued$");
        await session.Tmux.TypeLineAsync("exit");
        await session.ExpectEndAsync(0, afterSuspension: true);
        Assert.Equal(before, await session.ReadModesAsync());
    }

    [RequiresFact("mosh-server", "bash", "tmux", "linux")]
    public async Task Stopped_by_a_signal_it_gives_the_terminal_back_as_well()
    {
        await using ClientInShell session = await ClientInShell.StartAsync();
        string before = await session.ReadModesAsync();
        await session.EnterAsync();
        await session.KillClientAsync("TSTP");
        await session.Tmux.WaitForAsync(@"^\[mosh is suspended\.\]$");
        Assert.Equal(before, await session.ReadModesAsync());
        await session.Tmux.TypeLineAsync("fg");
        await session.Tmux.WaitForAsync("^remote>");
    }

    [RequiresFact("mosh-server", "bash", "tmux", "linux", "kill")]
    public async Task Stopped_without_a_chance_to_say_so_it_repaints_when_continued_and_does_not_tell_of_silence()
    {
        await using ClientInShell session = await ClientInShell.StartAsync();
        await session.EnterAsync();
        await session.Tmux.TypeLineAsync("echo mark'ed'");
        await session.Tmux.WaitForAsync("^marked$");
        await session.KillClientAsync("STOP");
        await session.Tmux.WaitForAsync("Stopped");

        // Longer than contact may be silent. The local shell writes over the screen.
        await Task.Delay(TimeSpan.FromMilliseconds(NotificationBar.ContactLateAfter + 2_000));
        await session.Tmux.TypeLineAsync("clear; fg");
        await session.Tmux.WaitForAsync("^marked$");
        await session.Tmux.TypeLineAsync("echo con'tinued'");
        await session.Tmux.WaitForAsync("^continued$");
        Assert.DoesNotContain("Last contact", await session.Tmux.ReadRecordAsync(), StringComparison.Ordinal);

        // Stopped again, and then the server goes: the user is told, and can quit.
        await session.KillClientAsync("STOP");
        await session.Tmux.WaitForAsync("Stopped");
        session.Server.Dispose();
        await session.Tmux.TypeLineAsync("clear; fg");
        await session.Tmux.WaitForAsync("^continued$");
        await session.Tmux.PressAsync("C-^");
        await session.Tmux.TypeAsync(".");
        await session.Tmux.WaitForAsync("^mosh did not shut down cleanly");
    }

    [RequiresFact("mosh-server", "bash", "tmux", "linux", "kill", "stty")]
    public async Task Continued_it_takes_the_terminal_as_it_needs_it_whatever_others_made_of_it()
    {
        await using ClientInShell session = await ClientInShell.StartAsync();
        string before = await session.ReadModesAsync();
        await session.EnterAsync();
        string device = await session.Tmux.QueryAsync("#{pane_tty}");
        string raw = (await ProgramRun.RunAsync("stty", "-F", device, "-a")).EnsureSuccess().Output;
        (await ProgramRun.RunAsync("stty", "-F", device, "sane")).EnsureSuccess();
        await session.KillClientAsync("CONT");
        long start = Stopwatch.GetTimestamp();
        while ((await ProgramRun.RunAsync("stty", "-F", device, "-a")).EnsureSuccess().Output != raw)
        {
            Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < 10, "The terminal is not raw again.");
            await Task.Delay(50);
        }

        await session.Tmux.TypeLineAsync("exit");
        await session.ExpectEndAsync(0);
        Assert.Equal(before, await session.ReadModesAsync());
    }

    [RequiresFact("mosh-server", "bash", "tmux", "linux")]
    public async Task A_terminal_that_is_closed_ends_client_and_server()
    {
        await using ClientInShell session = await ClientInShell.StartAsync();
        await session.EnterAsync();
        using Process client = Process.GetProcessById(session.FindClient());
        await session.Tmux.CommandAsync("kill-server");
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        await client.WaitForExitAsync(limit.Token);
        Assert.True(await session.Server.WaitForEndAsync(TimeSpan.FromSeconds(10)));
    }

    [RequiresFact("mosh-server", "bash", "tmux", "linux")]
    public async Task The_size_of_the_window_follows()
    {
        await using ClientInShell session = await ClientInShell.StartAsync();
        await session.EnterAsync();
        await session.Tmux.ResizeAsync(101, 31);
        await session.Tmux.WaitForAsync("^remote>");
        await Task.Delay(200);
        await session.Tmux.TypeLineAsync("stty size");
        await session.Tmux.WaitForAsync("^31 101$");
    }

    [RequiresFact("mosh-server", "bash", "tmux", "linux")]
    public async Task The_title_has_a_prefix_and_at_the_end_is_the_one_before()
    {
        await using ClientInShell session = await ClientInShell.StartAsync();
        string before = await session.Tmux.QueryAsync("#{pane_title}");
        await session.EnterAsync();
        await session.Tmux.TypeLineAsync("printf '\\033]0;my title\\007'");
        await session.WaitForTitleAsync("[mosh] my title");
        await session.Tmux.TypeLineAsync("exit");
        await session.ExpectEndAsync(0);
        await session.WaitForTitleAsync(before);
    }

    [RequiresFact("mosh-server", "bash", "tmux", "linux")]
    public async Task Control_L_repaints_a_screen_that_something_spoilt()
    {
        await using ClientInShell session = await ClientInShell.StartAsync();
        await session.EnterAsync();
        await session.Tmux.TypeLineAsync("PS1=; clear; echo in'tact'; cat");
        await session.Tmux.WaitForAsync("^intact$");

        // Written to the terminal behind the client's back.
        string device = await session.Tmux.QueryAsync("#{pane_tty}");
        await File.WriteAllTextAsync(device, "\e[2J\e[5;5Hgarbage");
        await session.Tmux.WaitForAsync(text => text.Contains("garbage", StringComparison.Ordinal) && !text.Contains("intact", StringComparison.Ordinal), "only garbage");
        await session.Tmux.PressAsync("C-l");
        await session.Tmux.WaitForAsync(text => !text.Contains("garbage", StringComparison.Ordinal) && text.Contains("intact", StringComparison.Ordinal), "the screen again");
    }

    [RequiresFact("mosh-server", "bash", "tmux", "linux")]
    public async Task A_lost_client_leaves_nothing_but_the_server()
    {
        await using ClientInShell session = await ClientInShell.StartAsync();
        await session.EnterAsync();
        using Process client = Process.GetProcessById(session.FindClient());
        int children = Directory.EnumerateDirectories($"/proc/{client.Id}/task").Sum(
            task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(0, children);
        client.Kill();
        await session.Tmux.WaitForAsync("Killed");
        Assert.True(session.Server.IsRunning);
    }

    [RequiresFact("mosh", "mosh-server", "bash", "tmux", "linux")]
    public async Task The_stock_wrapper_can_run_it()
    {
        using TemporaryDirectory directory = new();
        string client = directory.Write("client", $"#!/bin/sh\nexec {MoshPSProgram.Path} client \"$@\"\n");
        (await ProgramRun.RunAsync("chmod", "+x", client)).EnsureSuccess();
        await using Tmux tmux = await Tmux.StartAsync(
            ["mosh", $"--client={client}", "--predict=never", "--local", "--", "127.0.0.1", "env", "PS1=remote> ", "bash", "--norc", "--noprofile"]);
        await tmux.WaitForAsync("^remote>");
        await tmux.TypeLineAsync("echo $TERM; stty size");
        await tmux.WaitForAsync("^xterm-256color\n24 80$");
        await tmux.TypeLineAsync("exit");
        Assert.Equal(0, await tmux.WaitForExitAsync());
    }

    [RequiresFact("tmux", "linux")]
    public async Task Where_nobody_answers_it_gives_up_and_says_so()
    {
        await using Tmux tmux = await Tmux.StartAsync(
            [MoshPSProgram.Path, "client", "127.0.0.1", "9"],
            environment: new Dictionary<string, string> { ["MOSH_KEY"] = "AAAAAAAAAAAAAAAAAAAAAA" });
        Assert.Equal(1, await tmux.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains(
            """

            mosh did not make a successful connection to 127.0.0.1:9.
            Please verify that UDP port 9 is not firewalled and can reach the server.

            (By default, mosh uses a UDP port between 60000 and 61000. The -p option
            selects a specific UDP port number.)
            [mosh is exiting.]
            """,
            await CaptureAllAsync(tmux),
            StringComparison.Ordinal);
        TerminalState state = new();
        state.Write(Encoding.UTF8.GetBytes(await tmux.ReadRecordAsync()));
        Assert.Equal("", state.ToString());
    }

    [RequiresTheory("mosh-client", "tmux", "linux")]
    [InlineData("abc", "127.0.0.1")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA!", "127.0.0.1")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAB", "127.0.0.1")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA", "localhost")]
    public async Task A_wrong_key_or_address_is_reported_in_stocks_words(string key, string address)
    {
        List<string> reports = [];
        foreach (string[] command in (string[][])[["mosh-client", address, "60001"], [MoshPSProgram.Path, "client", address, "60001"]])
        {
            await using Tmux tmux = await Tmux.StartAsync(
                command, columns: 120, environment: new Dictionary<string, string> { ["MOSH_KEY"] = key });
            Assert.Equal(1, await tmux.WaitForExitAsync());
            string report = await CaptureAllAsync(tmux);
            Assert.Contains("exception: ", report, StringComparison.Ordinal);

            // Stock appends the text of errno where there is none.
            reports.Add(report.Replace(": Success", "", StringComparison.Ordinal));
        }

        Assert.Equal(reports[0], reports[1]);
    }

    /// <summary>What the window shows, lines that have left it too.</summary>
    private static async Task<string> CaptureAllAsync(Tmux tmux) => (await tmux.CommandAsync("capture-pane", "-p", "-S", "-")).Output.TrimEnd();
}
