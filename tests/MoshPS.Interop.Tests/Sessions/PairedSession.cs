using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using MoshPS.Engine.Terminal;
using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.Sessions;

/// <summary>A program in a session of its own: the server, perhaps a bad network, and the terminal with the client.</summary>
internal sealed class PairedSession : IAsyncDisposable
{
    private PairedSession(SessionPair pair, MoshServer server, UdpRelay.UdpRelay? relay, ISessionTerminal terminal)
    {
        Pair = pair;
        Server = server;
        Relay = relay;
        Terminal = terminal;
    }

    public SessionPair Pair { get; }

    public MoshServer Server { get; }

    /// <summary>The network in between; null when datagrams go straight.</summary>
    public UdpRelay.UdpRelay? Relay { get; }

    public ISessionTerminal Terminal { get; }

    /// <summary>Starts the program on a cleared screen, with the cursor at home.</summary>
    /// <remarks>
    /// Stock's server lets the program begin by a line feed, whose echo leaves the first row blank (spec 3 §2.5); ours
    /// does not. Because of that difference, which is meant to be one, a program starts on the screen that
    /// <c>clear</c> leaves, in every pair.
    /// </remarks>
    public static async Task<PairedSession> StartAsync(SessionPair pair, IReadOnlyList<string> command, int columns, int rows, LinkConditions? network)
    {
        MoshServer server = await MoshServer.StartAsync(new MoshServerSettings
        {
            Program = pair.Server,
            Command = ["/bin/sh", "-c", @"printf '\033[H\033[2J'; exec ""$@""", "sh", .. command],
            Environment = new Dictionary<string, string?> { ["TZ"] = "UTC" },
        });
        UdpRelay.UdpRelay? relay = null;
        try
        {
            IPEndPoint address = server.Address;
            if (network is not null)
            {
                relay = UdpRelay.UdpRelay.Start(address);
                relay.SetConditions(network);
                address = relay.Listening;
            }

            ISessionTerminal terminal = pair.Client switch
            {
                SessionClient.Headless => await HeadlessTerminal.StartAsync(address, server.Key, columns, rows),
                SessionClient.MoshPS => await WindowTerminal.StartMoshPSAsync(address, server.Key, columns, rows),
                _ => await WindowTerminal.StartStockAsync(address, server.Key, columns, rows),
            };
            return new PairedSession(pair, server, relay, terminal);
        }
        catch
        {
            if (relay is not null)
            {
                await relay.DisposeAsync();
            }

            server.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the screen satisfies a condition.</summary>
    /// <exception cref="TimeoutException">It did not; the message shows it.</exception>
    public Task WaitForAsync(Func<Screen, bool> condition, string description, TimeSpan limit) =>
        WaitForAsync(condition, () => description, limit);

    /// <summary>Waits until the screen satisfies a condition, which is described when it does not.</summary>
    /// <exception cref="TimeoutException">It did not; the message shows it.</exception>
    public async Task WaitForAsync(Func<Screen, bool> condition, Func<string> description, TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Screen screen = await Terminal.GetScreenAsync();
            if (condition(screen))
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"{Pair} never showed {description()}:\n{screen.GetText()}");
            }

            await Task.Delay(50);
        }
    }

    /// <summary>Waits until the screen's text matches: rows without trailing blanks, joined by line feeds.</summary>
    public Task WaitForAsync(string pattern, TimeSpan limit) =>
        WaitForAsync(screen => Regex.IsMatch(screen.GetText(), pattern, RegexOptions.Multiline), $"/{pattern}/", limit);

    /// <summary>Checks that the client ends with exit status 0, and that of the server and what it ran nothing is left.</summary>
    public async Task ExpectEndAsync(TimeSpan limit)
    {
        string? complaint = await Terminal.WaitForEndAsync(limit);
        Assert.True(complaint is null, $"{Pair}: {complaint}");
        Assert.True(await Server.WaitForEndAsync(limit), $"{Pair}: the server, or what it ran, is still there.");
    }

    public async ValueTask DisposeAsync()
    {
        await Terminal.DisposeAsync();
        if (Relay is not null)
        {
            await Relay.DisposeAsync();
        }

        Server.Dispose();
    }
}
