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
    private readonly MoshServerOptions _options;
    private readonly ServerSocket _socket;

    private MoshServer(MoshServerOptions options, ServerSocket socket, SessionKey key, IReadOnlyList<string> report)
    {
        _options = options;
        _socket = socket;
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

    /// <summary>Binds a port and makes a key. Nothing is served before <see cref="Run"/>.</summary>
    /// <exception cref="MoshServerBindException">No port of the range can be had, not even at any address.</exception>
    public static MoshServer Bind(MoshServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Span<byte> key = stackalloc byte[SessionKey.Size];
        SystemRandom.Fill(key);
        List<string> report = [];
        ServerSocket socket = ServerSocket.Bind(options.Address, options.Ports, report);
        if (options.OwnsProcess)
        {
            SessionRecord.NameProcess(socket.LocalEndPoint.Port);
        }

        MoshServer server = new(options, socket, SessionKey.FromBytes(key), report);
        CryptographicOperations.ZeroMemory(key);
        return server;
    }

    /// <summary>
    /// Serves the session on this thread, to its end. Signals (SIGTERM, SIGINT, SIGUSR1, SIGHUP) are the session's
    /// meanwhile.
    /// </summary>
    /// <returns>Why it ended.</returns>
    /// <exception cref="IOException">The system has no pseudo-terminal to give.</exception>
    public MoshServerEndReason Run()
    {
        using ServerLoop loop = new(_options, _socket, Key);
        Key.Dispose();
        return loop.Run();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Key.Dispose();
        _socket.Dispose();
    }
}
