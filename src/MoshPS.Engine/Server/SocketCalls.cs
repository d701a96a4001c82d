using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Server;

/// <summary>The calls of the C library that a UDP socket needs, for Linux (glibc, musl) and macOS.</summary>
[UnsupportedOSPlatform("windows")]
internal static unsafe partial class SocketCalls
{
    public const int Datagram = 2; // SOCK_DGRAM
    public const int IpLevel = 0; // IPPROTO_IP
    public const int Ip6Level = 41; // IPPROTO_IPV6

    // Linux only, with the C library's names.
    public const int MtuDiscover = 10; // IP_MTU_DISCOVER
    public const int NoMtuDiscovery = 0; // IP_PMTUDISC_DONT
    public const int TypeOfService = 1; // IP_TOS
    public const int ReceiveTypeOfService = 13; // IP_RECVTOS
    public const int PacketInformation = 8; // IP_PKTINFO
    public const int ReceivePacketInformation6 = 49; // IPV6_RECVPKTINFO
    public const int PacketInformation6 = 50; // IPV6_PKTINFO
    public const int ReceiveTrafficClass6 = 66; // IPV6_RECVTCLASS
    public const int TrafficClass6 = 67; // IPV6_TCLASS

    private const string LibC = "libc";

    public static int SocketLevel { get; } = OperatingSystem.IsMacOS() ? 0xFFFF : 1; // SOL_SOCKET

    public static int SendBuffer { get; } = OperatingSystem.IsMacOS() ? 0x1001 : 7; // SO_SNDBUF

    public static int OnlyIp6 { get; } = OperatingSystem.IsMacOS() ? 27 : 26; // IPV6_V6ONLY

    public static int FamilyIp4 => 2; // AF_INET

    public static int FamilyIp6 { get; } = OperatingSystem.IsMacOS() ? 30 : 10; // AF_INET6

    /// <summary>EMSGSIZE: the datagram is longer than the network takes.</summary>
    public static int MessageTooLong { get; } = OperatingSystem.IsMacOS() ? 40 : 90;

    /// <summary>EADDRINUSE.</summary>
    public static int AddressInUse { get; } = OperatingSystem.IsMacOS() ? 48 : 98;

    /// <summary>EACCES: the port is a privileged one.</summary>
    public static int AccessDenied => 13;

    [LibraryImport(LibC, EntryPoint = "socket", SetLastError = true)]
    public static partial int Open(int family, int type, int protocol);

    [LibraryImport(LibC, EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int descriptor, byte* address, uint length);

    [LibraryImport(LibC, EntryPoint = "getsockname", SetLastError = true)]
    public static partial int GetName(int descriptor, byte* address, uint* length);

    [LibraryImport(LibC, EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(int descriptor, int level, int option, int* value, uint length);

    [LibraryImport(LibC, EntryPoint = "recvfrom", SetLastError = true)]
    public static partial nint ReceiveFrom(int descriptor, byte* buffer, nuint length, int flags, byte* address, uint* addressLength);

    [LibraryImport(LibC, EntryPoint = "sendto", SetLastError = true)]
    public static partial nint SendTo(int descriptor, byte* buffer, nuint length, int flags, byte* address, uint addressLength);

    [LibraryImport(LibC, EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint ReceiveMessage(int descriptor, MessageHeader* message, int flags);

    [LibraryImport(LibC, EntryPoint = "sendmsg", SetLastError = true)]
    public static partial nint SendMessage(int descriptor, MessageHeader* message, int flags);

    /// <summary><c>struct iovec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Buffer
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary>
    /// <c>struct msghdr</c> of Linux. musl has 32 bits and padding for the two counts, which is the same for small
    /// numbers on little-endian machines.
    /// </summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public byte* Address;
        public uint AddressLength;
        public Buffer* Buffers;
        public nuint BufferCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary><c>struct cmsghdr</c> of Linux; data follows.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ControlHeader
    {
        public nuint Length;
        public int Level;
        public int Type;
    }
}
