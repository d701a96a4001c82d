using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client;

/// <summary>Runs command lines in the shell of a session, one at a time.</summary>
public static class CommandRunner
{
    /// <summary>Bytes of what no output can contain by chance.</summary>
    private const int TokenSize = 8;

    // Ctrl+U: throws away what may be typed at the prompt already.
    private const char DiscardLine = '\x15';

    /// <summary>
    /// Types a command line at the shell's prompt (bash, zsh, or another POSIX shell) and waits for its end. The
    /// session must show that prompt: what runs there otherwise gets the line as its input.
    /// </summary>
    /// <param name="client">The session.</param>
    /// <param name="commandLine">The command line, which may have several lines.</param>
    /// <param name="timeout">How long to wait; the command goes on running afterwards.</param>
    /// <param name="cancellationToken">Ends the waiting; the command goes on running.</param>
    /// <exception cref="MoshSessionException"><c>CommandTimedOut</c>, <c>CommandNotStarted</c>, <c>SessionEnded</c>.</exception>
    public static async Task<CommandResult> RunAsync(
        MoshClient client, string commandLine, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrWhiteSpace(commandLine);
        await client.CommandGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await RunLockedAsync(client, commandLine, timeout, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            client.CommandGate.Release();
        }
    }

    private static async Task<CommandResult> RunLockedAsync(
        MoshClient client, string commandLine, TimeSpan timeout, CancellationToken cancellationToken)
    {
        byte[] token = new byte[TokenSize];
        SystemRandom.Fill(token);
        CommandMarkers markers = new(Convert.ToHexStringLower(token));
        using CancellationTokenSource time = new(timeout, client.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        long start = client.TimeProvider.GetTimestamp();
        client.Send(Encoding.UTF8.GetBytes($"{DiscardLine}{markers.Wrap(commandLine)}\r"));
        bool hasBegun = false;
        while (true)
        {
            Task change = client.Session.Changes.Next();
            bool isOver = client.Completion.IsCompleted;
            Screen screen = client.GetScreen();
            if (markers.TryFindOutput(screen, out List<string> output, out int exitCode, out bool isCut))
            {
                return new CommandResult(commandLine, output, exitCode, isCut, client.TimeProvider.GetElapsedTime(start));
            }

            hasBegun = hasBegun || markers.HasBegun(screen);
            if (isOver)
            {
                throw SessionErrors.SessionEnded(await client.Completion.ConfigureAwait(false));
            }

            try
            {
                await change.WaitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (time.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw hasBegun ? SessionErrors.CommandTimedOut(timeout) : SessionErrors.CommandNotStarted(client.State, timeout);
            }
        }
    }
}
