using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using MoshPS.Engine.Terminal;
using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.Notifications;

/// <summary>The bar over the first row, beside stock's: the same words in the same colours (spec 3 §4).</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class BarTests
{
    private static readonly string[] Shell = ["bash", "--norc", "--noprofile"];

    [RequiresFact("mosh-server", "mosh-client", "bash", "linux")]
    public async Task Lost_contact_is_told_and_counted_and_forgotten_as_by_stock()
    {
        string[] bars = await WithBothAsync(LinkConditions.Perfect, async session =>
        {
            await session.Terminal.WaitForAsync("^>");
            session.Relay.Cut();
            string bar = await ReadBarAsync(session.Terminal, @"^mosh: Last contact \d+ seconds ago\. \[To quit: Ctrl-\^ \.\]");
            session.Relay.Restore();
            await session.Terminal.WaitForAsync("^(?!.*Last contact)(?!.*Last reply)");

            // Each second is told once.
            string[] ages = [.. session.Terminal.Frames.Select(frame => Age().Match(frame.Screen.GetRowText(0)).Value).Where(age => age.Length > 0)];
            Assert.Equal(ages.Distinct(), ages);
            return bar;
        });
        Assert.Equal(bars[0], bars[1]);
    }

    [RequiresFact("mosh-server", "mosh-client", "bash", "linux")]
    public async Task Datagrams_that_cannot_be_opened_are_told_in_stocks_words()
    {
        string[] bars = await WithBothAsync(LinkConditions.Perfect with { CorruptPercent = 100 }, session =>
            ReadBarAsync(session.Terminal, @"^mosh: Crypto exception: Packet failed integrity check\. \[To quit: Ctrl-\^ \.\]"));
        Assert.Equal(bars[0], bars[1]);
    }

    [RequiresTheory("mosh-server", "mosh-client", "bash", "linux")]
    [InlineData(null, "\u001e", "^")]
    [InlineData("\u0002", "\u0002", "b")]
    [InlineData("~", "\r~", "~")]
    [InlineData("", "\u001e", null)]
    public async Task The_escape_key_gives_the_same_help_and_the_same_input(string? variable, string key, string? pass)
    {
        Dictionary<string, string> variables = variable is null ? [] : new() { ["MOSH_ESCAPE_KEY"] = variable };
        string[] bars = await WithBothAsync(
            LinkConditions.Perfect,
            async session =>
            {
                RecordedTerminal terminal = session.Terminal;
                await terminal.WaitForAsync("^>");
                terminal.Type(key);
                string bar = pass is null ? "" : await ReadBarAsync(terminal, "^mosh: Commands: .*");

                // The key itself, and then what is no command.
                terminal.Type($"{pass}{key}xend");
                Screen screen = await terminal.WaitForAsync("end$");
                terminal.Type("\u0003");
                Assert.Equal(0, await terminal.WaitForExitAsync());
                return $"{bar}\n{screen.GetText()}";
            },
            ["sh", "-c", "stty -echo -icanon; printf '> '; exec cat -v"],
            variables);
        Assert.Equal(bars[0], bars[1]);
    }

    /// <summary>The way to the server is taken away and given back, in a network of the client's own.</summary>
    [RequiresFact("mosh-server", "mosh-client", "network-namespaces", "nsenter", "ip", "bash", "linux")]
    public async Task A_network_that_is_gone_is_told_in_stocks_words_until_it_is_back()
    {
        string[] bars = await Task.WhenAll(
            NetworkErrorAsync(Programs.PathOf("mosh-client")),
            NetworkErrorAsync($"{Cli.MoshPSProgram.Path} client"));
        Assert.Equal(bars[0], bars[1]);
    }

    private static async Task<string> NetworkErrorAsync(string client)
    {
        const string Address = "10.99.0.1/24";
        string script =
            $$"""
            ip link set lo up; ip address add {{Address}} dev lo
            set -- $(PS1='> ' mosh-server new -i 10.99.0.1 -- bash --norc --noprofile 2>/dev/null | grep CONNECT | tr -d '\r')
            MOSH_KEY=$4 exec {{client}} 10.99.0.1 $3
            """;
        using RecordedTerminal terminal = RecordedTerminal.Start(["unshare", "--net", "sh", "-c", script], 100, 8);
        await terminal.WaitForAsync("^>");
        await SetAddressAsync("delete");
        terminal.Type("a");
        string bar = await ReadBarAsync(terminal, @"^mosh: sendto: Network is unreachable \[To quit: Ctrl-\^ \.\]");
        await SetAddressAsync("add");
        await terminal.WaitForAsync("^(?!mosh: )[^\n]*\n*> a");
        return bar;

        async Task SetAddressAsync(string change) =>
            (await ProgramRun.RunAsync("nsenter", "-t", $"{terminal.Process}", "-n", "ip", "address", change, Address, "dev", "lo")).EnsureSuccess();
    }

    /// <summary>Does the same with stock's client and ours, at once.</summary>
    private static Task<string[]> WithBothAsync(
        LinkConditions toClient,
        Func<RecordedSession, Task<string>> story,
        string[]? command = null,
        IReadOnlyDictionary<string, string>? variables = null)
    {
        return Task.WhenAll(Enum.GetValues<ClientProgram>().Select(TellAsync));

        async Task<string> TellAsync(ClientProgram program)
        {
            await using RecordedSession session = await RecordedSession.StartAsync(program, command ?? Shell, variables: variables);
            session.Relay.ToClient = toClient;
            return await story(session);
        }
    }

    /// <summary>The bar once it says something, with its colours, and 0 for every digit.</summary>
    private static async Task<string> ReadBarAsync(RecordedTerminal terminal, string pattern)
    {
        Screen screen = await terminal.WaitForAsync(pattern);
        Assert.Matches(pattern, screen.GetRowText(0));
        Assert.Equal(Color.FromPalette(4), screen[0, screen.Columns - 1].Rendition.Background);
        return Digits().Replace(StyledText.GetRow(screen, 0), "0") + (screen.IsCursorVisible ? "" : " (cursor hidden)");
    }

    [GeneratedRegex(@"(?<= )\d+(?= seconds)")]
    private static partial Regex Age();

    [GeneratedRegex(@"(?<=[a-z] )\d+")]
    private static partial Regex Digits();
}
