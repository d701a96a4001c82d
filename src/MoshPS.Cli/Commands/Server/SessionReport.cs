using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;
using MoshPS.Engine.Unix;

namespace MoshPS.Cli.Commands.Server;

/// <summary>
/// How the process of a session tells the one that started it that it is ready: after whatever it has complained of,
/// in the same pipe, a zero byte and the connect line.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class SessionReport
{
    /// <summary>Stands before the connect line, and in no complaint.</summary>
    public const byte Mark = 0;

    /// <summary>Sends the connect line.</summary>
    /// <exception cref="IOException">Nobody listens any more.</exception>
    public static void Send(string connectLine)
    {
        using SafeFileHandle handle = new(ProcessSpawner.ExtraDescriptor, ownsHandle: true);
        using DescriptorStream pipe = new(ProcessSpawner.ExtraDescriptor);
        pipe.Write([Mark, .. Encoding.ASCII.GetBytes(connectLine + "\n")]);
    }
}
