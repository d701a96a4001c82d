// Pester compiles this file by itself (tests/Pester/ForgedOutput.Tests.ps1): it uses nothing of the project, and names
// what it uses.
using System;
using System.Buffers.Binary;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace MoshPS.Interop.Tests.Fixtures;

/// <summary>
/// A hostile SSH server without any key: it speaks only what comes before the key exchange, where nothing proves who is
/// speaking (RFC 4253 §4.2, §11), and fills that with text that ssh passes on to its standard error.
/// </summary>
public sealed class KeylessSshServer : IDisposable
{
    private const byte MessageDisconnect = 1;
    private const byte MessageDebug = 4;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _where;
    private readonly string[] _lines;

    /// <summary>Starts to listen on a loopback port.</summary>
    /// <param name="where">How the text is sent: <c>debug</c>, <c>disconnect</c> or <c>banner</c> (lines before the version).</param>
    /// <param name="lines">The text's lines.</param>
    public KeylessSshServer(string where, params string[] lines)
    {
        _where = where;
        _lines = lines;
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>The TCP port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Callers that have been told everything.</summary>
    public int Served { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient caller = await _listener.AcceptTcpClientAsync();
                await TalkAsync(caller.GetStream());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Disposed.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        try
        {
            string banner = _where == "banner" ? string.Join("\r\n", _lines) + "\r\n" : "";
            await stream.WriteAsync(Encoding.UTF8.GetBytes(banner + "SSH-2.0-Keyless\r\n"));
            string text = string.Join('\n', _lines) + "\n";
            if (_where == "debug")
            {
                await stream.WriteAsync(Packet(Payload(MessageDebug, [1], text)));

                // So that ssh reads all before it hears of the end.
                await Task.Delay(300);
            }

            await stream.WriteAsync(Packet(Payload(
                MessageDisconnect, [0, 0, 0, 11], _where == "disconnect" ? "goodbye\n" + text : "goodbye")));
            Served++;
            await Task.Delay(300);
        }
        catch (IOException)
        {
            // The caller has left.
        }
    }

    /// <summary>byte type, the fields before the text, string text, string language tag (RFC 4253 §11.1, §11.3).</summary>
    private static byte[] Payload(byte type, byte[] fields, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        return [type, .. fields, .. length, .. bytes, 0, 0, 0, 0];
    }

    /// <summary>uint32 packet_length, byte padding_length, payload, padding; not encrypted, no code (RFC 4253 §6).</summary>
    private static byte[] Packet(byte[] payload)
    {
        int padding = 8 - ((payload.Length + 5) % 8);
        padding += padding < 4 ? 8 : 0;
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, payload.Length + padding + 1);
        return [.. length, (byte)padding, .. payload, .. new byte[padding]];
    }
}
