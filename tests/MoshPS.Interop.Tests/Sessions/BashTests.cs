namespace MoshPS.Interop.Tests.Sessions;

[Collection(SharedSessionHost.Name)]
public sealed class BashTests(SessionHost host)
{
    [RequiresTheory("mosh-server", "mosh-client", "tmux", "bash", "linux")]
    [InlineData(0)]
    [InlineData(5)]
    public Task Editing_a_command_line_looks_as_with_stock(int lossPercent) => EditAsync(lossPercent);

    [RequiresFact("mosh-server", "mosh-client", "tmux", "bash", "linux")]
    [Trait("Category", "Long")]
    public Task Editing_a_command_line_through_heavy_loss_looks_as_with_stock() => EditAsync(29);

    private async Task EditAsync(int lossPercent)
    {
        await using SideBySide side = await SideBySide.StartAsync(host, ["env", "HISTFILE=", @"PS1=\[\e[1;32m\]you@host\[\e[m\]:\[\e[34m\]\w\[\e[m\]\$ ", "bash", "--norc", "--noprofile"], network: SideBySide.Losing(lossPercent));
        await side.WaitForAsync(@"^you@host:.*[#$]");
        await side.CompareAsync();

        // A line longer than the screen, changed in the middle, where everything behind it moves.
        await side.SendAsync("echo " + string.Concat(Enumerable.Range(1, 20).Select(i => $"word{i} ")));
        await side.WaitForAsync("word20");
        await side.SendAsync("\u0001\eOC\eOC\eOC\eOC\eOC中文e\u0301 inserted ");
        await side.WaitForAsync("inserted word1");
        await side.CompareAsync();
        await side.SendAsync("\u0005\u0017\u0017\r", @"word18\n");
        await side.CompareAsync();

        // Search in the history, Up, completion, kill and yank, clear.
        await side.SendAsync("\u0012ech", "reverse-i-search");
        await side.CompareAsync();
        await side.SendAsync("\u0007\eOA", @"^you@host:.*echo.*\n.*word18\n.*\n.*\nyou@host:.*echo");
        await side.CompareAsync();
        await side.SendAsync("\u0003ls /usr/l\t\t", "lib");
        await side.CompareAsync();
        await side.SendAsync("\u0015echo a tidy screen\u000C", @"\A.*tidy");
        await side.CompareAsync();

        // A narrower window cuts the line off, until the shell notices; its end, with a status that mosh does not
        // carry, is the session's.
        await side.SendAsync(" one two three four", "four$");
        await side.ResizeAsync(35, 9);
        await side.WaitForAsync("^two three four$");
        await side.CompareAsync();
        await side.SendAsync("\u0015exit 3\r");
        await side.ExpectEndAsync();
    }
}
