using MoshPS.Engine.Terminal;

namespace MoshPS.Interop.Tests.Sessions;

/// <summary>The last cell of the last row, behind which a cursor cannot go.</summary>
[Collection(SharedOutputHost.Name)]
public sealed class CornerTests(SessionHost host)
{
    [RequiresFact("mosh-server", "mosh-client", "tmux", "linux")]
    public async Task The_bottom_right_corner_is_filled_erased_and_scrolled_as_with_stock()
    {
        await using SideBySide side = await StartAsync();
        foreach ((string text, string shows) in ((string, string)[])
            [
                (@"\033[10;20HX\033[1;1H[1]", @"\A\[1\](?s:.*) {19}X$"),
                (@"\033[10;1Hthe whole last row!!\033[1;1H[2]", @"\A\[2\](?s:.*)row!!$"),
                (@"\033[10;15H\033[K\033[1;1H[3]", @"\A\[3\](?s:.*)the whole last$"),
                (@"\033[10;19H漢\033[1;1H[4]", @"\A\[4\](?s:.*)漢$"),
                (@"\033[7m\033[10;19H.Y\033[m\033[1;1H[5]", @"\A\[5\](?s:.*)\.Y$"),
                (@"\033[1;1H\033[2J\033[9;18Hwrap.\033[1;1H[6]", @"\A\[6\](?s:.*)wra\np\.$"),
                (@"\033[10;20Hab\033[1;1H[7]", @"\A\[7\](?s:.*)a\nb$"),
            ])
        {
            await side.SendAsync(text + "\r", shows);
            await side.CompareAsync();
        }
    }

    /// <summary>
    /// Stock's server believes its client's cursor behind the corner, and moves it back by backspaces, one too many
    /// (spec 2 §8, first defect): the reference is wrong here. Our server does not, and our clients forgive it.
    /// </summary>
    [RequiresTheory("mosh-server", "mosh-client", "tmux", "linux")]
    [InlineData(20)]
    [InlineData(19)]
    [InlineData(18)]
    [InlineData(17)]
    public async Task A_cursor_near_the_filled_corner_is_where_the_program_put_it_unless_both_are_stock(int column)
    {
        await using SideBySide side = await StartAsync();
        await side.SendAsync($@"\033[10;20HX\033[10;{column}H" + "\r", " {19}X$");
        foreach (PairedSession session in side.Sessions.Where(session => session.Pair != SessionPair.Reference))
        {
            await session.WaitForAsync(screen => (screen.CursorRow, screen.CursorColumn) == (9, column - 1), $"the cursor in column {column}", SideBySide.Limit);
        }

        // What is written there now goes to where the cursor shows.
        await side.SendAsync("Z\r");
        foreach (PairedSession session in side.Sessions.Where(session => session.Pair != SessionPair.Reference))
        {
            await session.WaitForAsync((Screen screen) => screen.GetCellText(9, column - 1) == "Z" && (column == 20 || screen.GetCellText(9, 19) == "X"), $"Z in column {column}", SideBySide.Limit);
        }
    }

    private async Task<SideBySide> StartAsync()
    {
        SideBySide side = await SideBySide.StartAsync(
            host, ["sh", "-c", """stty -echo; printf ready; while read -r line; do printf "$line"; done"""], 20, 10);
        await side.WaitForAsync("ready");
        return side;
    }
}
