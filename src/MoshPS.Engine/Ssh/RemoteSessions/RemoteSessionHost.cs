namespace MoshPS.Engine.Ssh.RemoteSessions;

/// <summary>
/// Looks after the mosh sessions that an account has on a host, stock ones and ours: lists and stops them through one
/// login with the user's own OpenSSH. The host needs a POSIX shell.
/// </summary>
public static class RemoteSessionHost
{
    /// <summary>How long a host may take to tell of its sessions after the login.</summary>
    private static readonly TimeSpan ListLimit = TimeSpan.FromSeconds(30);

    /// <summary>How long servers may take to end: stock tries for 10 s to tell its client (spec 3 §2.8).</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(12);

    /// <summary>How long killed ones may take.</summary>
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(2);

    /// <summary>More than the waiting: a slow host has to come to it.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>Sessions for one login: a command line has its limit.</summary>
    private const int SessionsPerLogin = 500;

    /// <summary>Lists the sessions on a host, oldest first.</summary>
    /// <param name="login">Which host, and how to log in; what is for starting a server has no effect.</param>
    /// <param name="allUsers">Whether those of other accounts are wanted too, as far as the host shows them.</param>
    /// <param name="cancellationToken">Ends ssh and gives up.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <exception cref="MoshBootstrapException">
    /// The login failed, with the error ids of <see cref="SshBootstrap.RunAsync"/>; or the host did not understand the
    /// commands: <c>RemoteCommandFailed</c>.
    /// </exception>
    public static async Task<IReadOnlyList<RemoteSession>> ListAsync(SshBootstrapOptions login, bool allUsers, CancellationToken cancellationToken)
    {
        var lines = await RemoteScript.RunAsync(login, SessionListScript.Build(allUsers), [], ListLimit, cancellationToken).ConfigureAwait(false);
        return SessionReport.Read(lines, allUsers);
    }

    /// <summary>
    /// Ends sessions on a host. A server that is told to end (SIGTERM) tells its client first; programs in the session
    /// get SIGHUP. The host looks again whether each process is still the one that was listed.
    /// </summary>
    /// <param name="login">Which host, and how to log in.</param>
    /// <param name="sessions">Sessions of that host, from <see cref="ListAsync"/>.</param>
    /// <param name="force">Whether to kill the servers at once (SIGKILL), without a word to their clients.</param>
    /// <param name="cancellationToken">Ends ssh and gives up; servers that have been told to end do so.</param>
    /// <returns>What became of each session, in their order.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <exception cref="MoshBootstrapException">As with <see cref="ListAsync"/>.</exception>
    public static async Task<IReadOnlyList<RemoteSessionStop>> StopAsync(
        SshBootstrapOptions login, IReadOnlyList<RemoteSession> sessions, bool force, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        var limit = force ? KillLimit : EndLimit;
        var outcomes = new Dictionary<int, RemoteSessionStop>();
        foreach (var some in sessions.Where(session => session.StartToken is not null).Chunk(SessionsPerLogin))
        {
            var lines = await RemoteScript.RunAsync(
                login, SessionStopScript.Build(), SessionStopScript.Arguments(some, force, limit), limit + Margin, cancellationToken).ConfigureAwait(false);
            StopReport.Read(lines, outcomes);
        }

        return
        [
            .. sessions.Select(session => session.StartToken is null
                ? RemoteSessionStop.NotIdentifiable
                // A session that the host says nothing of may well go on.
                : outcomes.GetValueOrDefault(session.ProcessId, RemoteSessionStop.StillRunning)),
        ];
    }
}
