using MoshPS.Engine.Client;
using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.Client;

public sealed class RoamingTests
{
    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task After_a_change_of_port_the_server_answers_to_the_new_one()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        for (int i = 1; i <= 12; i++)
        {
            session.Client.Roam();
            CommandResult result = await CommandRunner.RunAsync(session.Client, $"echo roamed {i}", LiveSession.Limit);
            Assert.Equal([$"roamed {i}"], result.Output);
            Assert.Equal(i, session.Client.GetStatistics().PortHops);
        }
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task After_ten_seconds_without_an_answer_another_port_is_tried()
    {
        using MoshServer server = await MoshServer.StartAsync("bash", "--norc");
        await using UdpRelay.UdpRelay relay = UdpRelay.UdpRelay.Start(server.Address, seed: 1);
        await using MoshClient client = MoshClient.Start(LiveSession.OptionsFor(server) with { Server = relay.Listening });
        await client.WaitForConnectionAsync().WaitAsync(LiveSession.Limit);
        LinkConditions open = relay.ToClient;
        relay.ToServer = open with { LossPercent = 100 };
        relay.ToClient = open with { LossPercent = 100 };
        await client.WaitForStateAsync(MoshClientState.OutOfContact).WaitAsync(LiveSession.Limit);
        client.Send("echo still here\r"u8);
        await Task.Delay(TimeSpan.FromSeconds(9));
        Assert.InRange(client.GetStatistics().PortHops, 1, 2);

        relay.ToServer = open;
        relay.ToClient = open;
        await client.WaitForStateAsync(MoshClientState.Connected).WaitAsync(LiveSession.Limit);
        await client.WaitForPatternAsync(new("\nstill here")).WaitAsync(LiveSession.Limit);
    }
}
