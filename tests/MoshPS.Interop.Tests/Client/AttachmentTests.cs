using System.Runtime.InteropServices;
using MoshPS.Engine;
using MoshPS.Engine.Client;
using MoshPS.Engine.Client.Consoles;
using MoshPS.Engine.Prediction;

namespace MoshPS.Interop.Tests.Client;

public sealed class AttachmentTests
{
    private const string Escape = "\x1e";
    private const string Farewell =
        "\e[?1l\e[0m\e[?25h\e[?1003l\e[?1002l\e[?1001l\e[?1000l\e[?1015l\e[?1006l\e[?1005l\e[?2004l\e[?1004l\e[?9l\e[?1049l\e[23;0t";

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task A_detached_session_goes_on_and_can_be_attached_again()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        using FakeConsole console = new();
        Task<AttachResult> attached = session.Client.AttachAsync(console, new AttachOptions());
        Assert.True(session.Client.IsAttached);
        await console.WaitForTextAsync(LiveSession.Prompt);
        Assert.StartsWith("\e[22;0t\e[?1049h\e[?1h", console.Written, StringComparison.Ordinal);
        console.Type("echo $((1+1))st\r");
        await console.WaitForTextAsync("2st");
        console.Type($"{Escape}d");
        AttachResult result = await attached.WaitAsync(LiveSession.Limit);
        Assert.Equal(new AttachResult(AttachOutcome.Detached, null, null), result);
        Assert.False(session.Client.IsAttached);
        Assert.False(console.IsRaw);
        Assert.EndsWith(Farewell, console.Written, StringComparison.Ordinal);
        Assert.Equal(MoshClientState.Connected, session.Client.State);

        // What is typed now is not the session's any more.
        console.Type("for the local shell");
        await Task.Delay(200);
        Assert.Equal("for the local shell", console.Unread);

        using FakeConsole other = new(100, 30);
        attached = session.Client.AttachAsync(other, new AttachOptions());
        await other.WaitForTextAsync("2st");
        other.Type("stty size\r");
        await other.WaitForTextAsync("30 100");
        other.Type("exit\r");
        result = await attached.WaitAsync(LiveSession.Limit);
        Assert.Equal(AttachOutcome.Ended, result.Outcome);
        Assert.Equal(MoshClientEndReason.RemoteExit, result.End!.Reason);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task How_typing_is_predicted_is_told_while_a_console_is_attached()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        Assert.Null(session.Client.PredictionStatus);
        Assert.Null(session.Client.Predictions.HitRate);
        using FakeConsole console = new();
        AttachOptions options = new() { Prediction = new PredictionOptions { Mode = PredictionMode.Always } };
        Task<AttachResult> attached = session.Client.AttachAsync(console, options);
        await console.WaitForTextAsync(LiveSession.Prompt);
        PredictionStatus status = Assert.NotNull(session.Client.PredictionStatus);
        Assert.Equal(PredictionMode.Always, status.Mode);
        Assert.True(status.State is PredictionState.Shown or PredictionState.Underlined, $"{status.State}");
        foreach (char key in "echo $((40+2))nd\r")
        {
            console.Type($"{key}");
        }

