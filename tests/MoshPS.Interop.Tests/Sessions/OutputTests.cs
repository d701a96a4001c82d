using MoshPS.Engine.Client;

namespace MoshPS.Interop.Tests.Sessions;

[Collection(SharedSessionHost.Name)]
public sealed class OutputTests(SessionHost host)
{
    /// <summary>seq 1 1449000 prints 10 MB and some.</summary>
    private const int Lines = 1_449_000;

    [RequiresFact("mosh-server", "mosh-client", "tmux", "linux")]
    public async Task Ten_megabytes_of_output_end_in_the_screen_that_stock_shows()
    {
        await using SideBySide side = await SideBySide.StartAsync(host, ["sh", "-c", $"read go; seq 1 {Lines}; exec cat"]);
        await side.SendAsync("\r", $"^{Lines}$");
        await side.CompareAsync();

        // Screens that nobody could have read were skipped.
        MoshClientStatistics statistics = side.Headless.Client.GetStatistics();
        Assert.InRange(statistics.BytesReceived, 500, 2_000_000);
    }

    [RequiresFact("mosh-server", "mosh-client", "tmux", "bash", "linux")]
    public async Task A_window_resized_while_output_runs_ends_as_with_stock()
    {
        // The last lines fill the largest screen, so that nothing from before is left on it.
        string stop = Path.Combine(host.CreateDirectory(), "stop");
        string script = host.WriteFile(
            "resize.sh",
            """
            read go
            until [ -e "$1" ]; do printf '%d \e[3%dmsome coloured words that go on for a while and wrap in a narrow window, %s\e[m\n' $((i++)) $((i % 8)) "$(stty size)"; sleep 0.01; done
            for i in $(seq 1 60); do printf 'last %d %*s|\n' $i $((i * 3)) x; done
            stty size
            read go

            """);
        await using SideBySide side = await SideBySide.StartAsync(host, ["bash", script, stop]);
        await side.SendAsync("\r", "^[0-9]+ some");
        foreach ((int columns, int rows) in ((int, int)[])[(40, 24), (120, 24), (1, 1), (120, 40), (20, 10), (133, 50), (2, 60), (61, 13), (97, 29)])
        {
            await side.ResizeAsync(columns, rows);
            await Task.Delay(150);
        }

        await side.WaitForAsync("29 97");
        await File.WriteAllTextAsync(stop, "");
        await side.WaitForAsync("^29 97$");
        await side.CompareAsync();
    }

    [RequiresFact("mosh-server", "mosh-client", "tmux", "bash", "linux")]
    public async Task What_is_pasted_is_bracketed_when_the_program_asked_for_it()
    {
        await using SideBySide side = await SideBySide.StartAsync(host, ["sh", "-c", "printf 'not yet\\n'; cat -v & read line; kill $!; printf '\\033[?2004hnow\\n'; exec cat -v"]);
        await side.WaitForAsync("not yet");
        await side.CompareAsync();
        await side.SendAsync("\r", "now");
        await side.CompareAsync();
        Assert.True(side.Headless.Client.GetScreen().IsBracketedPasteOn);
        await side.PasteAsync("漢字 and\ttabs");
        await side.SendAsync("\r", @"\^\[\[200~.*and.*\^\[\[201~\n.*M-");
        await side.CompareAsync();
    }
}
