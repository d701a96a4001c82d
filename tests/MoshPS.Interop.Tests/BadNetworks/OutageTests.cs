using MoshPS.Engine.Client;
using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.BadNetworks;

public sealed class OutageTests
{
    [RequiresFact("mosh-server", "tee", "linux")]
    public async Task After_thirty_seconds_without_a_network_the_session_goes_on()
    {
        await using TypingSession session = await TypingSession.StartAsync();
        await session.TypeWordsAsync(3);
        await session.CheckAllArrivedAsync();

        TimeSpan outage = TimeSpan.FromSeconds(30);
        session.Relay.Cut(outage);
        Task end = Task.Delay(outage);
        await session.TypeWordsAsync(10);
        await session.WaitForStateAsync(MoshClientState.OutOfContact);
        await session.TypeWordsAsync(10);
        await end;
        await session.TypeWordsAsync(10);
        await session.CheckAllArrivedAsync();
        Assert.Equal(MoshClientState.Connected, session.Client.State);
        Assert.True(session.Relay.GetStatistics(LinkDirection.ToServer).Cut > 10);

        // A dead path is left after ten seconds.
        Assert.InRange(session.Client.GetStatistics().PortHops, 1, 5);
    }

    /// <summary>The server hears everything, and only its answers are lost; then the other way round.</summary>
    [RequiresTheory("mosh-server", "tee", "linux")]
    [InlineData(LinkDirection.ToClient)]
    [InlineData(LinkDirection.ToServer)]
    public async Task After_an_outage_of_one_direction_the_session_goes_on(LinkDirection direction)
    {
        await using TypingSession session = await TypingSession.StartAsync();
        session.Relay.Cut(direction: direction);
        await session.TypeWordsAsync(5);

        // Seen where contact is lost, or else where nothing of what is typed comes back.
        await (direction == LinkDirection.ToClient
            ? session.TypeWhileAsync(session.WaitForStateAsync(MoshClientState.OutOfContact))
            : session.TypeWordsAsync(20));
        session.Relay.Restore();
        await session.TypeWordsAsync(5);
        await session.CheckAllArrivedAsync();
    }

    [RequiresFact("mosh-server", "tee", "kill", "linux")]
    public async Task A_server_that_was_stopped_goes_on_where_it_was()
    {
        await using TypingSession session = await TypingSession.StartAsync();
        await session.TypeWordsAsync(3);
        await session.SignalServerAsync("STOP");
        await session.TypeWhileAsync(session.WaitForStateAsync(MoshClientState.OutOfContact));
        await session.SignalServerAsync("CONT");
        await session.WaitForStateAsync(MoshClientState.Connected);
        await session.TypeWordsAsync(3);
        await session.CheckAllArrivedAsync();
    }

    [RequiresFact("mosh-server", "tee", "kill", "linux")]
    public async Task A_stopped_server_does_not_keep_the_client_from_ending()
    {
        await using TypingSession session = await TypingSession.StartAsync();
        await session.SignalServerAsync("STOP");
        MoshClientEnd end = await session.Client.ShutdownAsync().WaitAsync(TypingSession.Limit);
        Assert.Equal((MoshClientEndReason.ShutDownUnconfirmed, false), (end.Reason, end.IsClean));
        Assert.Equal("ShutdownUnconfirmed", end.Error!.ErrorId);
    }
}