        await console.WaitForTextAsync("42nd");
        console.Type($"{Escape}d");
        await attached.WaitAsync(LiveSession.Limit);
        Assert.Null(session.Client.PredictionStatus);
        Assert.Equal(16, session.Client.Predictions.Typed);
        Assert.InRange(session.Client.Predictions.HitRate!.Value, 0, 1);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task One_console_can_be_attached_many_times()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        using FakeConsole console = new();
        for (int i = 0; i < 20; i++)
        {
            Task<AttachResult> attached = session.Client.AttachAsync(console, new AttachOptions());
            console.Type($"echo time-{i}-$((i={i}))\r");
            await console.WaitForTextAsync($"time-{i}-{i}");
            console.Type($"{Escape}d");
            Assert.Equal(AttachOutcome.Detached, (await attached.WaitAsync(LiveSession.Limit)).Outcome);
        }
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task A_second_console_is_refused()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        using FakeConsole first = new();
        using FakeConsole second = new();
        Task<AttachResult> attached = session.Client.AttachAsync(first, new AttachOptions());
        MoshSessionException error = await Assert.ThrowsAsync<MoshSessionException>(() => session.Client.AttachAsync(second, new AttachOptions()));
        Assert.Equal("AlreadyAttached", error.ErrorId);
        Assert.Equal("", second.Written);
        first.Type($"{Escape}d");
        await attached.WaitAsync(LiveSession.Limit);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task Cancelling_lets_go_of_the_console()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        using FakeConsole console = new();
        using CancellationTokenSource cancelled = new();
        Task<AttachResult> attached = session.Client.AttachAsync(console, new AttachOptions(), cancelled.Token);
        await console.WaitForTextAsync(LiveSession.Prompt);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => attached.WaitAsync(LiveSession.Limit));
        Assert.False(console.IsRaw);
        Assert.EndsWith(Farewell, console.Written, StringComparison.Ordinal);
        Assert.Equal(MoshClientState.Connected, session.Client.State);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task The_end_of_input_ends_the_session()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        using FakeConsole console = new();
        Task<AttachResult> attached = session.Client.AttachAsync(console, new AttachOptions());
        await console.WaitForTextAsync(LiveSession.Prompt);
        console.HangUp();
        AttachResult result = await attached.WaitAsync(LiveSession.Limit);
        Assert.Equal(MoshClientEndReason.ShutDown, result.End!.Reason);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task A_terminal_that_goes_away_ends_the_session()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        using FakeConsole console = new();
        Task<AttachResult> attached = session.Client.AttachAsync(console, new AttachOptions());
        await console.WaitForTextAsync(LiveSession.Prompt);
        console.IsGone = true;
        console.Type("x");
        AttachResult result = await attached.WaitAsync(LiveSession.Limit);
        Assert.Equal(MoshClientEndReason.ShutDown, result.End!.Reason);
        Assert.False(console.IsRaw);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task A_request_to_terminate_ends_the_session_and_is_reported()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        using FakeConsole console = new();
        Task<AttachResult> attached = session.Client.AttachAsync(console, new AttachOptions());
        await console.WaitForTextAsync(LiveSession.Prompt);
        console.Raise(new ConsoleEvent(ConsoleEventKind.TerminationRequested, PosixSignal.SIGTERM));
        AttachResult result = await attached.WaitAsync(LiveSession.Limit);
        Assert.Equal(MoshClientEndReason.ShutDown, result.End!.Reason);
        Assert.Equal(PosixSignal.SIGTERM, result.TerminationSignal);
        Assert.False(console.IsRaw);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task A_terminal_that_closes_may_say_so_twice_and_the_session_still_ends_in_good_order()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        using FakeConsole console = new();
        Task<AttachResult> attached = session.Client.AttachAsync(console, new AttachOptions());
        await console.WaitForTextAsync(LiveSession.Prompt);
        console.IsGone = true;
        for (int i = 0; i < 3; i++)
        {
            console.Raise(new ConsoleEvent(ConsoleEventKind.TerminationRequested, PosixSignal.SIGHUP));
        }

        AttachResult result = await attached.WaitAsync(LiveSession.Limit);
        Assert.Equal((MoshClientEndReason.ShutDown, true), (result.End!.Reason, result.End.IsClean));
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task Quitting_twice_does_not_wait_for_a_server_that_is_gone()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        using FakeConsole console = new();
        Task<AttachResult> attached = session.Client.AttachAsync(console, new AttachOptions());
        await console.WaitForTextAsync(LiveSession.Prompt);
        session.Server.Dispose();
        console.Type($"{Escape}.");
        await session.Client.WaitForStateAsync(MoshClientState.Closing).WaitAsync(LiveSession.Limit);
        console.Type($"{Escape}.");
        AttachResult result = await attached.WaitAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(MoshClientEndReason.Aborted, result.End!.Reason);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task Suspending_gives_the_terminal_back_and_takes_it_again()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        using FakeConsole console = new();
        Task<AttachResult> attached = session.Client.AttachAsync(console, new AttachOptions());
        await console.WaitForTextAsync(LiveSession.Prompt);
        console.Type($"{Escape}\x1a");
        await console.WaitForAsync(c => c.Suspensions == 1, "a suspension");
        Assert.Contains(Farewell + "\n\e[37;44m[mosh is suspended.]\e[m\n", console.Written, StringComparison.Ordinal);
        console.Raise(new ConsoleEvent(ConsoleEventKind.Continued));
        await console.WaitForAsync(c => c.IsRaw, "raw mode");
        await console.WaitForAsync(c => c.Written.LastIndexOf("\e[?1049h", StringComparison.Ordinal) > c.Written.IndexOf("suspended", StringComparison.Ordinal), "the alternate screen");
        console.Type("echo re$((1))turned\r");
        await console.WaitForTextAsync("re1turned");
        console.Type($"{Escape}d");
        await attached.WaitAsync(LiveSession.Limit);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task Options_decide_on_the_title_and_the_alternate_screen()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        session.Type("printf '\\033]0;tit\\007'\r");
        await session.WaitForAsync("ready> $|ready>$");
        foreach (bool prefix in (bool[])[true, false])
        {
            using FakeConsole console = new();
            Task<AttachResult> attached = session.Client.AttachAsync(
                console, new AttachOptions { TitlePrefix = prefix, AlternateScreen = prefix });
            await console.WaitForAsync(c => c.Title == (prefix ? "[mosh] tit" : "tit"), "the title");
            console.Type($"{Escape}d");
            await attached.WaitAsync(LiveSession.Limit);
            Assert.Equal("tit", console.Title);
            Assert.Equal(prefix, console.Written.Contains("\e[?1049", StringComparison.Ordinal));
        }
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task A_session_that_is_over_does_not_touch_the_console()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        await session.Client.ShutdownAsync().WaitAsync(LiveSession.Limit);
        using FakeConsole console = new();
        AttachResult result = await session.Client.AttachAsync(console, new AttachOptions());
        Assert.Equal(AttachOutcome.Ended, result.Outcome);
        Assert.Equal("", console.Written);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task The_console_shows_the_sessions_screen_through_heavy_output_and_resizes()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        using FakeConsole console = new();
        Task<AttachResult> attached = session.Client.AttachAsync(console, new AttachOptions());
        await console.WaitForTextAsync(LiveSession.Prompt);
        console.Type("for i in $(seq 400); do echo -e \"\\e[3$((i%8))m$i 文字 $RANDOM\\e[m\"; done; echo fin\\ ished\r");
        for (int i = 0; i < 6; i++)
        {
            console.Resize(60 + (i * 11), 15 + (i * 4));
            await Task.Delay(40);
        }

        await session.WaitForAsync("^fin ished$");
        await session.Client.WaitForQuietAsync(TimeSpan.FromMilliseconds(500)).WaitAsync(LiveSession.Limit);
        await console.WaitForAsync(c => c.Text == session.Client.GetScreen().GetText(), "the session's screen");
        console.Type($"{Escape}d");
        await attached.WaitAsync(LiveSession.Limit);
    }
}
