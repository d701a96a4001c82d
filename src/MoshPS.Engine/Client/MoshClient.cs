using System.Net;
using System.Text.RegularExpressions;
using MoshPS.Engine.Client.Consoles;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client;

/// <summary>
/// One live session with a mosh-server. It needs no console: it keeps the server's screen, sends keys, and stays
/// in contact by itself through sleep, roaming and silence. All members may be used from any thread.
/// </summary>
public sealed class MoshClient : IAsyncDisposable
{
    private MoshClient(MoshClientOptions options) => Server = options.Server;

    /// <summary>
    /// Something visible has changed: the state, the screen or the size. Raised on a thread of the pool, one call
    /// at a time; several changes may share one call.
    /// </summary>
    public event EventHandler? Changed;

    /// <summary>Address and UDP port of the server.</summary>
    public IPEndPoint Server { get; }

    /// <summary>Where the session stands.</summary>
    public MoshClientState State => throw new NotImplementedException();

    /// <summary>Width last asked for, in columns.</summary>
    public int Columns => throw new NotImplementedException();

    /// <summary>Height last asked for, in rows.</summary>
    public int Rows => throw new NotImplementedException();

    /// <summary>Whether a console is attached.</summary>
    public bool IsAttached => throw new NotImplementedException();

    /// <summary>Completes when the session is over, with how it ended; never faults.</summary>
    public Task<MoshClientEnd> Completion => throw new NotImplementedException();

    /// <summary>Starts a session and returns at once; <see cref="WaitForConnectionAsync"/> waits for the server.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of range.</exception>
    /// <exception cref="MoshSessionException"><c>SocketUnavailable</c>: the system gives no UDP socket of this address family.</exception>
    public static MoshClient Start(MoshClientOptions options) => new(options);

    /// <summary>The newest screen received from the server; it never changes afterwards.</summary>
    public Screen GetScreen() => throw new NotImplementedException();

    /// <summary>The session's figures now.</summary>
    public MoshClientStatistics GetStatistics() => throw new NotImplementedException();

    /// <summary>
    /// Sends keys as a terminal in application cursor mode would (see <see cref="KeyNames"/>). Text is UTF-8.
    /// Ignored once the session is closing.
    /// </summary>
    public void Send(ReadOnlySpan<byte> bytes) => throw new NotImplementedException();

    /// <summary>Asks the server for another size. The screen follows when the server answers.</summary>
    /// <param name="columns">1 to <see cref="MoshClientOptions.LargestDimension"/>.</param>
    /// <param name="rows">1 to <see cref="MoshClientOptions.LargestDimension"/>.</param>
    public void Resize(int columns, int rows) => throw new NotImplementedException();

    /// <summary>Waits until the server has been heard.</summary>
    /// <exception cref="MoshSessionException"><c>UdpBlocked</c> after the connect time-out; or the session ended otherwise.</exception>
    public Task WaitForConnectionAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>
    /// Waits until the pattern matches the screen's text: rows joined by line feeds, without trailing blanks, and
    /// rows that the terminal wrapped joined into one line.
    /// </summary>
    /// <returns>The match, and the screen it was found on.</returns>
    /// <exception cref="MoshSessionException"><c>SessionEnded</c>: the session ended first.</exception>
    public Task<ScreenMatch> WaitForPatternAsync(Regex pattern, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Waits until the screen has not changed for the given time.</summary>
    /// <exception cref="MoshSessionException"><c>SessionEnded</c>: the session ended first.</exception>
    public Task WaitForQuietAsync(TimeSpan quiet, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Waits until the session is in the given state, or past it for good.</summary>
    /// <returns>The state reached: <see cref="MoshClientState.Closed"/> when the session ended first.</returns>
    public Task<MoshClientState> WaitForStateAsync(MoshClientState state, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>
    /// Ends the session on both sides and waits for it. Cancelling stops the waiting, not the ending.
    /// </summary>
    public Task<MoshClientEnd> ShutdownAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Ends the session at once, without telling the server, which goes on for ever by default.</summary>
    public void Abort() => throw new NotImplementedException();

    /// <summary>
    /// Joins a console to the session: shows its screen and sends what is typed, until the session ends or the
    /// user detaches. The console is raw in between, and restored on every way out.
    /// </summary>
    /// <exception cref="MoshSessionException"><c>AlreadyAttached</c>: another console is attached.</exception>
    /// <exception cref="IOException">There is no terminal.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the session goes on without the console.</exception>
    public Task<AttachResult> AttachAsync(IConsole console, AttachOptions options, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Ends the session at once if it still runs, as <see cref="Abort"/> does, and frees its sockets.</summary>
    public ValueTask DisposeAsync()
    {
        Changed?.Invoke(this, EventArgs.Empty);
        return default;
    }
}
