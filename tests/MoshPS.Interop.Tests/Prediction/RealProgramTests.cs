using System.Runtime.Versioning;
using MoshPS.Engine.Terminal;
using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.Prediction;

/// <summary>
/// Typing into the programs that predictions are known to go wrong with, over a slow link: judged by every picture that
/// the user could have seen, not by the last one.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class RealProgramTests
{
    private const string Plugin = "/usr/share/zsh-autosuggestions/zsh-autosuggestions.zsh";
    private const string LeftArrow = "\eOD";

    private static readonly TimeSpan KeyPause = TimeSpan.FromMilliseconds(60);

    // A round trip of 240 ms.
    private static readonly LinkConditions SlowLink = LinkConditions.Perfect with { DelayMilliseconds = 120 };

    [RequiresFact("mosh-server", "fish", "linux")]
    public Task Suggestions_of_fish_stand_still() => TypeOverSuggestionAsync(
        ["fish", "--private"],
        "function fish_prompt; echo '> '; end; function fish_greeting; end; clear",
        "#");

    [RequiresFact("mosh-server", "zsh", Plugin, "linux")]
    public Task Suggestions_of_zsh_stand_still() => TypeOverSuggestionAsync(["zsh", "-f"], $"source {Plugin}; PS1='> '; clear", "#|%|>");

    [RequiresFact("mosh-server", "pwsh", "linux")]
    public Task Suggestions_of_PSReadLine_stand_still() => TypeOverSuggestionAsync(
        ["pwsh", "-NoProfile", "-NoLogo"],
        "function prompt {'> '}; Set-PSReadLineOption -PredictionSource History; clear",
        "PS .*>");

    [RequiresFact("mosh-server", "bash", "python3", "linux")]
    public async Task Secrets_are_never_shown()
    {
        const string Secret = "QZXJKVWY";
        (string Command, string Prompt)[] prompts =
        [
            ("read -s -p 'password: ' x; echo got ${#x}", "password:"),
            // In the words of a question that was answered before.
            ("read -p 'value: ' x; echo got ${#x}", "value:"),
            ("read -s -p 'value: ' x; echo got ${#x}", "value:"),
            // Without any that are known, or at all.
            ("read -s x; echo got ${#x}", ""),
            ("""python3 -c "import getpass; print('got', len(getpass.getpass('go ')))" """, "go"),
            // After a key that is echoed, without Enter.
            ("read -n 1 -p 'y or n? ' x; echo; read -s -p 'word: ' x; echo got ${#x}", "word:"),
        ];
        await using RecordedSession session = await StartAsync(["bash", "--norc", "--noprofile"]);
        RecordedTerminal terminal = session.Terminal;
        await terminal.WaitForAsync("^>");
        int lines = 0;
        foreach ((string command, string prompt) in prompts)
        {
            await terminal.TypeAsync([.. Keys("clear; " + command), "\r"], TimeSpan.FromMilliseconds(10));
            bool isSecret = !command.StartsWith("read -p", StringComparison.Ordinal);
            if (command.Contains("-n 1", StringComparison.Ordinal))
            {
                await WaitForPromptAsync(terminal, "y or n?");
                terminal.Type("y");
                await WaitForPromptAsync(terminal, "y or n? y\n" + prompt);
            }
            else
            {
                await WaitForPromptAsync(terminal, prompt);
            }

            await terminal.TypeAsync(Keys(isSecret ? Secret : "abcdefgh"), KeyPause);
            terminal.Type("\r");
            await terminal.WaitForAsync("got 8");
            lines++;
        }

        Assert.Equal(prompts.Length, lines);
        string[] leaks = [.. terminal.Frames.Select(frame => frame.Screen.GetText().TrimEnd()).Where(text => text.Any(Secret.Contains))];
        Assert.True(leaks.Length == 0, string.Join("\n----\n", leaks));
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task Wide_characters_are_shown_at_once_and_whole()
    {
        const string Line = "> echo 漢字テスト😀x";
        await using RecordedSession session = await StartAsync(["bash", "--norc", "--noprofile"]);
        RecordedTerminal terminal = session.Terminal;
        await terminal.WaitForAsync("^>");
        terminal.Type("clear\r");
        await terminal.WaitForAsync(@"\A> *$");
        int start = terminal.Frames.Count;
        await terminal.TypeAsync(Keys(Line[2..]), KeyPause);
        await ExpectConfirmedAsync(terminal, Line);
        string[] seen = RowsSince(terminal, start);
        Assert.All(seen, row => Assert.StartsWith(row, Line, StringComparison.Ordinal));
        Assert.True(CountUnderlined(terminal, start, character => character > 0x3000) > 5);

        start = terminal.Frames.Count;
        await terminal.TypeAsync([LeftArrow, LeftArrow, "語", "y"], KeyPause);
        await ExpectConfirmedAsync(terminal, "> echo 漢字テスト語y😀x");
        Assert.All(RowsSince(terminal, start), row => Assert.Contains(row, (string[])[Line, "> echo 漢字テスト語😀x", "> echo 漢字テスト語y😀x"]));
    }

    /// <summary>Waits until the screen shows nothing but a prompt.</summary>
    private static Task<Screen> WaitForPromptAsync(RecordedTerminal terminal, string prompt) => terminal.WaitForAsync(
        screen => string.Join('\n', screen.GetText().Split('\n').Select(row => row.TrimEnd())).Trim() == prompt,
        $"'{prompt}'");

    /// <summary>
    /// Types a line that the shell suggests from its first key on. Whatever the user sees is a beginning of that line:
    /// what was typed, and the rest of the suggestion in its place.
    /// </summary>
    private static async Task TypeOverSuggestionAsync(string[] shell, string setUp, string firstPrompt)
    {
        const string Line = "> echo 'hello wonderful world'";
        await using RecordedSession session = await StartAsync(shell);
        RecordedTerminal terminal = session.Terminal;
        await terminal.WaitForAsync(firstPrompt);
        terminal.Type(setUp + "\r");
        await terminal.WaitForAsync(@"\A> *$");
        terminal.Type(Line[2..] + "\r");
        await terminal.WaitForAsync("^hello wonderful world");
        terminal.Type("clear\r");
        await terminal.WaitForAsync(@"\A> *$");

        int start = terminal.Frames.Count;
        await terminal.TypeAsync(Keys("echo 'hello wo"), KeyPause);
        await ExpectConfirmedAsync(terminal, Line);
        await terminal.TypeAsync(Keys("nder"), KeyPause);
        await ExpectConfirmedAsync(terminal, Line);
        Assert.All(RowsSince(terminal, start), row => Assert.StartsWith(row, Line, StringComparison.Ordinal));
        Assert.True(CountUnderlined(terminal, start, character => character > ' ') > 5);
    }

    private static Task<RecordedSession> StartAsync(string[] command) => RecordedSession.StartAsync(
        ClientProgram.MoshPS, command, SlowLink, variables: new Dictionary<string, string> { ["MOSH_PREDICTION_DISPLAY"] = "always" });

    private static IEnumerable<string> Keys(string text) => text.EnumerateRunes().Select(rune => rune.ToString());

    /// <summary>Waits until the first row is as expected, and nothing in it is a prediction.</summary>
    private static Task<Screen> ExpectConfirmedAsync(RecordedTerminal terminal, string row) => terminal.WaitForAsync(
        screen => screen.GetRowText(0).TrimEnd() == row && !Enumerable.Range(0, screen.Columns).Any(column => IsUnderlined(screen, column)),
        row);

    private static string[] RowsSince(RecordedTerminal terminal, int start) =>
        [.. terminal.Frames.Skip(start).Select(frame => frame.Screen.GetRowText(0).TrimEnd())];

    /// <summary>How many pictures show a prediction of some character.</summary>
    private static int CountUnderlined(RecordedTerminal terminal, int start, Predicate<uint> condition) =>
        terminal.Frames.Skip(start).Count(frame => Enumerable.Range(0, frame.Screen.Columns).Any(
            column => IsUnderlined(frame.Screen, column) && condition(frame.Screen[0, column].Content)));

    private static bool IsUnderlined(Screen screen, int column) =>
        screen[0, column].Rendition.Attributes.HasFlag(CharacterAttributes.Underline);
}
