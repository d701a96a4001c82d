using MoshPS.Engine.Client.Recording;
using MoshPS.Interop.Tests.Cli;
using MoshPS.Interop.Tests.Client;

namespace MoshPS.Interop.Tests.Recording;

/// <summary>Recordings between asciinema and us.</summary>
public sealed class AsciinemaTests : IDisposable
{
    private const string Shell = "bash --norc --noprofile";

    private readonly TemporaryDirectory _directory = new();

    private string FilePath => _directory["session.cast"];

    public void Dispose() => _directory.Dispose();

    [RequiresFact("mosh-server", "bash", "vim", "htop", "tmux", "asciinema", "linux")]
    public async Task It_shows_our_recordings_as_the_session_was()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        SessionRecorder recorder = SessionRecorder.Start(session.Client, FilePath, new SessionRecorderOptions());
        session.Type($"cd {_directory.Path}; seq -f 'line %g of a file' 100 >text; TERM=xterm-256color htop -C -d 5\r");
        await session.WaitForAsync("F10");
        session.Client.Resize(100, 30);
        await session.Client.WaitForQuietAsync(TimeSpan.FromMilliseconds(300)).WaitAsync(LiveSession.Limit);
        session.Type("q");
        await session.WaitForAsync($"{LiveSession.Prompt} *$");
        session.Type("clear; printf '\\e[1;44mgrün\\e[m 日本\\n'; vim -u NONE -N text\r");
        await session.WaitForAsync("^line 5 of");
        session.Type("50Gdd:set number\ri\u00e9 and more\e");
        await session.WaitForAsync(@"\A(?!(?s:.*)-- INSERT)(?s:.*)é and more");
        await session.Client.WaitForQuietAsync(TimeSpan.FromMilliseconds(300)).WaitAsync(LiveSession.Limit);
        await recorder.StopAsync().WaitAsync(LiveSession.Limit);
        string expected = session.Client.GetScreen().GetText().TrimEnd();
        Assert.Contains("line 52 of", expected, StringComparison.Ordinal);

        await ExpectAsync(["asciinema", "cat", FilePath], expected);
        await ExpectAsync(["asciinema", "play", "-s", "1000", "-i", "0.01", FilePath], expected);
        await ExpectAsync([MoshPSProgram.Path, "play", "-s", "1000", "-i", "0.01", FilePath], expected);
    }

    [RequiresFact("bash", "vim", "tmux", "asciinema", "linux")]
    public async Task Its_recordings_are_shown_as_it_shows_them()
    {
        await using (Tmux recording = await Tmux.StartAsync(
            ["asciinema", "rec", "-q", "-c", $"env PS1='ready> ' {Shell}", FilePath], 100, 30))
        {
            await recording.WaitForAsync("^ready>");
            await recording.TypeLineAsync("echo ma'in'; printf '\\e[1;31mgr\u00fcn\\e[m 日本\\n'; vim -u NONE -N /etc/passwd");
            await recording.WaitForAsync("^root:");
            await recording.TypeLineAsync(":2");
            await recording.TypeLineAsync(":q");
            await recording.WaitForAsync(@"^main\n.*\nready>\s*\z");
            await recording.TypeLineAsync("seq -s' ' 300; echo en'd'; exit");
            Assert.Equal(0, await recording.WaitForExitAsync());
        }

        string expected;
        await using (Tmux theirs = await Tmux.StartAsync(Staying(["asciinema", "play", "-s", "1000", "-i", "0.01", FilePath]), 100, 30))
        {
            expected = (await theirs.WaitForAsync("^exit$")).TrimEnd();
        }

        Assert.Contains("main\ngrün 日本\nready> seq", expected, StringComparison.Ordinal);
        await ExpectAsync([MoshPSProgram.Path, "play", "-s", "1000", "-i", "0.01", FilePath], expected);
    }

    /// <summary>Runs a player in a real terminal and waits until that shows a text.</summary>
    private static async Task ExpectAsync(string[] player, string expected)
    {
        await using Tmux tmux = await Tmux.StartAsync(Staying(player), 100, 30);
        await tmux.WaitForAsync(text => text.TrimEnd() == expected, $"what the session showed last, in {string.Join(' ', player)}:\n{expected}\n");
    }

    /// <summary>The command, and after it nothing that would change the screen.</summary>
    private static string[] Staying(string[] command) => ["/bin/sh", "-c", "\"$@\"; exec sleep 600", "sh", .. command];
}
