using System.Diagnostics;
using MoshPS.Engine.Client;
using MoshPS.Interop.Tests.BadNetworks;
using MoshPS.Interop.Tests.ServerLife;
using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.ManySessions;

/// <summary>
/// Many sessions at once on this machine, each with a server of its own and a link that loses datagrams. In one half
/// somebody types all the time, the other half is left alone. The clients are the engine's, all in this process.
/// </summary>
internal sealed class SessionCrowd : IAsyncDisposable
{
    /// <summary>Servers that are started at the same time, as many as a machine of two cores bears.</summary>
    private const int StartsAtOnce = 4;

    private readonly List<TypingSession> _sessions = [];

    /// <summary>The sessions; somebody types into those of even index.</summary>
    public IReadOnlyList<TypingSession> Sessions => _sessions;

    /// <summary>Starts the servers and connects to all of them.</summary>
    /// <param name="server">Which server.</param>
    /// <param name="count">How many of it.</param>
    /// <param name="network">What becomes of the datagrams, each way.</param>
    public static async Task<SessionCrowd> StartAsync(MoshServerSettings server, int count, LinkConditions network)
    {
        SessionCrowd crowd = new();
        try
        {
            await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = StartsAtOnce }, async (_, _) =>
            {
                TypingSession session = await TypingSession.StartAsync(server);
                session.Relay.SetConditions(network);
                lock (crowd._sessions)
                {
                    crowd._sessions.Add(session);
                }
            });
            return crowd;
        }
        catch
        {
            await crowd.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has people type for a while.</summary>
    /// <param name="duration">For how long.</param>
    /// <param name="keyPause">The mean time between two keys of one person; each has a pace of his own.</param>
    /// <returns>What the servers used meanwhile and in the end.</returns>
    public async Task<IReadOnlyList<SessionUse>> TypeAsync(TimeSpan duration, TimeSpan keyPause)
    {
        TimeSpan[] before = [.. _sessions.Select(session => ProcessFiles.CpuTime(session.Server.ProcessId))];
        long start = Stopwatch.GetTimestamp();
        Task end = Task.Delay(duration);
        await Task.WhenAll(_sessions.Where((_, index) => IsBusy(index)).Select((session, index) =>
        {
            session.KeyPause = keyPause * (0.5 + ((index % 11) / 10.0));
            return session.TypeWhileAsync(end);
        }));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        return
        [
            .. _sessions.Select((session, index) => SessionUse.Of(
                session.Server.ProcessId, IsBusy(index), (ProcessFiles.CpuTime(session.Server.ProcessId) - before[index]) / elapsed)),
        ];
    }

    /// <summary>Checks that each session is alive, and that all that was ever typed into it has arrived and come back.</summary>
    public Task CheckAllAsync() => Task.WhenAll(_sessions.Select(async session =>
    {
        await session.TypeWordsAsync(1);
        await session.CheckAllArrivedAsync();
        Assert.Equal(MoshClientState.Connected, session.Client.State);
        Assert.True(ProcessFiles.IsAlive(session.Server.ProcessId));
    }));

    public async ValueTask DisposeAsync() =>
        await Parallel.ForEachAsync(_sessions, async (session, _) => await session.DisposeAsync());

    private static bool IsBusy(int index) => index % 2 == 0;
}
