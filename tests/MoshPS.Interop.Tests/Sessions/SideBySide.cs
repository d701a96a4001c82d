using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using MoshPS.Engine.Ssh;
using MoshPS.Engine.Terminal;
using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.Sessions;

/// <summary>
/// The same program in three terminals at once, each with a session of its own: stock mosh-client in a tmux window,
/// which is the reference, the engine's client without a console, and <c>moshps client</c> in a tmux window.
/// Whatever is done is done to all three.
/// </summary>
internal sealed class SideBySide : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    private readonly ISessionTerminal[] _terminals;
    private readonly UdpRelay.UdpRelay[] _relays;

    private SideBySide(ISessionTerminal[] terminals, UdpRelay.UdpRelay[] relays)
    {
        _terminals = terminals;
        _relays = relays;
    }

    /// <summary>The engine's client.</summary>
    public HeadlessTerminal Headless => _terminals.OfType<HeadlessTerminal>().Single();

    private ISessionTerminal Stock => _terminals[0];

    /// <summary>Starts a program three times.</summary>
    public static Task<SideBySide> StartAsync(
        SessionHost host, IReadOnlyList<string> command, int columns = 80, int rows = 24, LinkConditions? network = null) =>
        StartAsync(host, _ => command, columns, rows, network);

    /// <summary>Starts a program three times.</summary>
    /// <param name="host">Where to.</param>
    /// <param name="command">The command line, given a directory that this session has for itself.</param>
    /// <param name="columns">Width of the terminals.</param>
    /// <param name="rows">Height of the terminals.</param>
    /// <param name="network">What becomes of the datagrams, in each direction of each session; null: nothing.</param>
    public static async Task<SideBySide> StartAsync(
        SessionHost host, Func<string, IReadOnlyList<string>> command, int columns, int rows, LinkConditions? network = null)
    {
        ConcurrentBag<UdpRelay.UdpRelay> relays = [];
        Task<ISessionTerminal>[] starting =
        [
            StartOneAsync(async server => await WindowTerminal.StartStockAsync(server, columns, rows)),
            StartOneAsync(async server => await HeadlessTerminal.StartAsync(server, columns, rows)),
            StartOneAsync(async server => await WindowTerminal.StartMoshPSAsync(server, columns, rows)),
        ];
        try
        {
            return new SideBySide(await Task.WhenAll(starting), [.. relays]);
        }
        catch
        {
            foreach (Task<ISessionTerminal> started in starting.Where(task => task.IsCompletedSuccessfully))
            {
                await (await started).DisposeAsync();
            }

            foreach (UdpRelay.UdpRelay relay in relays)
            {
                await relay.DisposeAsync();
            }

            throw;
        }

        async Task<ISessionTerminal> StartOneAsync(Func<SshBootstrapResult, Task<ISessionTerminal>> start)
        {
            SshBootstrapResult server = await host.StartServerAsync(command(host.CreateDirectory()));
            if (network is not null)
            {
                UdpRelay.UdpRelay relay = UdpRelay.UdpRelay.Start(server.Server);
                relay.SetConditions(network);
                relays.Add(relay);
                server = server with { Server = relay.Listening };
            }

            return await start(server);
        }
    }

    /// <summary>Sends input to all.</summary>
    public Task SendAsync(string input) => Task.WhenAll(_terminals.Select(terminal => terminal.SendAsync(input)));

    /// <summary>Pastes into all.</summary>
    public Task PasteAsync(string text) => Task.WhenAll(_terminals.Select(terminal => terminal.PasteAsync(text)));

    /// <summary>Resizes all.</summary>
    public Task ResizeAsync(int columns, int rows) => Task.WhenAll(_terminals.Select(terminal => terminal.ResizeAsync(columns, rows)));

    /// <summary>Waits until each shows a text that matches: rows without trailing blanks, joined by line feeds.</summary>
    public Task WaitForAsync(string pattern) => Task.WhenAll(_terminals.Select(terminal => WaitForAsync(terminal, pattern)));

    /// <summary>Sends input to all and waits until each shows a text that matches.</summary>
    public async Task SendAsync(string input, string andWaitFor)
    {
        await SendAsync(input);
        await WaitForAsync(andWaitFor);
    }

    /// <summary>
    /// Checks that all show the same, cell by cell, with cursor, mouse modes and title, as soon as they have come to
    /// rest; fails with the differences when they never do.
    /// </summary>
    /// <param name="ignores">Rows and columns whose content does not matter; null: all of it does.</param>
    public async Task CompareAsync(Func<int, int, bool>? ignores = null)
    {
        // What was sent last may have no other sign of having arrived.
        await Headless.Client.WaitForQuietAsync(Quiet);
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Screen[] screens = await Task.WhenAll(_terminals.Select(terminal => terminal.GetScreenAsync()));
            string[] differences =
            [
                .. _terminals.Zip(screens).Skip(1)
                    .Select(other => (other.First.Name, Text: ScreenComparison.Describe(screens[0], other.Second, ignores)))
                    .Where(difference => difference.Text is not null)
                    .Select(difference => $"{difference.Name} differs from {Stock.Name}:\n{difference.Text}"),
            ];
            if (differences.Length == 0)
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(start) > Limit)
            {
                Assert.Fail($"{string.Join('\n', differences)}\n{Stock.Name} shows:\n{screens[0].GetText()}");
            }

            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ISessionTerminal terminal in _terminals)
        {
            await terminal.DisposeAsync();
        }

        foreach (UdpRelay.UdpRelay relay in _relays)
        {
            await relay.DisposeAsync();
        }
    }

    private static async Task WaitForAsync(ISessionTerminal terminal, string pattern)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            string text = (await terminal.GetScreenAsync()).GetText();
            if (Regex.IsMatch(text, pattern, RegexOptions.Multiline))
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(start) > Limit)
            {
                throw new TimeoutException($"{terminal.Name} never showed /{pattern}/:\n{text}");
            }

            await Task.Delay(50);
        }
    }
}
