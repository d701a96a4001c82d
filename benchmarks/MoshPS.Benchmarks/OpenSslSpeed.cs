using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace MoshPS.Benchmarks;

/// <summary>Runs <c>openssl speed</c> on one core.</summary>
internal static class OpenSslSpeed
{
    private const int Seconds = 1;
    private const int Repeats = 3;

    /// <summary>Throughput in MB/s (10^6 bytes); null where there is no openssl.</summary>
    /// <param name="cipher">OpenSSL's name of the cipher.</param>
    /// <param name="bytes">Size of each message.</param>
    /// <param name="decrypt">Whether to time decryption.</param>
    /// <remarks>The median of some runs.</remarks>
    public static double? MegabytesPerSecond(string cipher, int bytes, bool decrypt)
    {
        double[] results = new double[Repeats];
        for (int i = 0; i < Repeats; i++)
        {
            if (RunOnce(cipher, bytes, decrypt) is not { } result)
            {
                return null;
            }

            results[i] = result;
        }

        Array.Sort(results);
        return results[Repeats / 2];
    }

    private static double? RunOnce(string cipher, int bytes, bool decrypt)
    {
        List<string> arguments =
        [
            "speed", "-seconds", Seconds.ToString(CultureInfo.InvariantCulture),
            "-bytes", bytes.ToString(CultureInfo.InvariantCulture), "-evp", cipher,
        ];
        if (decrypt)
        {
            arguments.Add("-decrypt");
        }

        ProcessStartInfo start = new("openssl", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            // Its progress; read on, lest the pipe fills up.
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();

            // The last line is "AES-128-OCB  123456.78k": thousands of bytes a second.
            string last = output.TrimEnd().Split('\n')[^1];
            string figure = last.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1];
            return figure.EndsWith('k') && double.TryParse(figure[..^1], CultureInfo.InvariantCulture, out double thousands)
                ? thousands / 1000
                : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
