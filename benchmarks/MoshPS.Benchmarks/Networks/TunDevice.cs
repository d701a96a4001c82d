using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using MoshPS.Engine.Unix;

namespace MoshPS.Benchmarks.Networks;

/// <summary>
/// A network interface whose other side is this program (Linux TUN): what the kernel sends there are whole IP packets.
/// It goes when this is disposed, in whatever network namespace it is by then.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe partial class TunDevice : IDisposable
{
    /// <summary>Where the kernel gives them out; there is none on machines without the driver.</summary>
    public const string Path = "/dev/net/tun";

    private const int ReadWrite = 2; // O_RDWR
    private const int NonBlocking = 0x800; // O_NONBLOCK
    private const int CloseOnExecution = 0x80000; // O_CLOEXEC
    private const nuint SetInterface = 0x400454CA; // TUNSETIFF
    private const ushort WithoutHeader = 0x1001; // IFF_TUN | IFF_NO_PI
    private const int NameSize = 16; // IFNAMSIZ
    private const int RequestSize = 40; // sizeof(struct ifreq)

    private int _descriptor;

    private TunDevice(int descriptor, string name)
    {
        _descriptor = descriptor;
        Name = name;
    }

    /// <summary>The interface's name.</summary>
    public string Name { get; }

    /// <summary>Makes an interface in this program's network namespace.</summary>
    /// <param name="name">At most 15 characters of ASCII.</param>
    /// <exception cref="IOException">The system refuses.</exception>
    public static TunDevice Create(string name)
    {
        int descriptor = Open(Path, ReadWrite | NonBlocking | CloseOnExecution);
        if (descriptor < 0)
        {
            throw UnixTerminal.Failure(Path);
        }

        byte* request = stackalloc byte[RequestSize];
        new Span<byte>(request, RequestSize).Clear();
        Encoding.ASCII.GetBytes(name, new Span<byte>(request, NameSize - 1));
        *(ushort*)(request + NameSize) = WithoutHeader;
        if (Control(descriptor, SetInterface, request) < 0)
        {
            IOException failure = UnixTerminal.Failure("ioctl TUNSETIFF");
            _ = UnixTerminal.Close(descriptor);
            throw failure;
        }

        return new TunDevice(descriptor, name);
    }

    /// <summary>Waits for a packet that the kernel sends, and reads it.</summary>
    /// <returns>Its length; 0 when none came in time.</returns>
    public int Read(Span<byte> buffer, int milliseconds)
    {
        UnixTerminal.PollDescriptor descriptor = new() { Descriptor = _descriptor, Events = UnixTerminal.PollInput };
        if (UnixTerminal.Poll(&descriptor, 1, milliseconds) <= 0)
        {
            return 0;
        }

        fixed (byte* start = buffer)
        {
            return (int)Math.Max(0, UnixTerminal.Read(_descriptor, start, (nuint)buffer.Length));
        }
    }

    /// <summary>Gives the kernel a packet, as one that has arrived. What it does not take is lost.</summary>
    public void Write(ReadOnlySpan<byte> packet)
    {
        fixed (byte* start = packet)
        {
            _ = UnixTerminal.Write(_descriptor, start, (nuint)packet.Length);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_descriptor >= 0)
        {
            _ = UnixTerminal.Close(_descriptor);
            _descriptor = -1;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int descriptor, nuint request, void* argument);
}
