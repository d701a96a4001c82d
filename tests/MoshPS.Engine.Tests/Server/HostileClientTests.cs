using System.Buffers;
using MoshPS.Engine.Sync.Messages;
using MoshPS.Engine.Tests.Simulation;

namespace MoshPS.Engine.Tests.Server;

/// <summary>What clients with a key can make a server do per second, in simulated time.</summary>
public sealed class HostileClientTests
{
    [Fact]
    public void Who_and_ps_and_log_are_not_told_of_every_address_of_a_client_that_is_everywhere()
    {
        using SimulatedServer server = new();
        server.Connect();
        for (int i = 0; i < 200; i++)
        {
            server.Roam();
            server.Type("k");
            server.Run(50);
        }

        Assert.InRange(server.Record.Count, 11, 30);
        Assert.InRange(server.Log.Count, 11, 30);
        int changes = server.Record.Count;
        server.Run(3_000);
        Assert.Equal(changes + 1, server.Record.Count);
        Assert.Contains($".{201}", server.Record[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Large_sizes_in_a_quick_row_are_not_all_applied_and_the_last_one_is()
    {
        using SimulatedServer server = new();
        server.Connect();
        int sizes = 0;
        (int, int) last = server.Host.Session.Size;
        for (int i = 0; i < 200; i++)
        {
            Assert.True(server.Client.Local.PushResize(1_000 + (i % 200), 1_500));
            server.Run(10);
            sizes += server.Host.Session.Size == last ? 0 : 1;
            last = server.Host.Session.Size;
        }

        server.Run(3_000);
        Assert.InRange(sizes, 2, 2_000 / 75);
        Assert.Equal((1_199, 1_500), server.Host.Session.Size);
        Assert.Equal((1_199, 1_500), (server.ClientScreen.Columns, server.ClientScreen.Rows));
    }

    [Fact]
    public void Sizes_of_real_windows_are_applied_at_once()
    {
        using SimulatedServer server = new();
        server.Connect();
        for (int i = 0; i < 50; i++)
        {
            Assert.True(server.Client.Local.PushResize(100 + i, 50));
            server.Run(40);
            Assert.Equal((100 + i, 50), server.Host.Session.Size);
        }
    }
}
