using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.ManySessions;

public sealed class ManySessionsTests
{
    /// <summary>The short form of <see cref="CrowdTests"/>.</summary>
    [RequiresFact("linux", "tee")]
    public async Task Ten_sessions_at_once_on_a_network_that_loses_datagrams_all_go_on()
    {
        await using SessionCrowd crowd = await SessionCrowd.StartAsync(
            new MoshServerSettings { Program = MoshServerProgram.MoshPS }, 10, new LinkConditions { LossPercent = 5, DelayMilliseconds = 5 });
        IReadOnlyList<SessionUse> uses = await crowd.TypeAsync(TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(150));
        Assert.Equal(10, uses.Count);
        await crowd.CheckAllAsync();
    }
}
