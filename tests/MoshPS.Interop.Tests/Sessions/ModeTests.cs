using MoshPS.Engine.Terminal;

namespace MoshPS.Interop.Tests.Sessions;

/// <summary>What programs ask of the terminal besides drawing: modes, reports, bells, titles, the clipboard.</summary>
[Collection(SharedOutputHost.Name)]
public sealed class ModeTests(SessionHost host)
{
    /// <summary>Prints, for every line that is typed, the text that the line stands for.</summary>
    private const string Printer = """stty -echo; printf ready; while read -r line; do printf "$line"; done""";

    [RequiresFact("mosh-server", "mosh-client", "tmux", "linux")]
    public async Task Every_mode_that_mosh_carries_goes_on_and_off_as_with_stock()
    {
        await using SideBySide side = await StartPrinterAsync();
        int step = 0;
        foreach (string modes in (string[])
            [
                "?5h", "?5l", "?25l", "?25h", "?1004h", "?1004l", "?2004h", "?2004l",
                "?9h", "?1000h", "?1001h", "?1002h", "?1003h", "?1000l", "?1005h", "?1015h", "?1006h", "?1015l",
                "?1;7;25;1004;2004;1002;1006h", "!p", "?5h",
            ])
        {
            await side.SendAsync($@"\r\033[{modes}[{++step}]" + "\r", $@"\[{step}\]");
            await side.CompareAsync();
        }

        // A hard reset puts an end to all of them.
        await side.SendAsync(@"\033creset" + "\r", "^reset");
        await side.CompareAsync();
        Screen screen = side.Headless.Client.GetScreen();
        Assert.Equal((MouseReporting.Off, MouseEncoding.Bytes, false, false), (screen.MouseReporting, screen.MouseEncoding, screen.IsReverseVideo, screen.IsBracketedPasteOn));
    }

    [RequiresFact("mosh-server", "mosh-client", "tmux", "linux")]
    public async Task Every_bell_rings_once_in_every_pair()
    {
        await using SideBySide side = await StartPrinterAsync();
        for (int bells = 1; bells <= 3; bells++)
        {
            await side.SendAsync($@"\007[{bells}]" + "\r", $@"\[{bells}\]");
            await Task.WhenAll(side.Sessions.Select(session =>
                session.WaitForAsync(screen => screen.BellCount == bells, $"{bells} bells", SideBySide.Limit)));
        }
    }

    [RequiresFact("mosh-server", "mosh-client", "tmux", "linux")]
    public async Task Titles_and_the_clipboard_change_as_with_stock()
    {
        await using SideBySide side = await StartPrinterAsync();
        foreach ((string text, string? title, string? clipboard) in ((string, string?, string?)[])
            [
                (@"\033]0;both\007", "both", null),
                (@"\033]2;título 漢字; more\033\\", "título 漢字; more", null),
                (@"\033]52;c;aGVsbG8=\007", null, "aGVsbG8="),
                (@"\033]1;icon\007\033]2;window\007", "window", null),
                (@"\033]52;c;d29ybGQ=\033\\", null, "d29ybGQ="),
                (@"\033]2;\007", "", null),
            ])
        {
            await side.SendAsync(text + "\r");
            await Task.WhenAll(side.Sessions.Select(session => session.WaitForAsync(
                screen => (title ?? screen.WindowTitle) == screen.WindowTitle && (clipboard ?? screen.Clipboard) == screen.Clipboard,
                text,
                SideBySide.Limit)));
            await side.CompareAsync();
        }
    }

    [RequiresFact("mosh-server", "mosh-client", "tmux", "bash", "linux")]
    public async Task Programs_that_ask_get_the_answers_that_stock_gives()
    {
        // Behind every question comes one that is always answered, which tells when there will be no more.
        string script = host.WriteFile(
            "questions.sh",
            """
            stty -echo -icanon
            ask() { printf '\e7%b\e[5n' "$1"; answer=; while IFS= read -rsn 1 key; do answer+=$key; [[ $answer == *$'\e[0n' ]] && break; done; printf '\e8%s: ' "$1"; printf '%s\n' "$answer" | cat -v; }
            for question in '\e[c' '\e[0c' '\e[1c' '\e[>c' '\e[>0c' '\e[=c' '\e[5n' '\e[6n' '\e[?6n' '\e[8;40H\e[6n' '\eZ' '\e[x' '\e[18t' '\e[14t' '\e[21t' '\e[?25$p' '\e[4$p' '\e]10;?\e\\' '\e]11;?\a' '\e]4;1;?\a' '\eP$qm\e\\' '\eP+q544e\e\\' '\e[?u' '\e[>q' '\x05'; do
                ask "$question"
            done
            printf '\e[4;9r\e[?6h\e[2;3H\e[6n'; IFS= read -rsd R answer; printf '\e[?6l\e[r\e[27;1Horigin: '; printf '%s\n' "$answer" | cat -v
            printf '[end]'
            exec cat
            """);
        await using SideBySide side = await SideBySide.StartAsync(host, ["bash", script], 70, 30);
        await side.WaitForAsync(@"\[end\]");
        Assert.Contains("\\e[c: ^[[?62c^[[0n", side.Headless.Client.GetScreen().GetText(), StringComparison.Ordinal);
        await side.CompareAsync();
    }

