using MoshPS.Engine;
using MoshPS.Engine.Client;
using MoshPS.Engine.Ssh;

namespace MoshPS.Connection;

/// <summary>Makes a session: has the server started, starts the client, waits for the server's first datagram.</summary>
internal static class SessionConnector
{
    /// <summary>How long a server that nobody wants any more gets to hear of it.</summary>
    private static readonly TimeSpan FarewellLimit = TimeSpan.FromSeconds(2);

    /// <summary>Makes the session and takes it into the table.</summary>
    /// <exception cref="MoshException">The login failed, or the server could not be reached over UDP.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; a server that had been started is told to end.</exception>
    public static async Task<MoshSession> ConnectAsync(ConnectionOrder order, CancellationToken cancellationToken)
    {
        SshBootstrapResult login = await order.StartServerAsync(cancellationToken).ConfigureAwait(false);
        MoshClient client;
        using (login.Key)
        {
            client = MoshClient.Start(new MoshClientOptions
            {
                Server = login.Server,
                Key = login.Key,
                Columns = order.Columns,
                Rows = order.Rows,
                ConnectTimeout = order.ConnectTimeout,
            });
        }

        try
        {
            await client.WaitForConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // In its own time: who pressed Ctrl+C does not wait for a server.
            _ = EndAsync(client);
            throw;
        }

        MoshSession session = MoshSessionTable.Shared.Add(order.Name, login, client);
        try
        {
            order.Recording?.Start(session);
        }
        catch (MoshRecordingException)
        {
            // It was to be recorded.
            MoshSessionTable.Shared.Remove(session);
            _ = EndAsync(client);
            throw;
        }

        return session;
    }

    private static async Task EndAsync(MoshClient client)
    {
        using var limit = new CancellationTokenSource(FarewellLimit);
        try
        {
            await client.ShutdownAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It ends by itself: a server that nobody contacts leaves after a minute (spec 3 §2.8).
        }

        await client.DisposeAsync().ConfigureAwait(false);
    }
}
