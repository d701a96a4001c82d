using MoshPS.Engine.Client;
using MoshPS.Engine.Ssh;

namespace MoshPS;

/// <summary>
/// The sessions of this process. They outlive the commands, pipelines and runspaces that made them; all runspaces
/// share one table.
/// </summary>
internal sealed class MoshSessionTable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, MoshSession> _sessions = [];
    private int _lastId;

    /// <summary>The table that the cmdlets use.</summary>
    public static MoshSessionTable Shared { get; } = new();

    /// <summary>All sessions by number.</summary>
    public IReadOnlyList<MoshSession> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _sessions.Values];
            }
        }
    }

    /// <summary>Takes in a session and gives it the next number.</summary>
    /// <param name="name">What to call it; null for a name made from the number.</param>
    /// <param name="login">What the login brought.</param>
    /// <param name="client">The running session.</param>
    public MoshSession Add(string? name, SshBootstrapResult login, MoshClient client)
    {
        lock (_gate)
        {
            var session = new MoshSession(++_lastId, name, login, client);
            _sessions.Add(session.Id, session);
            return session;
        }
    }

    /// <summary>
    /// Forgets a session that has ended, and waits until its recording is on the disk. Its last acknowledgements to the
    /// server go out in their own time: nobody needs to wait for them.
    /// </summary>
    /// <exception cref="OperationCanceledException">The disk is slow, and nobody wants to wait for it.</exception>
    public Task RetireAsync(MoshSession session, CancellationToken cancellationToken)
    {
        Remove(session);
        _ = session.Client.DisposeAsync().AsTask();
        return session.Recordings.FinishAsync(cancellationToken);
    }

    /// <summary>
    /// Ends all sessions on both sides, all at once, and forgets them. Servers that have not confirmed within
    /// <paramref name="limit"/> are left alone.
    /// </summary>
    public async Task CloseAllAsync(TimeSpan limit)
    {
        IReadOnlyList<MoshSession> sessions = All;
        using var patience = new CancellationTokenSource(limit);
        await Task.WhenAll(sessions.Select(async session =>
        {
            try
            {
                await session.Client.ShutdownAsync(patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Out of reach; waiting longer would hold up the end of the process.
            }

            using var patienceWithDisk = new CancellationTokenSource(limit);
            try
            {
                await RetireAsync(session, patienceWithDisk.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // What has not been written by now is lost.
            }
        })).ConfigureAwait(false);
    }

    /// <summary>Forgets a session, and does nothing else.</summary>
    public void Remove(MoshSession session)
    {
        lock (_gate)
        {
            _sessions.Remove(session.Id);
        }
    }
}