    [RequiresFact("mosh-server", "mosh-client", "tmux", "linux")]
    public async Task Cursor_keys_are_sent_in_the_mode_that_the_program_chose()
    {
        await using SideBySide side = await SideBySide.StartAsync(
            host,
            [
                "sh",
                "-c",
                """
                stty -icanon -echo
                keys() { printf '%b%s ' "$1" "$2"; head -c "$3" | cat -v; printf '\n'; }
                keys '' normal 12
                keys '\033[?1h' application 12
                keys '\033[?1l' again 12
                printf answer; head -c 1 >/dev/null
                keys '\033[?1h\033c' reset 3
                printf end
                exec cat
                """,
            ]);
        const string Arrows = "\eOA\eOB\eOC\eOD";
        // Not before the program has told the terminal to echo nothing.
        await side.WaitForAsync("^normal");
        await side.SendAsync(Arrows, @"^normal \^\[\[A\^\[\[B\^\[\[C\^\[\[D\napplication");
        await side.SendAsync(Arrows, @"^application \^\[OA\^\[OB\^\[OC\^\[OD\nagain");
        await side.SendAsync(Arrows, @"^again \^\[\[A\^\[\[B\^\[\[C\^\[\[D\nanswer");
        await side.SendAsync("n", @"\Areset");
        await side.SendAsync("\eOA", @"^reset \^\[\[A\nend");
        await side.CompareAsync();
    }

    [RequiresFact("mosh-server", "mosh-client", "tmux", "linux")]
    public async Task What_mosh_leaves_out_is_left_out_as_with_stock()
    {
        // Alternate character sets and screens, repetition, margins at the sides and the like, each between two words.
        string[] sequences =
        [
            "\e(0", "\e(B", "\e)0", "\u000E", "\u000F", "\e*0\en", "\e%G", "\e=", "\e>", "\e[5b", "\e[2E", "\e[F", "\e[3a", "\e[2e", "\e[s", "\e[u",
            "\e[?69h\e[5;10s", "\e[?69l", "\e[?2K", "\e[?1J", "\e[3J", "\e[2 q", "\e[22;0t", "\e[23;0t", "\e[8;10;10t", "\e]4;1;red\a", "\e]10;red\a",
            "\e]110\a", "\e]7;file:///\a", "\e]133;A\a", "\e]8;;http://example.org/\alink\e]8;;\a", "\ePqsixel\e\\", "\e_application\e\\", "\e^private\e\\",
            "\eXstring\e\\", "\e[1\"p", "\e#3", "\e#6", "\e[?1048h", "\e[?1048l", "\e[>4;2m", "\e[>1u", "\e[<u", "\e[20h\e[20l", "\u007F", "\0",
            "\e[38:2:1:2:3mc\e[m", "\e[4:3mu\e[m", "\e[=1;2c", "\e[1:2H",
        ];
        string file = host.WriteFile("left-out.txt", string.Concat(sequences.Select((sequence, index) => $"{index:00}{sequence}qx{(index % 8 == 7 ? "\n" : " ")}"))
            + "\e[?1049halternate\e[?1049l \e[?47hold\e[?47l \e[1;100H.\e[?1047h.");
        await using SideBySide side = await SideBySide.StartAsync(host, ["sh", "-c", $"cat {file}; stty -echo; printf '\\r\\n[end]'; exec cat"], 100, 30);
        await side.WaitForAsync(@"\[end\]");
        await side.CompareAsync();
    }

    private async Task<SideBySide> StartPrinterAsync()
    {
        SideBySide side = await SideBySide.StartAsync(host, ["sh", "-c", Printer]);
        await side.WaitForAsync("ready");
        return side;
    }
}
