using MoshPS.Engine.Client;
using MoshPS.Engine.Client.Health;

namespace MoshPS.Watching;

/// <summary>Sessions under watch, in the order in which they came, and what is known of each.</summary>
internal sealed class WatchedSessions
{
    private readonly List<(MoshSession Session, HealthMonitor Monitor)> _watched = [];

    /// <summary>Whether none of them can change any more.</summary>
    public bool AreAllOver => _watched.TrueForAll(watched => watched.Session.State == MoshClientState.Closed);

    /// <summary>Completes when all of them are over. The same until others are added: sessions keep what waits for them.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public int Count => _watched.Count;

    /// <summary>Watches these too; those watched already stay as they are.</summary>
    public void Add(IEnumerable<MoshSession> sessions)
    {
        MoshSession[] added = [.. sessions.Where(session => !_watched.Exists(watched => watched.Session == session)).Distinct()];
        if (added.Length > 0)
        {
            _watched.AddRange(added.Select(session => (session, new HealthMonitor(session.Client, HealthTable.LongestSparkline))));
            Completion = Task.WhenAll([Completion, .. added.Select(session => session.Client.Completion)]);
        }
    }

    /// <summary>Takes a sample of each.</summary>
    public IReadOnlyList<(MoshSession Session, HealthRow Health)> Sample()
        => [.. _watched.Select(watched => (
            watched.Session,
            new HealthRow(watched.Session.Name, watched.Session.HostName, watched.Monitor.Take(), watched.Monitor.RoundTrips)))];
}
