using System.Net;
using MoshPS.Engine.Client;
using MoshPS.Interop.Tests.Client;

namespace MoshPS.Interop.Tests.BadNetworks;

public sealed class RoamingTests
{
    [RequiresFact("mosh-server", "tee", "linux")]
    public async Task A_client_whose_address_changes_again_and_again_types_on()
    {
        await using TypingSession session = await TypingSession.StartAsync();
        foreach (string address in (string[])["127.0.0.2", "127.0.0.3", "127.0.0.1", "127.0.0.2"])
        {
            await session.TypeWordsAsync(2);
            session.Relay.Rebind(IPAddress.Parse(address));
            await session.TypeWordsAsync(2);
            await session.CheckAllArrivedAsync();
            Assert.Contains(session.Relay.GetSources(), source => source.Address.ToString() == address);
        }

        Assert.Equal(MoshClientState.Connected, session.Client.State);
    }

    /// <summary>The server learns of the new address by the heartbeat, three seconds after the last at most.</summary>
    [RequiresFact("mosh-server", "linux")]
    public async Task A_client_that_only_reads_is_found_again_by_its_heartbeat()
    {
        using MoshServer server = await MoshServer.StartAsync("sh", "-c", "for i in $(seq 1000); do echo $i; sleep 0.1; done");
        await using UdpRelay.UdpRelay relay = UdpRelay.UdpRelay.Start(server.Address);
        await using MoshClient client = MoshClient.Start(LiveSession.OptionsFor(server) with { Server = relay.Listening });
        await client.WaitForConnectionAsync().WaitAsync(TypingSession.Limit);
        for (int i = 0; i < 2; i++)
        {
            relay.Rebind(IPAddress.Parse($"127.0.0.{i + 2}"));
            await NextLineAsync(client);
            await NextLineAsync(client);
        }

        Assert.Equal(0, client.GetStatistics().PortHops);
    }

    private static async Task NextLineAsync(MoshClient client)
    {
        int last = LastNumber(client);
        using CancellationTokenSource limit = new(TypingSession.Limit);
        while (LastNumber(client) == last)
        {
            await Task.Delay(20, limit.Token);
        }

        Assert.True(LastNumber(client) > last);
    }

    private static int LastNumber(MoshClient client) =>
        int.TryParse(client.GetScreen().GetText().TrimEnd('\n').Split('\n')[^1], out int number) ? number : 0;
}
