using MoshPS.Engine.Client;

namespace MoshPS.Interop.Tests.Sessions;

[Collection(SharedSessionHost.Name)]
public sealed class VimTests(SessionHost host)
{
    private const string Configuration =
        """
        set nocompatible nobackup noswapfile viminfo= encoding=utf-8 ambiwidth=single
        set t_Co=256 background=dark ruler laststatus=2 showcmd hlsearch incsearch
        syntax on
        colorscheme desert

        """;

    private const string Program =
        """
        #include <stdio.h>
        /* A comment with 中文字 and e\u0301. */
        int main(int argc, char **argv)
        {
            for (int i = 0; i < 10; i++) {
                printf("line %d\n", i);
            }
            return 0;
        }

        """;

    [RequiresTheory("mosh-server", "mosh-client", "tmux", "vim", "linux")]
    [InlineData(0)]
    [InlineData(5)]
    public Task Editing_a_file_looks_as_with_stock(int lossPercent) => EditAsync(lossPercent);

    [RequiresFact("mosh-server", "mosh-client", "tmux", "vim", "linux")]
    [Trait("Category", "Long")]
    public Task Editing_a_file_through_heavy_loss_looks_as_with_stock() => EditAsync(29);

    private async Task EditAsync(int lossPercent)
    {
        string configuration = host.WriteFile("vimrc", Configuration);
        string program = host.WriteFile("program.c", Program.Replace(@"\u0301", "\u0301", StringComparison.Ordinal));
        await using SideBySide side = await SideBySide.StartAsync(host, ["vim", "-n", "-i", "NONE", "-u", configuration, program], 100, 30, SideBySide.Losing(lossPercent));
        await side.WaitForAsync("include.*(?s:.*)program.c");
        await side.CompareAsync();

        await side.SendAsync(":set number cursorline\r", "^ +1 #include");
        await side.CompareAsync();
        await side.SendAsync("3GOwide 漢字かな한글 😀 and cafe\u0301 insert\eOD\eODX", "inseXrt|insXert|inserXt");
        await side.CompareAsync();

        // Wide characters are deleted one by one and pushed to and fro.
        await side.SendAsync("\e0wxxi\t\e", "^ +3 wide .*かな");
        await side.CompareAsync();
        await side.SendAsync("/int\r", "/int");
        await side.CompareAsync();

        // One command at a time: whether Vim leaves a command on its last line depends on what comes behind it.
        foreach ((string keys, string shows) in ((string, string)[])
            [
                ("\e:split\r", "program.c(?s:.*)program.c"),
                (":vsplit\r", "program.c.*program.c"),
                (":new\r", "No Name"),
                ("ifirst\rsecond\e", "^ *2 second|^second"),
                ("\u0017j3\u0005", "program.c"),
                (":only\r", @"return 0"),
                ("ggVGJ", "#include.*/\\*"),

                // Otherwise vim tells how many seconds ago the change was made, by the clock of each.
                (":silent undo | silent undo\r", "#include"),
                (":set nowrap list\r", @"\$"),
                ("20zl", @"\$"),
            ])
        {
            await side.SendAsync(keys, shows);
            await side.CompareAsync();
        }

        await side.ResizeAsync(71, 20);
        await side.CompareAsync();
        await side.SendAsync(":qa!\r");
        await side.ExpectEndAsync();
        Assert.Equal(MoshClientEndReason.RemoteExit, (await side.Headless.Client.Completion).Reason);
    }

    [RequiresFact("mosh-server", "mosh-client", "tmux", "vim", "linux")]
    public async Task The_mouse_selects_and_what_is_pasted_is_not_indented()
    {
        string configuration = host.WriteFile("vimrc-mouse", Configuration + "set mouse=a ttymouse=sgr autoindent\n");
        string program = host.WriteFile("program-mouse.c", Program);
        await using SideBySide side = await SideBySide.StartAsync(host, ["vim", "-n", "-i", "NONE", "-u", configuration, program]);
        await side.WaitForAsync("include.*(?s:.*)program-mouse.c");
        await side.CompareAsync();

        // Press, drag, release of the left button.
        await side.SendAsync("\e[<0;5;3M\e[<32;12;4M\e[<0;12;4m", "VISUAL");
        await side.CompareAsync();
        await side.SendAsync("\eGo    indented", "indented");
        await side.PasteAsync("\n  pasted one\n  pasted two");
        await side.WaitForAsync("^  pasted two");
        await side.CompareAsync();
    }
}
