using MoshPS.Interop.Tests.Cli;

namespace MoshPS.Interop.Tests.Client;

/// <summary>Hyperlinks and the cursor's shape, which stock does not have: ours pass them on, and stock is not harmed.</summary>
public sealed class LinkTests
{
    private const string Link = "\e]8;id=1;http://example.org/\a";
    private const string Bar = "\e[6 q";

    [RequiresTheory("mosh-server", "mosh-client", "tmux", "linux")]
    [InlineData(true, MoshServerProgram.MoshPS, true)]
    [InlineData(true, MoshServerProgram.Stock, false)]
    [InlineData(false, MoshServerProgram.MoshPS, false)]
    [InlineData(false, MoshServerProgram.Stock, false)]
    public async Task They_reach_the_terminal_where_both_ends_are_ours(bool isOurClient, MoshServerProgram program, bool arrive)
    {
        using MoshServer server = await MoshServer.StartAsync(new MoshServerSettings
        {
            Program = program,
            Command = ["sh", "-c", @"printf '\033]8;id=1;http://example.org/\007a link\033]8;;\033\\ and text\033[6 q'; read -r line; printf '\033[0 qend'; cat"],
        });
        string[] client = isOurClient ? [MoshPSProgram.Path, "client"] : [Programs.PathOf("mosh-client")];
        await using Tmux window = await Tmux.StartAsync(
            [.. client, "127.0.0.1", $"{server.Address.Port}"], environment: new Dictionary<string, string> { ["MOSH_KEY"] = server.Key });
        await window.WaitForAsync("a link and text");
        await window.PressAsync("Enter");
        await window.WaitForAsync("^end");
        await window.PressAsync("C-^");
        await window.TypeAsync(".");
        Assert.Equal(0, await window.WaitForExitAsync());
        string written = await window.ReadRecordAsync();
        Assert.Equal(arrive, written.Contains($"{Link}a link", StringComparison.Ordinal));
        Assert.Equal(arrive, written.Contains(Bar, StringComparison.Ordinal));

        // The link ends before the text behind it, and the shape when the program wants no more of it.
        if (arrive)
        {
            Assert.Contains("\e]8;;\a and text", written, StringComparison.Ordinal);
            Assert.True(written.LastIndexOf("\e[0 q", StringComparison.Ordinal) > written.IndexOf(Bar, StringComparison.Ordinal));
        }
    }
}
