using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using MoshPS.Engine.Crypto;

namespace MoshPS.Engine.Server;

/// <summary>
/// A mosh server for one session: listens on a UDP port, and once a client is heard runs a program on a
/// pseudo-terminal for it, until the program ends, the client says so, or a time limit or signal does (spec 3 §2).
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class MoshServer : IDisposable
{
    private readonly ServerSocket _socket;
    private readonly ServerLoop _loop;

    private MoshServer(ServerSocket socket, ServerLoop loop, SessionKey key, IReadOnlyList<string> report)
    {
        _socket = socket;
        _loop = loop;
        Key = key;
        BindingReport = report;
    }

    /// <summary>The secret that the client needs. It is the server's, and gone once <see cref="Run"/> has begun.</summary>
    public SessionKey Key { get; }

    /// <summary>Where the server listens.</summary>
    public IPEndPoint LocalEndPoint => _socket.LocalEndPoint;

    /// <summary>
    /// Why the server does not listen at <see cref="MoshServerOptions.Address"/> but at any, in the lines that stock
    /// mosh-server prints; empty when all is well.
    /// </summary>
    public IReadOnlyList<string> BindingReport { get; }

    /// <summary>
    /// Binds a port, makes a key and takes everything else that a session needs of the system, the pseudo-terminal
    /// among it: once this has returned, the server can be announced. Nothing is served before <see cref="Run"/>, but
    /// for the first client's time (<see cref="MoshServerOptions.FirstContactTimeout"/>), which begins here. Signals
    /// (SIGTERM, SIGINT, SIGUSR1, SIGHUP) are the session's from now on.
    /// </summary>
    /// <exception cref="MoshServerBindException">No port of the range can be had, not even at any address.</exception>
    /// <exception cref="MoshServerStartException">The system does not give the rest.</exception>
    public static MoshServer Open(MoshServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Span<byte> bytes = stackalloc byte[SessionKey.Size];
        SystemRandom.Fill(bytes);
        SessionKey key = SessionKey.FromBytes(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        List<string> report = [];
        ServerSocket socket = ServerSocket.Bind(options.Address, options.Ports, report);
        try
        {
            return new MoshServer(socket, new ServerLoop(options, socket, key), key, report);
        }
        catch
        {
            key.Dispose();
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Serves the session on this thread, to its end.</summary>
    /// <returns>Why it ended.</returns>
    public MoshServerEndReason Run()
    {
        // Whoever is to have it has it by now; the session's cipher keeps what it made of it.
        Key.Dispose();
        return _loop.Run();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Key.Dispose();
        _loop.Dispose();
        _socket.Dispose();
    }
}
