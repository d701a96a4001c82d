using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Server;

/// <summary>
/// The calls of the C library for one datagram at a time on a socket that does not wait. .NET's own throw an exception
/// for each failure, which an attacker may cause for each datagram, and do not tell a datagram's ECN bits.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static unsafe partial class SocketCalls
{
    private const string LibC = "libc";

    /// <summary>EMSGSIZE: the datagram is longer than the network takes.</summary>
    public static int MessageTooLong { get; } = OperatingSystem.IsMacOS() ? 40 : 90;

    /// <summary>ENOBUFS.</summary>
    public static int NoBuffers { get; } = OperatingSystem.IsMacOS() ? 55 : 105;

    [LibraryImport(LibC, EntryPoint = "recvfrom", SetLastError = true)]
    public static partial nint ReceiveFrom(int descriptor, byte* buffer, nuint length, int flags, byte* address, uint* addressLength);

    [LibraryImport(LibC, EntryPoint = "sendto", SetLastError = true)]
    public static partial nint SendTo(int descriptor, byte* buffer, nuint length, int flags, byte* address, uint addressLength);
}
