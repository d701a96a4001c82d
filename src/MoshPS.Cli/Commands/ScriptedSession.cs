using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MoshPS.Engine;
using MoshPS.Engine.Client;
using MoshPS.Engine.Terminal;

namespace MoshPS.Cli.Commands;

/// <summary>
/// A session without a terminal, told what to do by lines on standard input: what scripts and tests use where there
/// is no PowerShell.
/// </summary>
internal sealed class ScriptedSession(MoshClient client, TextReader input, TextWriter output)
{
    /// <summary>The commands, for the help.</summary>
    public const string Help =
        """
        Commands on standard input, one a line; the first that fails ends the run with status 1:
          type TEXT                   send the rest of the line as it stands
          line TEXT                   the same, then Enter
          key NAME...                 press keys: Enter, Up, F5, Ctrl+C, Alt+X, ...
          run COMMAND                 run a command line in the session's shell and print its output
                                      lines, then 'exit STATUS'
          wait connected              wait for the server's first answer
          wait text TEXT              wait until TEXT is on the screen
          wait pattern REGEX          wait until the expression matches the screen's text
          wait quiet MILLISECONDS     wait until the screen has not changed for that long
          wait state STATE            wait for Connected, OutOfContact or Closed
          timeout SECONDS             let the commands after this one take so long (10 at first)
          screen                      print the screen's rows
          status                      print the state, counters and round-trip time
          resize COLUMNS ROWS         change the terminal's size
          roam                        change the local UDP port, as after a change of network
          quit                        end the session (so does the end of the input)
          abort                       end it at once, without telling the server
        Empty lines, and lines that begin with '#', do nothing.
        """;

    private TimeSpan _timeout = TimeSpan.FromSeconds(10);

    /// <summary>Carries out the commands, then ends the session if it still runs.</summary>
    /// <returns>The exit status.</returns>
    public async Task<int> RunAsync()
    {
        int number = 0;
        while (await input.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            number++;
            string? failure = await TryRunLineAsync(line.TrimEnd('\r')).ConfigureAwait(false);
            if (failure is not null)
            {
                await StandardStreams.Error.WriteLineAsync($"moshps: line {number}: {failure}").ConfigureAwait(false);
                await client.ShutdownAsync().ConfigureAwait(false);
                return ExitStatus.Failure;
            }

            if (client.State is MoshClientState.Closing or MoshClientState.Closed && line is "quit" or "abort")
            {
                break;
            }
        }

        MoshClientEnd end = await client.ShutdownAsync().ConfigureAwait(false);
        if (end.Error is { } error)
        {
            await StandardStreams.Error.WriteLineAsync($"moshps: {error.Message}\n{error.RecommendedAction}").ConfigureAwait(false);
        }

        return end.IsClean ? ExitStatus.Success : ExitStatus.Failure;
    }

    /// <summary>Returns what went wrong, or null.</summary>
    private async Task<string?> TryRunLineAsync(string line)
    {
        if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#'))
        {
            return null;
        }

        int blank = line.IndexOf(' ', StringComparison.Ordinal);
        string command = blank < 0 ? line : line[..blank];
        string argument = blank < 0 ? "" : line[(blank + 1)..];
        using CancellationTokenSource time = new(_timeout);
        try
        {
            return await RunCommandAsync(command, argument, time.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await WriteScreenAsync(StandardStreams.Error).ConfigureAwait(false);
            return $"{line}: nothing of the kind within {_timeout.TotalSeconds:0.#} seconds; the screen is above.";
        }
        catch (Exception e) when (e is MoshException or ArgumentException)
        {
            return $"{command}: {e.Message}";
        }
    }

    private async Task<string?> RunCommandAsync(string command, string argument, CancellationToken cancellationToken)
    {
        switch (command)
        {
            case "type":
                client.Send(Encoding.UTF8.GetBytes(argument));
                return null;
            case "line":
                client.Send(Encoding.UTF8.GetBytes(argument + "\r"));
                return null;
            case "key":
                return PressKeys(argument);
            case "run":
                await RunInShellAsync(argument, cancellationToken).ConfigureAwait(false);
                return null;
            case "wait":
                return await WaitAsync(argument, cancellationToken).ConfigureAwait(false);
            case "timeout":
                return SetTimeout(argument);
            case "screen":
                await WriteScreenAsync(output).ConfigureAwait(false);
                return null;
            case "status":
                await WriteStatusAsync().ConfigureAwait(false);
                return null;
            case "resize":
                return Resize(argument);
            case "roam":
                client.Roam();
                return null;
            case "quit":
                await client.ShutdownAsync(cancellationToken).ConfigureAwait(false);
                return null;
            case "abort":
                client.Abort();
                return null;
            default:
                return $"There is no command '{command}'.";
        }
    }

    private string? PressKeys(string names)
    {
        foreach (string name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!KeyNames.TryGetBytes(name, out ReadOnlyMemory<byte> bytes, out string? error))
            {
                return error;
            }

            client.Send(bytes.Span);
        }

        return null;
    }

