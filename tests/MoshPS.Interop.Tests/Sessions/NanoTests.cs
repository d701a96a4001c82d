using System.Globalization;

namespace MoshPS.Interop.Tests.Sessions;

[Collection(SharedSessionHost.Name)]
public sealed class NanoTests(SessionHost host)
{
    /// <summary>Line numbers, a bar at the side and colours of its own: nearly every row has something to lose.</summary>
    private const string Configuration =
        """
        set linenumbers
        set indicator
        set constantshow
        set softwrap
        set mouse
        set titlecolor bold,white,blue
        set numbercolor cyan
        set keycolor lightmagenta
        syntax "text" "\.txt$"
        color brightred "line [0-9]+"
        color ,green "漢字"

        """;

    [RequiresTheory("mosh-server", "mosh-client", "tmux", "nano", "linux")]
    [InlineData(0)]
    [InlineData(5)]
    public Task Editing_and_searching_looks_as_with_stock(int lossPercent) => EditAsync(lossPercent);

    [RequiresFact("mosh-server", "mosh-client", "tmux", "nano", "linux")]
    [Trait("Category", "Long")]
    public Task Editing_and_searching_through_heavy_loss_looks_as_with_stock() => EditAsync(29);

    private async Task EditAsync(int lossPercent)
    {
        string configuration = host.WriteFile("nanorc", Configuration);
        string text = string.Concat(Enumerable.Range(1, 200).Select(line => string.Create(
            CultureInfo.InvariantCulture, $"line {line} of a text with 漢字, e\u0301 and 😀 {new string('x', line * 7 % 120)}\n")));
        await using SideBySide side = await SideBySide.StartAsync(
            host,
            directory =>
            {
                File.WriteAllText($"{directory}/notes.txt", text);
                return ["env", "-C", directory, "nano", $"--rcfile={configuration}", "notes.txt"];
            },
            network: SideBySide.Losing(lossPercent));
        await side.WaitForAsync("line 1 of(?s:.*)Exit");
        await side.CompareAsync();

        await side.SendAsync("first 漢字 \eOB\eOB\eOFend\r", "end *\n");
        await side.CompareAsync();
        await side.SendAsync("\u000B\u000B\u0015\u0015", "line 5 of");
        await side.CompareAsync();
        await side.SendAsync("\u0016\u0016", "line 2[0-9] of");
        await side.CompareAsync();
        await side.SendAsync("\u0017line 150\r", "line 150");
        await side.CompareAsync();

        // A click places the cursor; what is pasted is in brackets.
        await side.SendAsync("\e[<0;20;7M\e[<0;20;7m");
        await side.CompareAsync();
        await side.PasteAsync("pasted\twith 中文");
        await side.WaitForAsync("with 中文");
        await side.CompareAsync();
        await side.ResizeAsync(51, 15);
        await side.CompareAsync();
        await side.SendAsync("\u0007", "Main nano help text");
        await side.CompareAsync();
        await side.SendAsync("\u0018", "with 中文");
        await side.SendAsync("\u0018", "Save modified buffer");
        await side.CompareAsync();
        await side.SendAsync("n");
        await side.ExpectEndAsync();
    }
}
