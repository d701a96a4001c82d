using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace MoshPS.UdpRelay;

/// <summary>
/// Runs the real mosh-server command, passes its output on, and puts a detached relay in front of the
/// port it announces: whoever started the server sees the relay's port instead and notices nothing else.
/// Use it as the server command of any bootstrap: <c>moshps-udprelay --front --loss 29 -- mosh-server</c>.
/// </summary>
internal static partial class FrontMode
{
    private static readonly TimeSpan DefaultIdle = TimeSpan.FromSeconds(90);

    public static async Task<int> RunAsync(RelayArguments arguments)
    {
        if (arguments.Rest.Count == 0)
        {
            StandardStreams.Error.WriteLine(RelayArguments.Usage);
            return 2;
        }

        // Standard input stays the terminal, if there is one: mosh-server takes the window size from it
        // and starts its output with a blank line.
        using var server = new Process
        {
            StartInfo = new ProcessStartInfo(arguments.Rest[0], arguments.Rest.Skip(1))
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        try
        {
            server.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            StandardStreams.Error.WriteLine($"{arguments.Rest[0]}: command not found");
            return 127;
        }

        using var relay = new DetachedRelay();
        await Task.WhenAll(
            CopyAsync(server.StandardOutput, StandardStreams.Output, line => Rewrite(line, arguments, relay)),
            CopyAsync(server.StandardError, StandardStreams.Error, line => Watch(line, relay)));
        await server.WaitForExitAsync();
        return server.ExitCode;
    }

    /// <summary>Makes this process the leader of a session of its own, so that no hang-up reaches it.</summary>
    public static void LeaveSession()
    {
        if (!OperatingSystem.IsWindows())
        {
            // Fails only for a process group leader, which a child just started never is.
            _ = StartSession();
        }
    }

    private static async Task CopyAsync(StreamReader from, TextWriter to, Func<string, string> rewrite)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            await to.WriteLineAsync(rewrite(line));
            await to.FlushAsync();
        }
    }

    private static string Rewrite(string line, RelayArguments arguments, DetachedRelay relay)
    {
        var match = ConnectLine().Match(line);
        if (!match.Success || relay.IsStarted)
        {
            return line;
        }

        var server = new IPEndPoint(ServerAddress(arguments.Rest), int.Parse(match.Groups["port"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture));
        int port = relay.Start(server, arguments).Port;
        return $"MOSH CONNECT {port} {match.Groups["key"].Value}{match.Groups["rest"].Value}";
    }

    private static string Watch(string line, DetachedRelay relay)
    {
        var match = DetachedLine().Match(line);
        if (match.Success)
        {
            relay.Follow(match.Groups["pid"].Value);
        }

        return line;
    }

    /// <summary>The address that the server's arguments make it bind to; with none, the loopback address.</summary>
    private static IPAddress ServerAddress(IReadOnlyList<string> command)
    {
        IPAddress? address = null;
        for (int index = 0; index < command.Count && command[index] != "--"; index++)
        {
            if (command[index] == "-i" && index + 1 < command.Count && IPAddress.TryParse(command[index + 1], out var asked))
            {
                address = asked;
            }
            else if (command[index] == "-s"
                && Environment.GetEnvironmentVariable("SSH_CONNECTION")?.Split(' ') is { Length: >= 3 } words
                && IPAddress.TryParse(words[2], out var reached))
            {
                address = reached.IsIPv4MappedToIPv6 ? reached.MapToIPv4() : reached;
            }
        }

        return address is null || address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : address;
    }

    [GeneratedRegex(@"^MOSH CONNECT (?<port>\d+) (?<key>\S{22})(?<rest>\s*)$")]
    private static partial Regex ConnectLine();

    [GeneratedRegex(@"^\[mosh-server detached, pid = (?<pid>\d+)\]")]
    private static partial Regex DetachedLine();

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    private static partial int StartSession();

    /// <summary>The relay process that stays when the front has done its work.</summary>
    private sealed class DetachedRelay : IDisposable
    {
        private readonly TaskCompletionSource<Process?> _process = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsStarted => _process.Task.IsCompleted;

        public IPEndPoint Start(IPEndPoint server, RelayArguments arguments)
        {
            // Options given last win, so the front's own come first.
            string[] options =
            [
                .. EntryPoint(),
                "--detached", "--to", server.ToString(),
                "--listen", new IPEndPoint(server.Address, 0).ToString(),
                "--idle", $"{DefaultIdle.TotalSeconds}s",
                .. arguments.Options.Where(option => option != "--front"),
            ];
            var start = new ProcessStartInfo(Environment.ProcessPath!, options)
            {
                // Pipes of its own: holding the ssh session's would keep ssh waiting.
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            var process = Process.Start(start)!;
            string line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(process.StandardError.ReadToEnd());
            _process.SetResult(process);
            return IPEndPoint.Parse(line.Split(' ')[1]);
        }

        public void Follow(string processId)
        {
            // The notice with the process id can overtake the connect line, which comes by another pipe.
            if (_process.Task.Wait(TimeSpan.FromSeconds(10)) && _process.Task.Result is { } process)
            {
                process.StandardInput.WriteLine($"follow {processId}");
                process.StandardInput.Flush();
            }
        }

        public void Dispose()
        {
            if (_process.Task.IsCompleted)
            {
                _process.Task.Result?.Dispose();
            }
        }

        /// <summary>Under "dotnet name.dll" the program to start again is dotnet, and the library comes first.</summary>
        private static string[] EntryPoint() =>
            Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
                ? [Path.Combine(AppContext.BaseDirectory, "moshps-udprelay.dll")]
                : [];
    }
}
