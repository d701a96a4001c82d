using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using MoshPS.Engine.Client.Consoles;
using MoshPS.Engine.Prediction;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client;

/// <summary>
/// One live session with a mosh-server. It needs no console: it keeps the server's screen, sends keys, and stays
/// in contact by itself through sleep, roaming and silence. All members may be used from any thread.
/// </summary>
public sealed class MoshClient : IAsyncDisposable
{
    private int _isAttached;
    private ConsoleAttachment? _attachment;
    private PredictionCounters _predictions = new();

    private MoshClient(IPEndPoint server, ClientSession session, TimeProvider timeProvider)
    {
        Server = server;
        Session = session;
        TimeProvider = timeProvider;
        session.Changes.Sender = this;
    }

    /// <summary>
    /// Something visible has changed: the state, the screen or the size. Raised on a thread of the pool, one call
    /// at a time; several changes may share one call.
    /// </summary>
    public event EventHandler? Changed
    {
        add => Session.Changes.Announced += value;
        remove => Session.Changes.Announced -= value;
    }

    /// <summary>Address and UDP port of the server.</summary>
    public IPEndPoint Server { get; }

    /// <summary>Where the session stands.</summary>
    public MoshClientState State => Session.State;

    /// <summary>Width last asked for, in columns.</summary>
    public int Columns => Session.Size.Columns;

    /// <summary>Height last asked for, in rows.</summary>
    public int Rows => Session.Size.Rows;

    /// <summary>Whether a console is attached.</summary>
    public bool IsAttached => Volatile.Read(ref _isAttached) != 0;

    /// <summary>How well typing on attached consoles was predicted.</summary>
    public PredictionCounters Predictions => Volatile.Read(ref _attachment)?.Predictions ?? Volatile.Read(ref _predictions);

    /// <summary>How typing on the attached console is predicted; null while none is attached.</summary>
    public PredictionStatus? PredictionStatus => Volatile.Read(ref _attachment)?.PredictionStatus;

    /// <summary>Completes when the session is over, with how it ended; never faults.</summary>
    public Task<MoshClientEnd> Completion => Session.Completion;

    /// <summary>The inside.</summary>
    internal ClientSession Session { get; }

    /// <summary>The session's clock.</summary>
    internal TimeProvider TimeProvider { get; }

    /// <summary>Held while a command line runs: a shell runs one at a time.</summary>
    internal SemaphoreSlim CommandGate { get; } = new(1);

    /// <summary>Starts a session and returns at once; <see cref="WaitForConnectionAsync"/> waits for the server.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size or the time-out is out of range.</exception>
    /// <exception cref="MoshSessionException"><c>SocketUnavailable</c>: the system gives no UDP socket of this address family.</exception>
    public static MoshClient Start(MoshClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfSizeIsOutOfRange(options.Columns, options.Rows);
        if (options.ConnectTimeout != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(options.ConnectTimeout, TimeSpan.Zero, nameof(options));
        }

        // ::ffff:192.0.2.1 is an IPv4 address, and reached by an IPv4 socket.
        IPEndPoint server = options.Server.Address.IsIPv4MappedToIPv6
            ? new IPEndPoint(options.Server.Address.MapToIPv4(), options.Server.Port)
            : options.Server;
        try
        {
            ClientSession session = new(options with { Server = server });
            MoshClient client = new(server, session, options.TimeProvider);
            session.Start();
            return client;
        }
        catch (SocketException e)
        {
            throw new SessionErrors(server).SocketUnavailable(e);
        }
    }

    /// <summary>The newest screen received from the server; it never changes afterwards.</summary>
    public Screen GetScreen() => Session.GetScreen();

    /// <summary>The session's figures now.</summary>
    public MoshClientStatistics GetStatistics() => Session.GetStatistics();

    /// <summary>
    /// Sends keys as a terminal in application cursor mode would (see <see cref="KeyNames"/>). Text is UTF-8.
    /// Ignored once the session is closing.
    /// </summary>
    /// <exception cref="MoshSessionException">
    /// <c>InputBacklogFull</c>: the server is out of contact, and 16 MiB wait for it already.
    /// </exception>
    public void Send(ReadOnlySpan<byte> bytes) => Session.Send(bytes);

    /// <summary>Asks the server for another size. The screen follows when the server answers.</summary>
    /// <param name="columns">1 to <see cref="MoshClientOptions.LargestDimension"/>.</param>
    /// <param name="rows">1 to <see cref="MoshClientOptions.LargestDimension"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of range.</exception>
    public void Resize(int columns, int rows)
    {
        ThrowIfSizeIsOutOfRange(columns, rows);
        Session.Resize(columns, rows);
    }

    /// <summary>
    /// Tells the session that the network has changed, so that it tries another local port and sends at once. It
    /// usually notices by itself.
    /// </summary>
    public void Roam() => Session.Roam();

    /// <summary>Waits until the server has been heard.</summary>
    /// <exception cref="MoshSessionException"><c>UdpBlocked</c> after the connect time-out; or the session ended otherwise.</exception>
    public async Task WaitForConnectionAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task change = Session.Changes.Next();
            if (Session.ConnectionError is { } error)
            {
                throw error;
            }

