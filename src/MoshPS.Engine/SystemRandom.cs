using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MoshPS.Engine;

/// <summary>
/// The operating system's random numbers for keys. Outside Windows the runtime's own generator loads OpenSSL, which
/// takes longer than all the rest of a server's start, stays in memory, and is missing on small systems.
/// </summary>
internal static unsafe partial class SystemRandom
{
    /// <summary>What one call of <c>getentropy</c> gives at most.</summary>
    private const int LargestRequest = 256;

    /// <summary>Fills a span with unpredictable bytes.</summary>
    /// <exception cref="IOException">The system has none to give.</exception>
    public static void Fill(Span<byte> destination)
    {
        if (OperatingSystem.IsWindows())
        {
            RandomNumberGenerator.Fill(destination);
            return;
        }

        while (!destination.IsEmpty)
        {
            int length = Math.Min(destination.Length, LargestRequest);
            fixed (byte* start = destination)
            {
                if (GetEntropy(start, (nuint)length) != 0)
                {
                    throw new IOException($"getentropy: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
                }
            }

            destination = destination[length..];
        }
    }

    // glibc 2.25, musl 1.1.20, macOS 10.12
    [LibraryImport("libc", EntryPoint = "getentropy", SetLastError = true)]
    private static partial int GetEntropy(byte* buffer, nuint length);
}
