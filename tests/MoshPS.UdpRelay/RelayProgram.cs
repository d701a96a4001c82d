using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MoshPS.UdpRelay;

/// <summary>A relay as a process: takes commands and ends when told, idle, or when the server it follows is gone.</summary>
internal static class RelayProgram
{
    /// <summary>How long a relay outlives the server process it follows: last datagrams are still on the way.</summary>
    private static readonly TimeSpan AfterServer = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(RelayArguments arguments)
    {
        if (arguments.To is null)
        {
            StandardStreams.Error.WriteLine(RelayArguments.Usage);
            return 2;
        }

        await using var relay = UdpRelay.Start(arguments.To, arguments.Listen, arguments.Seed);
        using var quit = new CancellationTokenSource();
        int followed = 0;
        string Execute(string line)
        {
            if (arguments.Detached && line.StartsWith("follow ", StringComparison.Ordinal))
            {
                followed = int.Parse(line.AsSpan(7), CultureInfo.InvariantCulture);
                return "ok";
            }

            return RelayCommands.Execute(relay, line, quit.Cancel);
        }

        foreach (string command in arguments.Commands)
        {
            string reply = Execute(command);
            if (reply != "ok")
            {
                StandardStreams.Error.WriteLine($"moshps-udprelay: {reply}");
                return 2;
            }
        }

        await using var control = arguments.Control is null ? null : ControlSocket.Listen(arguments.Control, Execute);

        // In one piece: who started this may go away as soon as it has read the first line.
        StandardStreams.Output.Write($"listening {relay.Listening}\n{(control is null ? "" : $"control {control.Name}\n")}");
        _ = Task.Run(() => ReadCommands(Execute, silent: arguments.Detached));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            quit.Cancel();
        });
        await WaitForEndAsync(relay, arguments.Idle, () => followed, quit.Token);
        return 0;
    }

    private static void ReadCommands(Func<string, string> execute, bool silent)
    {
        // The end of standard input is not the end of the relay: it may have been started without any.
        while (StandardStreams.Input.ReadLine() is { } line)
        {
            string reply = execute(line);
            if (!silent)
            {
                StandardStreams.Output.WriteLine(reply);
            }
        }
    }

    private static async Task WaitForEndAsync(UdpRelay relay, TimeSpan? idle, Func<int> followed, CancellationToken quit)
    {
        long? serverGone = null;
        try
        {
            while (!(idle is { } limit && limit > TimeSpan.Zero && relay.Idle > limit))
            {
                await Task.Delay(TimeSpan.FromSeconds(0.5), quit);
                if (serverGone is null && followed() is > 0 and var process && !IsRunning(process))
                {
                    serverGone = Stopwatch.GetTimestamp();
                }

                if (serverGone is { } since && Stopwatch.GetElapsedTime(since) > AfterServer)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told to quit.
        }
    }

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public static int Send(IReadOnlyList<string> words)
    {
        if (words.Count < 2)
        {
            StandardStreams.Error.WriteLine(RelayArguments.Usage);
            return 2;
        }

        try
        {
            string reply = ControlSocket.Send(words[0], string.Join(' ', words.Skip(1)));
            StandardStreams.Output.WriteLine(reply);
            return reply.StartsWith("error", StringComparison.Ordinal) ? 1 : 0;
        }
        catch (SocketException exception)
        {
            StandardStreams.Error.WriteLine($"moshps-udprelay: no relay answers at {words[0]}: {exception.Message}");
            return 1;
        }
    }
}
