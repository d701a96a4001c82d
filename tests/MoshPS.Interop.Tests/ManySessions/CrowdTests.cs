using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.ManySessions;

/// <summary>
/// Two hundred sessions for five minutes, ours and stock's under the same load, one after the other and with nothing
/// beside it, since it measures. <c>MOSHPS_MANY=200x300</c> sets the sessions and seconds.
/// </summary>
[Collection(RunAlone.Name)]
[Trait("Category", "Long")]
public sealed class CrowdTests
{
    [RequiresTheory("mosh-server", "linux", "tee")]
    [InlineData(MoshServerProgram.MoshPS)]
    [InlineData(MoshServerProgram.Stock)]
    public async Task Two_hundred_sessions_go_on_for_five_minutes_and_every_echo_is_right(MoshServerProgram program)
    {
        (int sessions, int seconds) = ReadSize();
        await using SessionCrowd crowd = await SessionCrowd.StartAsync(
            new MoshServerSettings { Program = program },
            sessions,
            new LinkConditions { LossPercent = 5, DelayMilliseconds = 20, JitterMilliseconds = 10 });
        IReadOnlyList<SessionUse> uses = await crowd.TypeAsync(TimeSpan.FromSeconds(seconds), TimeSpan.FromMilliseconds(500));
        await crowd.CheckAllAsync();
        long lost = crowd.Sessions.Sum(session =>
            session.Relay.GetStatistics(LinkDirection.ToServer).Lost + session.Relay.GetStatistics(LinkDirection.ToClient).Lost);
        Measurements.Write(
            $"many-{program}",
            $"{program}: {sessions} sessions, {seconds} s of typing into every other one, {lost} datagrams lost, no session lost, every echo right.",
            "",
            "| server | session | RSS MiB | PSS MiB | most RSS MiB | CPU ms a minute |",
            "| --- | --- | --- | --- | --- | --- |",
            SessionUse.Describe($"{program}", uses, busy: false),
            SessionUse.Describe($"{program}", uses, busy: true),
            "");
    }

    private static (int Sessions, int Seconds) ReadSize()
    {
        int[] size = [.. (Environment.GetEnvironmentVariable("MOSHPS_MANY") ?? "200x300").Split('x').Select(number => int.Parse(number, null))];
        return (size[0], size[1]);
    }
}

/// <summary>Tests that run when nothing else does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunAlone
{
    public const string Name = "Alone";
}
