using System.Diagnostics;
using MoshPS.Engine;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Transport;

namespace MoshPS.Benchmarks.Typing;

/// <summary>
/// Reads along in a session whose key is known: every screen that the server sends, and when it sends it. It sees what
/// is lost later too, and sends nothing itself.
/// </summary>
internal sealed class ServerScreens : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TransportEndpoint<UserInput, ScreenState> _endpoint;
    private readonly List<(long Time, ShownScreen Screen)> _screens = [];

    /// <param name="key">The session's key, as servers print it.</param>
    /// <param name="columns">Width of the terminal.</param>
    /// <param name="rows">Height of the terminal.</param>
    /// <exception cref="FormatException">It is no key.</exception>
    public ServerScreens(string key, int columns, int rows)
    {
        if (!SessionKey.TryParse(key, out SessionKey? parsed, out string? error))
        {
            throw new FormatException(error);
        }

        TransportOptions options = new() { Random = new Random(1).NextBytes };
        _endpoint = new(parsed, TransportRole.Client, new UserInput(), new ScreenState(columns, rows), Now, options);
    }

    private static long Now => (long)Stopwatch.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>Takes a datagram of the server's.</summary>
    public void Read(ReadOnlySpan<byte> datagram)
    {
        long time = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            if (_endpoint.Receive(Now, datagram).RemoteAdvanced)
            {
                ShownScreen screen = ShownScreen.Of(_endpoint.LatestRemote.Screen);
                if (_screens.Count == 0 || !_screens[^1].Screen.HasTextOf(screen))
                {
                    _screens.Add((time, screen));
                }
            }
        }
    }

    /// <summary>The screens so far, with the time by <see cref="Stopwatch"/>.</summary>
    public (long Time, ShownScreen Screen)[] ToArray()
    {
        lock (_gate)
        {
            return [.. _screens];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _endpoint.Dispose();
        }
    }
}
