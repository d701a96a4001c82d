using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Interop.Tests.Sessions;

/// <summary>How sessions end: whoever ends one, in every pair both sides end cleanly and soon.</summary>
[Collection(SharedOutputHost.Name)]
public sealed class EndTests(SessionHost host)
{
    [RequiresFact("mosh-server", "mosh-client", "tmux", "linux")]
    public Task The_last_screen_is_delivered_when_the_program_ends() => EndWithProgramAsync(0);

    [RequiresFact("mosh-server", "mosh-client", "tmux", "linux")]
    [Trait("Category", "Long")]
    public Task The_last_screen_is_delivered_through_heavy_loss() => EndWithProgramAsync(29);

    private async Task EndWithProgramAsync(int lossPercent)
    {
        string directory = host.CreateDirectory();
        await using SideBySide side = await SideBySide.StartAsync(
            host, ["sh", "-c", "stty -echo; printf ready; read line; printf '\\033]2;last words\\007'; seq 1 5000; exit 7"], network: SideBySide.Losing(lossPercent));
        await side.WaitForAsync("ready");
        await side.SendAsync("\r");
        await side.ExpectEndAsync();

        Screen last = side.Headless.Client.GetScreen();
        Assert.Contains("4999\n5000\n", last.GetText(), StringComparison.Ordinal);
        Assert.Equal("last words", last.WindowTitle);
        foreach (PairedSession session in side.Sessions.Where(session => session.Terminal is WindowTerminal))
        {
            WindowTerminal terminal = (WindowTerminal)session.Terminal;

            // The window has its old content back by now, and from our client its old title: what it showed before is in
            // what was written to it.
            string record = await terminal.Window.ReadRecordAsync();
            Emulator window = new(last.Columns, last.Rows);
            window.Write(Encoding.UTF8.GetBytes(record[..record.LastIndexOf("\e[?1049l", StringComparison.Ordinal)]));
            Assert.EndsWith("last words", window.Screen.WindowTitle, StringComparison.Ordinal);
            Assert.True(window.Screen.GetText() == last.GetText(), $"{session.Pair} showed last:\n{window.Screen.GetText()}");
        }
    }

    [RequiresTheory("mosh-server", "mosh-client", "tmux", "linux")]
    [InlineData(0)]
    [InlineData(29)]
    public async Task The_escape_key_ends_the_session_and_what_ran_in_it(int lossPercent)
    {
        await using SideBySide side = await SideBySide.StartAsync(host, ["sh", "-c", "printf ready; exec cat"], network: SideBySide.Losing(lossPercent));
        await side.WaitForAsync("ready");
        await Task.WhenAll(side.Sessions.Select(session => session.Terminal.QuitAsync()));

        // Stock's server says goodbye once and is gone: where that is lost, its client cannot know.
        await side.ExpectEndAsync(pair => lossPercent == 0 || pair.Server == MoshServerProgram.MoshPS);
    }

    [RequiresFact("mosh-server", "mosh-client", "tmux", "kill", "linux")]
    public Task A_server_told_to_end_tells_its_client() => EndByServerAsync(0);

    [RequiresFact("mosh-server", "mosh-client", "tmux", "kill", "linux")]
    [Trait("Category", "Long")]
    public Task A_server_told_to_end_tells_its_client_through_heavy_loss() => EndByServerAsync(29);

    private async Task EndByServerAsync(int lossPercent)
    {
        await using SideBySide side = await SideBySide.StartAsync(host, ["sh", "-c", "printf ready; exec cat"], network: SideBySide.Losing(lossPercent));
        await side.WaitForAsync("ready");
        foreach (PairedSession session in side.Sessions)
        {
            (await ProgramRun.RunAsync("kill", "-TERM", $"{session.Server.ProcessId}")).EnsureSuccess();
        }

        await side.ExpectEndAsync();
    }
}
