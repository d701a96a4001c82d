using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Microsoft.Win32.SafeHandles;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Unix;

namespace MoshPS.Cli.Commands.Server;

/// <summary>
/// How the process of a session tells the one that started it that it is ready: after whatever it has complained of,
/// in the same pipe, a zero byte and the connect line.
/// </summary>
internal static class SessionReport
{
    /// <summary>Stands before the connect line, and in no complaint.</summary>
    public const byte Mark = 0;

    /// <summary>Longer than any connect line.</summary>
    private const int LongestReport = 64;

    // A connect line has some 40 bytes. Complaints may be longer: they are passed on as they come.
    private const int BufferSize = 1024;

    /// <summary>
    /// Whether this process was started with the pipe. To be asked before anything is opened: the runtime's own files
    /// are closed on execution, and what was inherited is not.
    /// </summary>
    [UnsupportedOSPlatform("windows")]
    public static bool HasPipe => UnixDescriptor.IsOpen(ProcessSpawner.ExtraDescriptor, out bool isClosedOnExecution) && !isClosedOnExecution;

    /// <summary>Sends the connect line.</summary>
    /// <param name="port">The UDP port that the session listens on.</param>
    /// <param name="key">Its key, of which nothing is left behind here.</param>
    /// <exception cref="IOException">Nobody listens any more.</exception>
    [UnsupportedOSPlatform("windows")]
    public static void Send(int port, SessionKey key)
    {
        Span<byte> report = stackalloc byte[LongestReport];
        report[0] = Mark;
        _ = Utf8.TryWrite(report[1..], CultureInfo.InvariantCulture, $"MOSH CONNECT {port} ", out int length);
        key.WriteUtf8(report[(1 + length)..]);
        report[1 + length + SessionKey.TextLength] = (byte)'\n';
        try
        {
            using SafeFileHandle handle = new(ProcessSpawner.ExtraDescriptor, ownsHandle: true);
            using DescriptorStream pipe = new(ProcessSpawner.ExtraDescriptor);
            pipe.Write(report[..(1 + length + SessionKey.TextLength + 1)]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(report);
        }
    }

    /// <summary>Receives the connect line, and passes on what is said before it.</summary>
    /// <param name="pipe">Where the report comes from.</param>
    /// <param name="complaints">Gets what the session's process complains of.</param>
    /// <param name="hasComplained">Whether it did.</param>
    /// <returns>The connect line with its end; null when the process has ended without one.</returns>
    /// <exception cref="TimeoutException">The pipe's patience is over.</exception>
    public static string? Receive(Stream pipe, Stream complaints, out bool hasComplained)
    {
        Span<byte> buffer = stackalloc byte[BufferSize];
        int length = 0;
        bool isMarked = false;
        hasComplained = false;
        while (length < buffer.Length && pipe.Read(buffer[length..]) is > 0 and int read)
        {
            length += read;
            if (!isMarked)
            {
                int mark = buffer[..length].IndexOf(Mark);
                isMarked = mark >= 0;
                int complaint = isMarked ? mark : length;
                complaints.Write(buffer[..complaint]);
                hasComplained |= complaint > 0;

                // The line gets the whole buffer, wherever it began.
                int start = isMarked ? mark + 1 : length;
                buffer[start..length].CopyTo(buffer);
                length -= start;
            }

            if (isMarked && buffer[..length].IndexOf((byte)'\n') is >= 0 and int end)
            {
                return Encoding.ASCII.GetString(buffer[..(end + 1)]);
            }
        }

        return null;
    }
}
