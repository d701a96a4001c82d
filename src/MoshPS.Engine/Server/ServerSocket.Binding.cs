using System.Net;
using System.Net.Sockets;

namespace MoshPS.Engine.Server;

/// <content>How the port is chosen (spec 3 §2.3, spec 1 §4.3).</content>
internal sealed partial class ServerSocket
{
    /// <summary>
    /// Room for frames that are being sent, in bytes: a screen of many colours takes 100 datagrams, each of which counts
    /// for twice its size. The system may give less.
    /// </summary>
    private const int SendBufferSize = 1 << 20;

    /// <summary>
    /// Binds the lowest free port of a range: at the address asked for, or when that cannot be had, at any.
    /// </summary>
    /// <param name="address">A numeric address; null for any.</param>
    /// <param name="ports">The ports to try.</param>
    /// <param name="report">Gets what failed on the way, in stock's words.</param>
    /// <exception cref="MoshServerBindException">No port could be had at all.</exception>
    public static ServerSocket Bind(string? address, UdpPortRange ports, List<string> report)
    {
        if (address is not null)
        {
            // What IPAddress takes beyond addresses in full, such as "1", is left to it, as stock leaves it to the system.
            if (!IPAddress.TryParse(address, out IPAddress? requested))
            {
                report.Add($"Error binding to IP {address}: Bad IP address ({address}): Name or service not known");
            }
            else if (TryBind(requested, ports, out ServerSocket? socket, out SocketException? error))
            {
                return socket;
            }
            else
            {
                report.Add($"Failed binding to {address}:{ports.High}");
                report.Add($"Error binding to IP {address}: bind: {error.Message}");
            }
        }

        // Both families at once, so that a client may roam between them; stock's is IPv4 only.
        if (Socket.OSSupportsIPv6 && TryBind(IPAddress.IPv6Any, ports, out ServerSocket? any, out _))
        {
            return any;
        }

        if (TryBind(IPAddress.Any, ports, out any, out SocketException? reason))
        {
            return any;
        }

        report.Add($"Failed binding to {IPAddress.Any}:{ports.High}");
        report.Add($"Error binding to any interface: bind: {reason.Message}");
        report.Add($"Network exception: bind: {reason.Message}");
        throw new MoshServerBindException(report, reason);
    }

    private static bool TryBind(
        IPAddress address,
        UdpPortRange ports,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ServerSocket? bound,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out SocketException? error)
    {
        bound = null;
        error = null;
        try
        {
            Socket socket = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                Configure(socket, address);
                for (int port = ports.Low; port <= ports.High; port++)
                {
                    try
                    {
                        socket.Bind(new IPEndPoint(address, port));
                        bound = new ServerSocket(socket);
                        return true;
                    }
                    catch (SocketException e)
                    {
                        error = e;
                        if (e.SocketErrorCode is not (SocketError.AddressAlreadyInUse or SocketError.AccessDenied))
                        {
                            // An address that is not this machine's, say: no other port is better.
                            break;
                        }
                    }
                }

                socket.Dispose();
                error ??= new SocketException((int)SocketError.AddressNotAvailable);
                return false;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        catch (SocketException e)
        {
            error = e;
            return false;
        }
    }

    private static void Configure(Socket socket, IPAddress address)
    {
        socket.Blocking = false;
        socket.SendBufferSize = SendBufferSize;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            socket.DualMode = address.Equals(IPAddress.IPv6Any);
        }
        else
        {
            // Routers may cut datagrams to pieces, and no path MTU discovery (spec 1 §4.1).
            socket.DontFragment = false;
        }
    }
}