            MoshClientState state = State;
            if (state is MoshClientState.Connected or MoshClientState.OutOfContact)
            {
                return;
            }

            if (Completion.IsCompleted)
            {
                MoshClientEnd end = await Completion.ConfigureAwait(false);
                if (end.WasConnected)
                {
                    return;
                }

                throw end.Error ?? SessionErrors.SessionEnded(end);
            }

            await change.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Waits until the pattern matches the screen's text: lines joined by line feeds, without trailing blanks, where
    /// rows that the terminal wrapped are one line.
    /// </summary>
    /// <returns>The match, and the screen it was found on.</returns>
    /// <exception cref="MoshSessionException"><c>SessionEnded</c>: the session ended first.</exception>
    public async Task<ScreenMatch> WaitForPatternAsync(Regex pattern, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        Screen? searched = null;
        while (true)
        {
            Task change = Session.Changes.Next();
            bool isOver = Completion.IsCompleted;
            Screen screen = GetScreen();
            if (!ReferenceEquals(screen, searched))
            {
                Match match = pattern.Match(ScreenText.Get(screen));
                if (match.Success)
                {
                    return new ScreenMatch(match, screen);
                }

                searched = screen;
            }

            await NextChangeAsync(change, isOver, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Waits until the screen has not changed for the given time, counted from this call at the earliest, so that an
    /// answer to what was just sent has time to come.
    /// </summary>
    /// <exception cref="MoshSessionException"><c>SessionEnded</c>: the session ended first.</exception>
    public async Task WaitForQuietAsync(TimeSpan quiet, CancellationToken cancellationToken = default)
    {
        long start = TimeProvider.GetTimestamp();
        while (true)
        {
            Task change = Session.Changes.Next();
            bool isOver = Completion.IsCompleted;
            Session.GetScreen(out TimeSpan unchangedFor);
            TimeSpan waited = TimeProvider.GetElapsedTime(start);
            TimeSpan missing = quiet - (unchangedFor < waited ? unchangedFor : waited);
            if (missing <= TimeSpan.Zero)
            {
                return;
            }

            if (isOver)
            {
                throw SessionErrors.SessionEnded(await Completion.ConfigureAwait(false));
            }

            using CancellationTokenSource delay = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(change, Task.Delay(missing, TimeProvider, delay.Token)).ConfigureAwait(false);
            await delay.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Waits until the session is in the given state, or over.</summary>
    /// <returns>The state reached: <see cref="MoshClientState.Closed"/> when the session ended first.</returns>
    public async Task<MoshClientState> WaitForStateAsync(MoshClientState state, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task change = Session.Changes.Next();
            MoshClientState now = State;
            if (now == state || now == MoshClientState.Closed)
            {
                return now;
            }

            await change.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Ends the session on both sides and waits for it. Cancelling stops the waiting, not the ending.
    /// </summary>
    public Task<MoshClientEnd> ShutdownAsync(CancellationToken cancellationToken = default)
    {
        Session.BeginShutdown();
        return Completion.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the session at once, without telling the server, which goes on for ever by default.</summary>
    public void Abort() => Session.Abort();

    /// <summary>
    /// Joins a console to the session: shows its screen and sends what is typed, until the session ends or the
    /// user detaches. The console is raw in between, and restored on every way out. The session takes the console's
    /// size.
    /// </summary>
    /// <exception cref="MoshSessionException"><c>AlreadyAttached</c>: another console is attached.</exception>
    /// <exception cref="IOException">There is no terminal, or it has gone.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the session goes on without the console.</exception>
    public async Task<AttachResult> AttachAsync(IConsole console, AttachOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(options);
        if (Interlocked.Exchange(ref _isAttached, 1) != 0)
        {
            throw SessionErrors.AlreadyAttached();
        }

        try
        {
            using ConsoleAttachment attachment = new(Session, console, options, _predictions, Server.Port);
            Volatile.Write(ref _attachment, attachment);
            try
            {
                return await attachment.RunAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                Volatile.Write(ref _predictions, attachment.Predictions);
                Volatile.Write(ref _attachment, null);
            }
        }
        finally
        {
            Volatile.Write(ref _isAttached, 0);
        }
    }

    /// <summary>
    /// Ends the session at once if it still runs, as <see cref="Abort"/> does. When it has ended, lets the last
    /// acknowledgements to the server go out, which takes some round trips.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (!Completion.IsCompleted)
        {
            Abort();
        }

        await Session.Released.ConfigureAwait(false);
    }

    private static void ThrowIfSizeIsOutOfRange(int columns, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, MoshClientOptions.LargestDimension);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, MoshClientOptions.LargestDimension);
    }

    private async Task NextChangeAsync(Task change, bool isOver, CancellationToken cancellationToken)
    {
        if (isOver)
        {
            throw SessionErrors.SessionEnded(await Completion.ConfigureAwait(false));
        }

        await change.WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}
