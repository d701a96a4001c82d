using MoshPS.Engine.Client;
using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.BadNetworks;

public sealed class DelayTests
{
    [RequiresFact("mosh-server", "tee", "linux")]
    public async Task With_half_a_second_each_way_typing_goes_on_and_the_round_trip_is_known()
    {
        await using TypingSession session = await TypingSession.StartAsync();
        session.Relay.SetConditions(new LinkConditions { DelayMilliseconds = 500 });
        await session.TypeWordsAsync(60);
        await session.CheckAllArrivedAsync();
        Assert.Equal(MoshClientState.Connected, session.Client.State);

        // The average has forgotten the time before by now.
        Assert.InRange(session.Client.GetStatistics().RoundTripTime!.Value.TotalMilliseconds, 900, 2500);
    }
}
