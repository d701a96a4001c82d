using System.Diagnostics;
using MoshPS.Engine.Terminal;
using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.Sessions;

/// <summary>
/// The same program in every pair of client and server at once, each with a session of its own. Stock's client on
/// stock's server is the reference; whatever is done is done to all.
/// </summary>
internal sealed class SideBySide : IAsyncDisposable
{
    /// <summary>Far beyond what anything takes with nearly every third datagram lost, on a busy machine too.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    private readonly PairedSession[] _sessions;

    private SideBySide(PairedSession[] sessions)
    {
        _sessions = sessions;
    }

    /// <summary>All sessions, the reference first.</summary>
    public IReadOnlyList<PairedSession> Sessions => _sessions;

    /// <summary>The engine's client.</summary>
    public HeadlessTerminal Headless => _sessions.Select(session => session.Terminal).OfType<HeadlessTerminal>().Single();

    /// <summary>A network that loses some datagrams each way; one that is not there at all for 0.</summary>
    public static LinkConditions? Losing(int percent) => percent == 0 ? null : new LinkConditions { LossPercent = percent };

    /// <summary>Starts a program in every pair.</summary>
    public static Task<SideBySide> StartAsync(
        SessionHost host, IReadOnlyList<string> command, int columns = 80, int rows = 24, LinkConditions? network = null) =>
        StartAsync(host, _ => command, columns, rows, network);

    /// <summary>Starts a program in every pair.</summary>
    /// <param name="host">Where the sessions' files are.</param>
    /// <param name="command">The command line, given a directory that this session has for itself.</param>
    /// <param name="columns">Width of the terminals.</param>
    /// <param name="rows">Height of the terminals.</param>
    /// <param name="network">What becomes of the datagrams, in each direction of each session; null: nothing.</param>
    public static async Task<SideBySide> StartAsync(
        SessionHost host, Func<string, IReadOnlyList<string>> command, int columns = 80, int rows = 24, LinkConditions? network = null)
    {
        Task<PairedSession>[] starting =
            [.. SessionPair.All.Select(pair => PairedSession.StartAsync(pair, command(host.CreateDirectory()), columns, rows, network))];
        try
        {
            return new SideBySide(await Task.WhenAll(starting));
        }
        catch
        {
            foreach (Task<PairedSession> started in starting.Where(task => task.IsCompletedSuccessfully))
            {
                await (await started).DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Sends input to all.</summary>
    public Task SendAsync(string input) => EachAsync(session => session.Terminal.SendAsync(input));

    /// <summary>Pastes into all.</summary>
    public Task PasteAsync(string text) => EachAsync(session => session.Terminal.PasteAsync(text));

    /// <summary>Resizes all.</summary>
    public Task ResizeAsync(int columns, int rows) => EachAsync(session => session.Terminal.ResizeAsync(columns, rows));

    /// <summary>Waits until each shows a text that matches: rows without trailing blanks, joined by line feeds.</summary>
    public Task WaitForAsync(string pattern) => EachAsync(session => session.WaitForAsync(pattern, Limit));

    /// <summary>Sends input to all and waits until each shows a text that matches.</summary>
    public async Task SendAsync(string input, string andWaitFor)
    {
        await SendAsync(input);
        await WaitForAsync(andWaitFor);
    }

    /// <summary>
    /// Checks that all show the same, cell by cell, with cursor, modes and title, as soon as they have come to rest;
    /// fails with the differences when they never do.
    /// </summary>
    /// <param name="ignores">Rows and columns whose content does not matter; null: all of it does.</param>
    public async Task CompareAsync(Func<int, int, bool>? ignores = null)
    {
        // What was sent last may have no other sign of having arrived.
        await Headless.Client.WaitForQuietAsync(Quiet);
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Screen[] screens = await Task.WhenAll(_sessions.Select(session => session.Terminal.GetScreenAsync()));
            string[] differences =
            [
                .. _sessions.Zip(screens).Skip(1)
                    .Select(other => (other.First.Pair, Text: ScreenComparison.Describe(screens[0], other.Second, ignores)))
                    .Where(difference => difference.Text is not null)
                    .Select(difference => $"{difference.Pair} differs from {SessionPair.Reference}:\n{difference.Text}"),
            ];
            if (differences.Length == 0)
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(start) > Limit)
            {
                Assert.Fail($"{string.Join('\n', differences)}\n{SessionPair.Reference} shows:\n{screens[0].GetText()}");
            }

            await Task.Delay(100);
        }
    }

    /// <summary>Checks that every session ends as it should: clients with exit status 0, and of the servers nothing is left.</summary>
    /// <param name="only">Which pairs are looked at; null: all.</param>
    public Task ExpectEndAsync(Func<SessionPair, bool>? only = null) =>
        EachAsync(session => only?.Invoke(session.Pair) == false ? Task.CompletedTask : session.ExpectEndAsync(Limit));

    public async ValueTask DisposeAsync()
    {
        foreach (PairedSession session in _sessions)
        {
            await session.DisposeAsync();
        }
    }

    private Task EachAsync(Func<PairedSession, Task> action) => Task.WhenAll(_sessions.Select(action));
}
