using System.Diagnostics;
using System.Globalization;
using MoshPS.Engine.Tests.Client.Consoles;

namespace MoshPS.Interop.Tests.Cli;

/// <summary>A local shell in a terminal, and a server for the client to be started there.</summary>
internal sealed class ClientInShell : IAsyncDisposable
{
    // Tells this client from one of another test that has not ended yet: ports are used again.
    private const string MarkName = "CLIENT_IN_SHELL";

    private readonly string _mark;
    private int _questions;

    private ClientInShell(Tmux tmux, MoshServer server, string mark)
    {
        _mark = mark;
        Tmux = tmux;
        Server = server;
    }

    public Tmux Tmux { get; }

    public MoshServer Server { get; }

    public static async Task<ClientInShell> StartAsync(MoshServerProgram program = MoshServerProgram.Stock)
    {
        MoshServer server = await MoshServer.StartAsync(new MoshServerSettings
        {
            Program = program,
            Command = ["bash", "--norc", "--noprofile"],
            Environment = new Dictionary<string, string?> { ["PS1"] = "remote> ", ["HISTFILE"] = "/dev/null" },
        });
        string mark = Guid.NewGuid().ToString();
        Tmux tmux = await Tmux.StartAsync(
            ["bash", "--norc", "--noprofile"],
            environment: new Dictionary<string, string> { ["PS1"] = "local> ", ["HISTFILE"] = "/dev/null", ["KEY"] = server.Key, [MarkName] = mark });
        await tmux.WaitForAsync("^local>");
        return new ClientInShell(tmux, server, mark);
    }

    /// <summary>Starts the client and waits for the remote prompt.</summary>
    public async Task EnterAsync()
    {
        await Tmux.TypeLineAsync($"clear; MOSH_KEY=$KEY KEY= {MoshPSProgram.Path} client 127.0.0.1 {Server.Address.Port}; echo status=$?");
        await Tmux.WaitForAsync("^remote>");
    }

    /// <summary>What <c>stty</c> says of the terminal.</summary>
    public async Task<string> ReadModesAsync()
    {
        string mark = $"modes-{++_questions}";
        await Tmux.TypeLineAsync($"clear; stty -a; stty -g; echo {mark}");

        // With the prompt behind it: the shell's line editor has modes of its own.
        string text = await Tmux.WaitForAsync($"^{mark}\nlocal>");
        return text[text.IndexOf("speed", StringComparison.Ordinal)..text.IndexOf($"\n{mark}", StringComparison.Ordinal)];
    }

    /// <summary>What the terminal is like after all that was written to it so far, and what tmux says of it.</summary>
    public async Task<string> ReadStateAsync()
    {
        TerminalState state = new();
        state.Write(await File.ReadAllBytesAsync(Tmux.RecordPath));
        string flags = await Tmux.QueryAsync(
            "screen #{alternate_on} cursor #{cursor_flag} insert #{insert_flag} keypad #{keypad_flag} #{keypad_cursor_flag} mouse #{mouse_any_flag} "
            + "#{mouse_standard_flag}#{mouse_button_flag}#{mouse_all_flag}#{mouse_utf8_flag}#{mouse_sgr_flag} wrap #{wrap_flag} origin #{origin_flag} "
            + "region #{scroll_region_upper} #{scroll_region_lower} title #{pane_title}");
        return $"{state}\n{flags}";
    }

    /// <summary>What the terminal is like once nothing more is written to it: what is recorded of it may come late.</summary>
    public async Task<string> ReadSettledStateAsync()
    {
        string state = await ReadStateAsync();
        for (int reads = 0; reads < 5; reads++)
        {
            await Task.Delay(50);
            if (await ReadStateAsync() is var now && now != state)
            {
                (state, reads) = (now, 0);
            }
        }

        return state;
    }

    /// <summary>Waits until the terminal is in a certain state: what is recorded of it may come late.</summary>
    public async Task WaitForStateAsync(Func<string, bool> condition, string description)
    {
        long start = Stopwatch.GetTimestamp();
        while (await ReadStateAsync() is var state && !condition(state))
        {
            Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < 10, $"The terminal is not {description}, but:\n{state}");
            await Task.Delay(50);
        }
    }

    /// <summary>Waits until the client has ended, and the terminal shows what it said.</summary>
    public async Task ExpectEndAsync(int status, bool afterSuspension = false)
    {
        string end = afterSuspension ? "" : $"\nstatus={status}";
        string text = await Tmux.WaitForAsync($@"^\[mosh is exiting\.\]{end}\nlocal>");
        Assert.DoesNotContain("did not", text, StringComparison.Ordinal);
        Assert.Equal("0", await Tmux.QueryAsync("#{alternate_on}"));
    }

    public int FindClient()
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                && File.Exists(Path.Combine(directory, "cmdline"))
                && ReadStrings(directory, "cmdline") is [var program, "client", _, var port, ..]
                && program == MoshPSProgram.Path
                && port == $"{Server.Address.Port}"
                && ReadStrings(directory, "environ").Contains($"{MarkName}={_mark}"))
            {
                return id;
            }
        }

        throw new InvalidOperationException("The client does not run.");
    }

    public async Task KillClientAsync(string signal) =>
        (await ProgramRun.RunAsync("kill", $"-{signal}", $"{FindClient()}")).EnsureSuccess();

    public async Task WaitForTitleAsync(string title)
    {
        long start = Stopwatch.GetTimestamp();
        while (await Tmux.QueryAsync("#{pane_title}") is var shown && shown != title)
        {
            Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < 10, $"The title is '{shown}'.");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Tmux.DisposeAsync();
        Server.Dispose();
    }

    private static string[] ReadStrings(string directory, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, file)).Split('\0');
        }
        catch (IOException)
        {
            // It has just ended.
            return [];
        }
    }
}
