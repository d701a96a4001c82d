using System.Diagnostics;
using System.Text;
using MoshPS.Interop.Tests.Fixtures;

namespace MoshPS.Benchmarks;

/// <summary>
/// From the start of the program to what the remote command shows on the terminal: <c>moshps connect</c> against stock
/// <c>mosh</c>, through the same throwaway sshd on the loopback interface, to the same stock mosh-server.
/// </summary>
internal sealed class ConnectSection : IBenchmarkSection
{
    private const int Repeats = 9;
    private const string Shown = "CONNECTED-NOW";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    // Put together by the remote shell, so that nothing that shows the command line is taken for its output.
    private static readonly string[] RemoteCommand = ["sh", "-c", "'echo CONNECTED-\"\"NOW; sleep 1'"];

    private static readonly string[] Needed = ["ssh", "ssh-keygen", "sshd", "mosh", "mosh-server", "script"];

    /// <inheritdoc/>
    public string Name => "connect";

    /// <inheritdoc/>
    public string FileName => MeasuredFile.ExecutableName;

    /// <inheritdoc/>
    public void Run(BenchmarkTable table)
    {
        const string What = "time to connect, from the shell to the remote output";
        string[] missing = [.. Needed.Where(program => Programs.Find(program) is null)];
        if (missing.Length > 0 || !File.Exists(MeasuredFile.Executable))
        {
            table.Skip(What, $"there is no {string.Join(", ", missing.DefaultIfEmpty(MeasuredFile.Executable))} here");
            return;
        }

        (double ours, double stock) = MeasureAsync().GetAwaiter().GetResult();
        table.Compare(What, ours, "ms", moreIsBetter: false, "mosh 1.4.0", stock);
    }

    private static async Task<(double Ours, double Stock)> MeasureAsync()
    {
        await using SshServer server = await SshServer.StartAsync();
        string configuration = server.ClientConfigurationPath;
        string[] ours = [MeasuredFile.Executable, "connect", "-F", configuration, SshServer.Alias, "--", .. RemoteCommand];
        string[] stock = ["mosh", $"--ssh='ssh -F {configuration}'", SshServer.Alias, "--", .. RemoteCommand];
        double[] ourTimes = new double[Repeats];
        double[] stockTimes = new double[Repeats];

        // One of each that does not count: disk caches.
        await TimeAsync(ours);
        await TimeAsync(stock);
        for (int i = 0; i < Repeats; i++)
        {
            ourTimes[i] = await TimeAsync(ours);
            stockTimes[i] = await TimeAsync(stock);
        }

        Array.Sort(ourTimes);
        Array.Sort(stockTimes);
        return (ourTimes[Repeats / 2], stockTimes[Repeats / 2]);
    }

    /// <summary>Milliseconds from the start of a program, in a terminal, to the remote command's output.</summary>
    private static async Task<double> TimeAsync(string[] command)
    {
        // Both want a terminal, which script(1) makes, though without a size.
        string line = "stty rows 24 columns 80; exec " + string.Join(' ', command);
        ProcessStartInfo start = new("script", ["-qfec", line, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["TERM"] = "xterm-256color";
        long started = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(Limit);
        StringBuilder output = new();
        byte[] buffer = new byte[4096];
        try
        {
            Stream stream = process.StandardOutput.BaseStream;
            for (int length; (length = await stream.ReadAsync(buffer, limit.Token)) > 0;)
            {
                output.Append(Encoding.Latin1.GetString(buffer, 0, length));
                if (output.ToString().Contains(Shown, StringComparison.Ordinal))
                {
                    double elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                    await stream.CopyToAsync(Stream.Null, limit.Token);
                    await process.WaitForExitAsync(limit.Token);
                    return elapsed;
                }
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        throw new InvalidOperationException($"'{line}' did not connect: {output}");
    }
}
