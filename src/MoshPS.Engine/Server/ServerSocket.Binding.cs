using System.Net;
using System.Net.Sockets;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Server;

/// <content>How the port is chosen (spec 3 §2.3, spec 1 §4.3).</content>
internal sealed partial class ServerSocket
{
    /// <summary>
    /// Binds the lowest free port of a range: at the address asked for, or when that cannot be had, at any.
    /// </summary>
    /// <param name="address">A numeric address; null for any.</param>
    /// <param name="ports">The ports to try.</param>
    /// <param name="report">Gets what failed on the way, in stock's words.</param>
    /// <exception cref="MoshServerBindException">No port could be had at all.</exception>
    public static ServerSocket Bind(string? address, UdpPortRange ports, List<string> report)
    {
        UdpSocket? socket;
        SocketFailure failure;
        if (address is not null)
        {
            if (!IPAddress.TryParse(address, out IPAddress? requested))
            {
                report.Add($"Error binding to IP {address}: Bad IP address ({address}): Name or service not known");
            }
            else
            {
                requested = requested.IsIPv4MappedToIPv6 ? requested.MapToIPv4() : requested;
                socket = UdpSocket.TryBind(requested, ports, out failure);
                if (socket is not null)
                {
                    return new ServerSocket(socket);
                }

                ReportPort(address);
                report.Add($"Error binding to IP {address}: {failure}");
            }
        }

        // Both families at once, so that a client may roam between them; stock's is IPv4 only.
        socket = UdpSocket.TryBind(IPAddress.IPv6Any, ports, out failure) ?? UdpSocket.TryBind(IPAddress.Any, ports, out failure);
        if (socket is not null)
        {
            return new ServerSocket(socket);
        }

        ReportPort(IPAddress.Any.ToString());
        report.Add($"Error binding to any interface: {failure}");
        report.Add($"Network exception: {failure}");
        throw new MoshServerBindException(report, ResourceLimits.Advice(failure.Error), new SocketException(failure.Error));

        void ReportPort(string name)
        {
            // Without a socket it did not come to a port.
            if (failure.Call == "bind")
            {
                report.Add($"Failed binding to {name}:{ports.High}");
            }
        }
    }
}
