using MoshPS.Interop.Tests.Sessions;
using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.BadNetworks;

[Collection(SharedSessionHost.Name)]
public sealed class EditingTests(SessionHost host)
{
    [RequiresFact("mosh-server", "mosh-client", "tmux", "vim", "linux")]
    public async Task Vim_over_a_bad_line_ends_in_the_screens_that_stock_shows()
    {
        string text = host.WriteFile("bad-line.txt", string.Concat(Enumerable.Range(1, 300).Select(line => $"line {line} of a file, 漢字 {line * 7919}\n")));
        await using SideBySide side = await SideBySide.StartAsync(
            host,
            ["vim", "-n", "-i", "NONE", "-u", "NONE", "--cmd", "set nocompatible encoding=utf-8 ruler", text],
            network: new LinkConditions { LossPercent = 29, DelayMilliseconds = 50, JitterMilliseconds = 50 });
        await side.WaitForAsync("line 1 of");
        await side.CompareAsync();
        await side.SendAsync("10jdd3pAtyped 一二三 over a bad line\e:split\r", "typed 一二三.*line\n(?s:.*)typed 一二三");
        await side.CompareAsync();
        await side.SendAsync("G\u0002\u0002:%s/file/thing/g\r", "thing");
        await side.CompareAsync();
        await side.ResizeAsync(63, 19);
        await side.CompareAsync();
        await side.SendAsync("150Gzz", "line 150");
        await side.CompareAsync();
    }
}
