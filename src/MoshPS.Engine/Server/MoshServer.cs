using System.Net;
using System.Net.Sockets;
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

    private MoshServer(MoshServerOptions options, ServerSocket socket, SessionKey key)
    {
        _options = options;
        _socket = socket;
        Key = key;
    }

    /// <summary>The secret that the client needs.</summary>
    public SessionKey Key { get; }

    /// <summary>Where the server listens.</summary>
    public IPEndPoint LocalEndPoint => _socket.LocalEndPoint;

    /// <summary>Binds a port and makes a key. Nothing is served before <see cref="Run"/>.</summary>
    /// <exception cref="SocketException">No port of the range is free, or the address is not this machine's.</exception>
    public static MoshServer Bind(MoshServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Span<byte> key = stackalloc byte[SessionKey.Size];
        RandomNumberGenerator.Fill(key);
        ServerSocket socket = ServerSocket.Bind(options.Address ?? IPAddress.Any, options.Ports);
        return new MoshServer(options, socket, SessionKey.FromBytes(key));
    }

    /// <summary>Serves the session on this thread, to its end.</summary>
    public void Run()
    {
        using ServerLoop loop = new(_options, _socket, Key);
        loop.Run();
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