    private async Task RunInShellAsync(string commandLine, CancellationToken cancellationToken)
    {
        CommandResult result = await CommandRunner.RunAsync(client, commandLine, _timeout, cancellationToken).ConfigureAwait(false);
        foreach (string line in result.Output)
        {
            await output.WriteLineAsync(line).ConfigureAwait(false);
        }

        string cut = result.MayBeIncomplete ? " (the beginning of the output had left the screen)" : "";
        await output.WriteLineAsync($"exit {result.ExitCode}{cut}").ConfigureAwait(false);
    }

    private async Task<string?> WaitAsync(string what, CancellationToken cancellationToken)
    {
        int blank = what.IndexOf(' ', StringComparison.Ordinal);
        string kind = blank < 0 ? what : what[..blank];
        string argument = blank < 0 ? "" : what[(blank + 1)..];
        switch (kind)
        {
            case "connected":
                await client.WaitForConnectionAsync(cancellationToken).ConfigureAwait(false);
                return null;
            case "text":
                await client.WaitForPatternAsync(new Regex(Regex.Escape(argument)), cancellationToken).ConfigureAwait(false);
                return null;
            case "pattern":
                await client.WaitForPatternAsync(new Regex(argument, RegexOptions.Multiline), cancellationToken).ConfigureAwait(false);
                return null;
            case "quiet" when TryParse(argument, out int milliseconds):
                await client.WaitForQuietAsync(TimeSpan.FromMilliseconds(milliseconds), cancellationToken).ConfigureAwait(false);
                return null;
            case "state" when Enum.TryParse(argument, ignoreCase: true, out MoshClientState state):
                MoshClientState reached = await client.WaitForStateAsync(state, cancellationToken).ConfigureAwait(false);
                return reached == state ? null : $"The session is {reached}.";
            default:
                return $"What to wait for is one of: connected, text TEXT, pattern REGEX, quiet MILLISECONDS, state STATE; not '{what}'.";
        }
    }

    private string? SetTimeout(string argument)
    {
        if (!double.TryParse(argument, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) || seconds is not (> 0 and < 1e6))
        {
            return $"A time-out is a number of seconds, not '{argument}'.";
        }

        _timeout = TimeSpan.FromSeconds(seconds);
        return null;
    }

    private string? Resize(string argument)
    {
        if (argument.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var columns, var rows]
            || !TryParse(columns, out int width)
            || !TryParse(rows, out int height))
        {
            return $"A size is COLUMNS ROWS, not '{argument}'.";
        }

        client.Resize(width, height);
        return null;
    }

    private async Task WriteScreenAsync(TextWriter writer)
    {
        Screen screen = client.GetScreen();
        int rows = screen.Rows;
        while (rows > 0 && screen.GetRowText(rows - 1).Length == 0)
        {
            rows--;
        }

        for (int row = 0; row < rows; row++)
        {
            await writer.WriteLineAsync(screen.GetRowText(row)).ConfigureAwait(false);
        }
    }

    private async Task WriteStatusAsync()
    {
        MoshClientStatistics statistics = client.GetStatistics();
        Screen screen = client.GetScreen();
        FormattableString text =
            $"""
            state {client.State}
            server {client.Server}
            size {screen.Columns}x{screen.Rows}
            title {HostText.Clean(screen.WindowTitle)}
            last-contact {statistics.SinceLastContact?.TotalMilliseconds:0} ms ago
            round-trip {statistics.RoundTripTime?.TotalMilliseconds:0.0} ms, variation {statistics.RoundTripVariation?.TotalMilliseconds:0.0} ms
            loss {statistics.LossEstimate * 100:0.0} %
            sent {statistics.DatagramsSent} datagrams, {statistics.BytesSent} bytes
            received {statistics.DatagramsReceived} datagrams, {statistics.BytesReceived} bytes
            port-hops {statistics.PortHops}
            """;
        await output.WriteLineAsync(text.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
    }

    private static bool TryParse(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
