using System.Globalization;

namespace MoshPS.Interop.Tests.Sessions;

[Collection(SharedSessionHost.Name)]
public sealed class LessTests(SessionHost host)
{
    [RequiresTheory("mosh-server", "mosh-client", "tmux", "less", "linux")]
    [InlineData(0)]
    [InlineData(5)]
    public Task Paging_and_searching_looks_as_with_stock(int lossPercent) => PageAsync(lossPercent);

    [RequiresFact("mosh-server", "mosh-client", "tmux", "less", "linux")]
    [Trait("Category", "Long")]
    public Task Paging_and_searching_through_heavy_loss_looks_as_with_stock() => PageAsync(29);

    private async Task PageAsync(int lossPercent)
    {
        string text = host.WriteFile("long.txt", string.Concat(Enumerable.Range(1, 500).Select(line => string.Create(
            CultureInfo.InvariantCulture, $"line {line}: \e[3{line % 8}mcolour\e[m \e[1mbold\e[22m \e[4munderlined\e[m 漢字 {new string('x', line % 97)}\n"))));
        await using SideBySide side = await SideBySide.StartAsync(host, ["env", "LESSHISTFILE=-", "less", "-R", "-N", text], network: SideBySide.Losing(lossPercent));
        await side.WaitForAsync("line 1:");
        await side.CompareAsync();

        // One line at a time and back: the frames are scrolls.
        await side.SendAsync("jjj", "line 4:");
        await side.CompareAsync();
        await side.SendAsync("kk", "line 2:");
        await side.CompareAsync();
        await side.SendAsync("   ", "line 5[0-9]:");
        await side.CompareAsync();
        await side.SendAsync("b\e[5~", "line 25:");
        await side.CompareAsync();
        await side.SendAsync("/line 3.3\r", "line 303:");
        await side.CompareAsync();
        await side.SendAsync("nn", "line 323:");
        await side.CompareAsync();
        await side.SendAsync("G", "^:|END");
        await side.WaitForAsync("line 500:");
        await side.CompareAsync();
        await side.ResizeAsync(50, 17);
        await side.SendAsync("p40%", "40%|line 2[0-9][0-9]:");
        await side.CompareAsync();
        await side.SendAsync("h", "SUMMARY OF LESS COMMAND");
        await side.CompareAsync();
        await side.SendAsync("q", "40%|line 2[0-9][0-9]:");
        await side.SendAsync("q");
        await side.ExpectEndAsync();
    }
}
