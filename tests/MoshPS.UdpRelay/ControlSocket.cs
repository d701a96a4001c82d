using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MoshPS.UdpRelay;

/// <summary>
/// Commands over a stream socket: a path means a Unix socket, a number a TCP port on 127.0.0.1. Several
/// callers may be connected at once.
/// </summary>
public sealed class ControlSocket : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly string? _path;
    private readonly Func<string, string> _execute;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    private ControlSocket(Socket listener, string? path, Func<string, string> execute)
    {
        _listener = listener;
        _path = path;
        _execute = execute;
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The name under which <see cref="Send"/> reaches it.</summary>
    public string Name => _path ?? ((IPEndPoint)_listener.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Listens.</summary>
    /// <param name="control">A path or a port number.</param>
    /// <param name="execute">Carries a line out and returns the reply line.</param>
    /// <exception cref="SocketException">It cannot be bound.</exception>
    public static ControlSocket Listen(string control, Func<string, string> execute)
    {
        var (socket, endPoint) = Open(control);
        string? path = endPoint is UnixDomainSocketEndPoint ? control : null;
        if (path is not null)
        {
            File.Delete(path);
        }

        socket.Bind(endPoint);
        socket.Listen();
        return new ControlSocket(socket, path, execute);
    }

    /// <summary>Sends one line to a running relay and returns its reply.</summary>
    /// <param name="control">A path or a port number.</param>
    /// <param name="line">The command.</param>
    /// <exception cref="SocketException">Nothing listens there.</exception>
    public static string Send(string control, string line)
    {
        var (socket, endPoint) = Open(control);
        using (socket)
        {
            socket.Connect(endPoint);
            using var stream = new NetworkStream(socket);
            stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
            using var reader = new StreamReader(stream);
            return reader.ReadLine() ?? "error: no reply";
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
        if (_path is not null)
        {
            File.Delete(_path);
        }
    }

    private static (Socket Socket, EndPoint EndPoint) Open(string control) =>
        ushort.TryParse(control, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            ? (new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp), new IPEndPoint(IPAddress.Loopback, port))
            : (new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), new UnixDomainSocketEndPoint(control));

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var caller = await _listener.AcceptAsync(_stop.Token);
                _ = Task.Run(() => ServeAsync(caller));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket caller)
    {
        try
        {
            using var stream = new NetworkStream(caller, ownsSocket: true);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(_execute(line) + "\n"), _stop.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The caller went away, or the relay ends.
        }
    }
}
