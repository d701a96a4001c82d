namespace MoshPS.Interop.Tests.Sessions;

[Collection(SharedSessionHost.Name)]
public sealed class TmuxTests(SessionHost host)
{
    /// <summary>Nothing in the status line that differs from session to session or with the time.</summary>
    private const string Configuration =
        """
        set -g default-terminal screen-256color
        set -g status-interval 0
        set -g status-right "#[fg=colour226,bg=colour27] steady "
        set -g status-left "[#S] "
        set -g mouse on
        set -g escape-time 0
        set -g display-time 0
        set -g assume-paste-time 0
        setw -g automatic-rename off
        set -g window-status-format "#I:w"
        set -g window-status-current-format "#I:w*"
        set -g default-command "env HISTFILE= PS1='$ ' bash --norc --noprofile"
        set -g set-titles on
        set -g set-titles-string "window #I"
        set -g pane-border-status top
        set -g pane-border-format " pane #P "

        """;

    [RequiresTheory("mosh-server", "mosh-client", "tmux", "bash", "linux")]
    [InlineData(0)]
    [InlineData(5)]
    public Task Panes_windows_and_copy_mode_look_as_with_stock(int lossPercent) => UseAsync(lossPercent);

    [RequiresFact("mosh-server", "mosh-client", "tmux", "bash", "linux")]
    [Trait("Category", "Long")]
    public Task Panes_windows_and_copy_mode_through_heavy_loss_look_as_with_stock() => UseAsync(29);

    private async Task UseAsync(int lossPercent)
    {
        string configuration = host.WriteFile("tmux.conf", Configuration);
        await using SideBySide side = await SideBySide.StartAsync(
            host, directory => ["tmux", "-u", "-f", configuration, "-S", $"{directory}/socket", "new-session", "-s", "inner"], 100, 30, SideBySide.Losing(lossPercent));
        await side.WaitForAsync(@"^\$(?s:.*)steady");
        await side.CompareAsync();

        await side.SendAsync("\u0002%", "pane 1");
        await side.SendAsync("\u0002\"", "pane 2");
        await side.SendAsync("seq 1 40\r", "^.*40 *\n");
        await side.CompareAsync();
        await side.SendAsync("\u0002\eODprintf '\\e[31mred 漢字\\e[m\\n'\r", "^red 漢字");
        await side.CompareAsync();

        // A pane that scrolls beside one that stands: the frames are region scrolls that must not be whole-width.
        await side.SendAsync("seq 1 100\r", "^100 ");
        await side.CompareAsync();
        await side.SendAsync("\u0002[\e[5~\e[5~", @"\[\d+/\d+\]");
        await side.CompareAsync();
        await side.SendAsync("q\u0002c", "1:w\\*");
        await side.SendAsync("echo second window\r", "^second window");
        await side.CompareAsync();
        await side.SendAsync("\u0002n\u0002z", "0:w");
        await side.CompareAsync();
        await side.SendAsync("\u0002z\u0002\u001b3", "pane 1");
        await side.CompareAsync();

        // A click chooses a pane; a drag of the border moves it.
        await side.SendAsync("\e[<0;10;3M\e[<0;10;3m");
        await side.CompareAsync();
        await side.ResizeAsync(83, 25);
        await side.CompareAsync();
        await side.SendAsync("\u0002?", "List key bindings|bind-key|C-b C-b");
        await side.CompareAsync();
        await side.SendAsync("q", "steady");
        await side.SendAsync("\u0002:", "^:");
        await side.CompareAsync();
        await side.SendAsync("kill-server\r");
        await side.ExpectEndAsync();
    }
}
