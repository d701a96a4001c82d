using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text.Unicode;
using Microsoft.Win32.SafeHandles;
using MoshPS.Engine.Crypto;
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

    /// <summary>Longer than any connect line.</summary>
    private const int LongestReport = 64;

    /// <summary>Sends the connect line.</summary>
    /// <param name="port">The UDP port that the session listens on.</param>
    /// <param name="key">Its key, of which nothing is left behind here.</param>
    /// <exception cref="IOException">Nobody listens any more.</exception>
    public static void Send(int port, SessionKey key)
    {
        Span<byte> report = stackalloc byte[LongestReport];
        report[0] = Mark;
        _ = Utf8.TryWrite(report[1..], CultureInfo.InvariantCulture, $"MOSH CONNECT {port} ", out int length);
        key.WriteUtf8(report[(1 + length)..]);
        report[1 + length + SessionKey.TextLength] = (byte)'\n';
        using SafeFileHandle handle = new(ProcessSpawner.ExtraDescriptor, ownsHandle: true);
        using DescriptorStream pipe = new(ProcessSpawner.ExtraDescriptor);
        pipe.Write(report[..(1 + length + SessionKey.TextLength + 1)]);
        CryptographicOperations.ZeroMemory(report);
    }
}
