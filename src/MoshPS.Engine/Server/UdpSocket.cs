using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Server;

/// <summary>
/// A bound UDP socket that never waits and never throws over a datagram. .NET's own throws an exception for each
/// failure, which an attacker may cause for each datagram, tells neither a datagram's ECN bits nor which of the machine's
/// addresses it was sent to, and keeps a thread for what a session does not use.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe class UdpSocket : IDisposable
{
    /// <summary>
    /// Room for frames that are being sent, in bytes: a screen of many colours takes 100 datagrams, each of which counts
    /// for twice its size. The system may give less.
    /// </summary>
    private const int SendBufferSize = 1 << 20;

    private const int ControlSize = 128;
    private const int CongestionExperienced = 3;

    private readonly bool _tellsLocalAddress;

    private UdpSocket(int descriptor, IPEndPoint localEndPoint)
    {
        Descriptor = descriptor;
        LocalEndPoint = localEndPoint;
        Source = localEndPoint.Serialize();

        // A socket that is bound to one address has no choice of another to answer from.
        _tellsLocalAddress = OperatingSystem.IsLinux()
            && (localEndPoint.Address.Equals(IPAddress.Any) || localEndPoint.Address.Equals(IPAddress.IPv6Any));
    }

    /// <summary>The descriptor, for <c>poll</c>.</summary>
    public int Descriptor { get; private set; }

    /// <summary>The address and port it listens on.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>Where the datagram received last came from.</summary>
    public SocketAddress Source { get; }

    /// <summary>Which address of this machine it was sent to, where the socket listens on several and the system tells.</summary>
    public LocalAddress Destination { get; private set; }

    /// <summary>Binds a socket to the first free port of a range.</summary>
    /// <param name="address">The local address; <see cref="IPAddress.IPv6Any"/> takes IPv4 as well.</param>
    /// <param name="ports">The ports, tried in ascending order.</param>
    /// <param name="failure">What failed last.</param>
    /// <returns>Null when none can be had.</returns>
    public static UdpSocket? TryBind(IPAddress address, UdpPortRange ports, out SocketFailure failure)
    {
        bool isIp6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        int descriptor = SocketCalls.Open(isIp6 ? SocketCalls.FamilyIp6 : SocketCalls.FamilyIp4, SocketCalls.Datagram, 0);
        if (descriptor < 0)
        {
            failure = new SocketFailure("socket", Marshal.GetLastPInvokeError());
            return null;
        }

        UnixDescriptor.CloseOnExecution(descriptor);
        UnixDescriptor.DoNotWait(descriptor);
        if (!Configure(descriptor, address))
        {
            failure = new SocketFailure("setsockopt", Marshal.GetLastPInvokeError());
            _ = UnixTerminal.Close(descriptor);
            return null;
        }

        failure = default;
        for (int port = ports.Low; port <= ports.High; port++)
        {
            SocketAddress name = new IPEndPoint(address, port).Serialize();
            fixed (byte* bytes = name.Buffer.Span)
            {
                uint length = (uint)name.Size;
                if (SocketCalls.Bind(descriptor, bytes, length) == 0 && SocketCalls.GetName(descriptor, bytes, &length) == 0)
                {
                    return new UdpSocket(descriptor, (IPEndPoint)new IPEndPoint(address, 0).Create(name));
                }
            }

            int error = Marshal.GetLastPInvokeError();
            failure = new SocketFailure("bind", error);
            if (error != SocketCalls.AddressInUse && error != SocketCalls.AccessDenied)
            {
                // An address that is not this machine's, say: no other port is better.
                break;
            }
        }

        _ = UnixTerminal.Close(descriptor);
        return null;
    }

    /// <summary>Receives a datagram, if one has arrived.</summary>
    /// <param name="buffer">Receives it; a longer one is cut.</param>
    /// <param name="congestionExperienced">Whether a router marked it so.</param>
    /// <returns>Its length; or −1, with the system's number in <see cref="Marshal.GetLastPInvokeError"/>.</returns>
    public int Receive(Span<byte> buffer, out bool congestionExperienced)
    {
        congestionExperienced = false;
        fixed (byte* bytes = buffer)
        fixed (byte* source = Source.Buffer.Span)
        {
            uint sourceLength = (uint)Source.Buffer.Length;
            nint length;
            if (OperatingSystem.IsLinux())
            {
                byte* control = stackalloc byte[ControlSize];
                SocketCalls.Buffer part = new() { Start = bytes, Length = (nuint)buffer.Length };
                SocketCalls.MessageHeader message = new()
                {
                    Address = source,
                    AddressLength = sourceLength,
                    Buffers = &part,
                    BufferCount = 1,
                    Control = control,
                    ControlLength = ControlSize,
                };
                length = SocketCalls.ReceiveMessage(Descriptor, &message, 0);
                sourceLength = message.AddressLength;
                if (length >= 0)
                {
                    ReadControl(new ReadOnlySpan<byte>(control, (int)message.ControlLength), ref congestionExperienced);
                }
            }
            else
            {
                length = SocketCalls.ReceiveFrom(Descriptor, bytes, (nuint)buffer.Length, 0, source, &sourceLength);
            }

            if (length >= 0)
            {
                Source.Size = (int)sourceLength;
            }

            return (int)length;
        }
    }

    /// <summary>Sends a datagram.</summary>
    /// <param name="datagram">The datagram.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="from">Which address of this machine's to send it from; the default leaves it to the system.</param>
    /// <returns>0, or the system's number for why it was not sent.</returns>
    public int Send(ReadOnlySpan<byte> datagram, SocketAddress destination, LocalAddress from)
    {
        fixed (byte* bytes = datagram)
        fixed (byte* address = destination.Buffer.Span)
        {
            if (from.IsKnown && SendFrom(bytes, (nuint)datagram.Length, address, (uint)destination.Size, from) >= 0)
            {
                return 0;
            }

            nint sent = SocketCalls.SendTo(Descriptor, bytes, (nuint)datagram.Length, 0, address, (uint)destination.Size);
            return sent < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Descriptor >= 0)
        {
            _ = UnixTerminal.Close(Descriptor);
            Descriptor = -1;
        }
    }

    /// <summary>Sets the options. All but one make the session better where the system has them.</summary>
    /// <returns>False when the one that it cannot do without is refused: clients that come by IPv4 would not be heard.</returns>
    private static bool Configure(int descriptor, IPAddress address)
    {
        SetOption(descriptor, SocketCalls.SocketLevel, SocketCalls.SendBuffer, SendBufferSize);
        bool isAny6 = address.Equals(IPAddress.IPv6Any);
        if (isAny6 && !SetOption(descriptor, SocketCalls.Ip6Level, SocketCalls.OnlyIp6, 0))
        {
            return false;
        }

        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        // Routers may cut datagrams to pieces, and no path MTU discovery (spec 1 §4.1). A socket of IPv6 has the options
        // of IPv4 too, for the peers that it reaches by that. The type of service of what is sent stays 0: to claim ECT
        // is to say that the receiver minds the marks, and not every client can see them.
        SetOption(descriptor, SocketCalls.IpLevel, SocketCalls.MtuDiscover, SocketCalls.NoMtuDiscovery);
        SetOption(descriptor, SocketCalls.IpLevel, SocketCalls.ReceiveTypeOfService, 1);
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            SetOption(descriptor, SocketCalls.Ip6Level, SocketCalls.ReceiveTrafficClass6, 1);
        }

        if (isAny6)
        {
            SetOption(descriptor, SocketCalls.Ip6Level, SocketCalls.ReceivePacketInformation6, 1);
        }
        else if (address.Equals(IPAddress.Any))
        {
            SetOption(descriptor, SocketCalls.IpLevel, SocketCalls.PacketInformation, 1);
        }

        return true;
    }

    private static bool SetOption(int descriptor, int level, int option, int value) =>
        SocketCalls.SetOption(descriptor, level, option, &value, sizeof(int)) == 0;

    private static int Align(int length) => (length + sizeof(nint) - 1) & -sizeof(nint);

    private void ReadControl(ReadOnlySpan<byte> control, ref bool congestionExperienced)
    {
        int headerLength = Align(sizeof(SocketCalls.ControlHeader));
        while (control.Length >= headerLength)
        {
            SocketCalls.ControlHeader header = MemoryMarshal.Read<SocketCalls.ControlHeader>(control);
            if (header.Length < (nuint)headerLength || header.Length > (nuint)control.Length)
            {
                return;
            }

            ReadOnlySpan<byte> data = control[headerLength..(int)header.Length];
            switch (header.Level, header.Type)
            {
                case (SocketCalls.IpLevel, SocketCalls.TypeOfService) when data.Length >= 1:
                case (SocketCalls.Ip6Level, SocketCalls.TrafficClass6) when data.Length >= 1:
                    congestionExperienced = (data[BitConverter.IsLittleEndian ? 0 : data.Length - 1] & 3) == CongestionExperienced;
                    break;
                case (SocketCalls.Ip6Level, SocketCalls.PacketInformation6) when _tellsLocalAddress && data.Length >= 16:
                    Destination = LocalAddress.FromIp6(data[..16]);
                    break;
                case (SocketCalls.IpLevel, SocketCalls.PacketInformation) when _tellsLocalAddress && data.Length >= 8:
                    // The interface's number, then the address to answer from.
                    Destination = LocalAddress.FromIp4(data.Slice(4, 4));
                    break;
            }

            control = control[Math.Min(Align((int)header.Length), control.Length)..];
        }
    }

    private nint SendFrom(byte* bytes, nuint length, byte* address, uint addressLength, LocalAddress from)
    {
        int headerLength = Align(sizeof(SocketCalls.ControlHeader));
        byte* control = stackalloc byte[ControlSize];
        new Span<byte>(control, ControlSize).Clear();

        // struct in6_pktinfo: the address, then the interface's number, which is left to the system; or struct in_pktinfo:
        // that number, the address to send from, one that does not matter.
        int dataLength = from.IsIp4 ? 12 : 20;
        Unsafe.Write(control, new SocketCalls.ControlHeader
        {
            Length = (nuint)(headerLength + dataLength),
            Level = from.IsIp4 ? SocketCalls.IpLevel : SocketCalls.Ip6Level,
            Type = from.IsIp4 ? SocketCalls.PacketInformation : SocketCalls.PacketInformation6,
        });
        from.CopyTo(new Span<byte>(control + headerLength + (from.IsIp4 ? 4 : 0), 16));
        SocketCalls.Buffer part = new() { Start = bytes, Length = length };
        SocketCalls.MessageHeader message = new()
        {
            Address = address,
            AddressLength = addressLength,
            Buffers = &part,
            BufferCount = 1,
            Control = control,
            ControlLength = (nuint)Align(headerLength + dataLength),
        };
        return SocketCalls.SendMessage(Descriptor, &message, 0);
    }
}
