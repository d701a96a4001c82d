namespace MoshPS.Interop.Tests.Sessions;

[Collection(SharedSessionHost.Name)]
public sealed class HtopTests(SessionHost host)
{
    /// <summary>Two meters a column, the process list by id, and no update within a test.</summary>
    private const string Configuration =
        """
        fields=0 48 17 18 38 39 40 2 46 47 49 1
        hide_kernel_threads=1
        hide_userland_threads=1
        highlight_base_name=1
        header_margin=1
        detailed_cpu_time=0
        cpu_count_from_one=1
        color_scheme=0
        enable_mouse=1
        delay=100
        header_layout=two_50_50
        column_meters_0=CPU Memory
        column_meter_modes_0=1 1
        column_meters_1=Hostname Swap
        column_meter_modes_1=2 1
        sort_key=0
        sort_direction=1
        tree_view=0

        """;

    [RequiresTheory("mosh-server", "mosh-client", "tmux", "htop", "linux")]
    [InlineData(0)]
    [InlineData(5)]
    public Task Header_bar_function_keys_help_and_setup_look_as_with_stock(int lossPercent) => UseAsync(lossPercent);

    [RequiresFact("mosh-server", "mosh-client", "tmux", "htop", "linux")]
    [Trait("Category", "Long")]
    public Task Header_help_and_setup_through_heavy_loss_look_as_with_stock() => UseAsync(29);

    private async Task UseAsync(int lossPercent)
    {
        await using SideBySide side = await SideBySide.StartAsync(
            host,
            directory =>
            {
                // htop writes its configuration back; each session has its own.
                File.WriteAllText($"{directory}/htoprc", Configuration);
                return ["env", $"HTOPRC={directory}/htoprc", "htop", "-p", $"{Environment.ProcessId}"];
            },
            100,
            30,
            SideBySide.Losing(lossPercent));
        await side.WaitForAsync("PID.*USER.*(?s:.*)F10");

        // The meters' labels and brackets, the heading of the list and the bar of keys stand still; the figures do not.
        await side.CompareAsync((row, column) => row < ListHeading && column is > 7 and < 49 or > 55 and < 99 || row == ListHeading + 1);
        await side.SendAsync("\eOP", "invert sort order");
        await side.CompareAsync();
        await side.SendAsync("q", "PID.*USER");
        await side.SendAsync("\eOQ", "Setup|Categories");
        await side.CompareAsync((row, column) => row < ListHeading && column is > 7 and < 49 or > 55 and < 99);
    }

    /// <summary>The row of the list's heading: the margin, two meters, an empty row.</summary>
    private const int ListHeading = 4;
}
